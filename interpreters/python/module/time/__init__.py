"""The module time."""
