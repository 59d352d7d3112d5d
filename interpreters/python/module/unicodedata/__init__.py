"""The module unicodedata."""
