"""Reading and writing of comma-separated values."""
