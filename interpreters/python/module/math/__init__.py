"""The module math."""
