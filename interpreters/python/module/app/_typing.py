"""The identity function that typing uses for calls that are there for their name only."""


def _idfunc(value, /):
    return value
