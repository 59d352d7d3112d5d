"""Regular expressions: compiled by the host at import time, matched by the program."""
