"""The module posix."""
