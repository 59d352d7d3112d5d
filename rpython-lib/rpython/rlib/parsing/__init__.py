"""Parsers made at import time from grammars: regular tokens, ordered choice with memory, syntax trees."""
