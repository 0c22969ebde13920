"""Questions asked of a case, one a module. Reads no file, prints nothing, knows no clock."""
