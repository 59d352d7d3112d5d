"""The modules operator and _operator."""
