"""Nothing yet: warnings.py has everything itself."""
