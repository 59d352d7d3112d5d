"""Frames, the evaluation loop, functions, arguments, generators, and how RPython functions become builtins."""

import interpreters.python.objspace  # noqa: F401  (imports everything in a working order)
