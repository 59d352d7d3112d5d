"""Names of the annotator that programs import."""
