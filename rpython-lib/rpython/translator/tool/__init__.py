"""Tools of the original translator that programs import."""
