"""The module itertools."""
