"""Host tests of the Python interpreter."""
