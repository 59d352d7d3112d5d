"""The module _symtable."""
