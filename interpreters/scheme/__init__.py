"""Scheme (the core of R7RS-small) in RPython."""
