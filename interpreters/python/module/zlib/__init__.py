"""Compression by the C library zlib."""
