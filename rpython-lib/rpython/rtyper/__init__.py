"""Low-level helpers the rtyper specialises: lists, strings, dicts, numbers."""
