"""Low-level types and their emulation on the host."""
