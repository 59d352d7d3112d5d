"""The module _random."""
