"""The module _struct."""
