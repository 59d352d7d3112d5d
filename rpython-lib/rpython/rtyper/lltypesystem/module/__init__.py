"""Low-level implementations of host modules."""
