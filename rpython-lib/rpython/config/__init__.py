"""Options of a translation, as targets read them."""
