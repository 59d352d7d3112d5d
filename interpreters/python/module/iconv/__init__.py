"""Character sets of the C library."""
