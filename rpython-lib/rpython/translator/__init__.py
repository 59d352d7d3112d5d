"""Names of the original translator that programs import."""
