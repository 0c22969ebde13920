"""The Detente case file: YAML 1.2, or the same tree as JSON."""
