"""What people read: plain words, own pictures, and one self-contained page."""
