"""Codecs of East Asian character sets: see _multibytecodec."""

from _multibytecodec import _getcodec as getcodec  # noqa: F401
