"""The case: pure data and exact arithmetic. Reads no file, prints nothing, knows no clock."""
