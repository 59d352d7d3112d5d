"""A Python 3.11 interpreter written in RPython."""
