"""Puts the repository and the rpython package on sys.path."""

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
for _path in (os.path.join(ROOT, "rpython-lib"), ROOT):
    if _path not in sys.path:
        sys.path.insert(0, _path)
sys.setrecursionlimit(20000)
