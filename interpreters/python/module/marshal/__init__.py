"""The module marshal."""
