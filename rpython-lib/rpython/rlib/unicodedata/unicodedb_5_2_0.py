"""The database of characters: see `ucd`."""

from rpython.rlib.unicodedata.ucd import *  # noqa: F403
