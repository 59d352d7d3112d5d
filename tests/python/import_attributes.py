"""What modules and sys know of imports, though importlib is loaded late."""

import sys

print(len(sys.meta_path) >= 3, len(sys.path_hooks) >= 2)
import json  # noqa: E402

import __main__  # noqa: E402

print(json.__spec__.name, json.__loader__.__class__.__name__, json.__cached__[-4:])
print(sys.__spec__.origin, sys.__loader__.__name__)
print(__main__.__loader__.__class__.__name__, __main__.__spec__, __spec__)
