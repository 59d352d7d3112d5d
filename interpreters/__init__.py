"""Language interpreters written in RPython; one package per language."""
