"""sys.implementation.cache_tag: the compiler that made the code of a file."""

import hashlib
import os


def _hash_of_compiler():
    """NOT_RPYTHON: eight digits that change when the compiler or the form of code objects does."""
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    paths = [os.path.join(root, "interpreter", "pycode.py")]
    for folder in ["parser", "compiler", "module/marshal"]:
        folder = os.path.join(root, folder)
        paths.extend(os.path.join(folder, f) for f in sorted(os.listdir(folder)) if f[-3:] == ".py")
    total = hashlib.sha256()
    for path in paths:
        with open(path, "rb") as f:
            total.update(f.read())
    return total.hexdigest()[:8]


TAG = "rtpython-311-" + _hash_of_compiler()
