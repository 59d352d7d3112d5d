"""The module sys."""
