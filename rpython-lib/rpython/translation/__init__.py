"""What the translator and this package agree on."""
