"""The built-in part of collections: deque, defaultdict (module _collections)."""
