"""What importlib needs; warnings.py has the rest itself."""


def warn(message, category=None, stacklevel=1, source=None):
    import warnings

    warnings.warn(message, category, stacklevel + 1, source)
