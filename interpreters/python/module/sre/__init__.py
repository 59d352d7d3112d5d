"""The module _sre: the matching engine of regular expressions."""
