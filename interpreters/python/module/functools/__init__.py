"""The modules functools and _functools."""
