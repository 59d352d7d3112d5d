"""The `rpython` package: imported by RPython programs on the host, translated with them."""

from rpython import _missing

_missing.install()
