"""Functions of built-in modules do not bind, whatever they are written in."""

import binascii
import cmath
import codecs
import marshal
import os
import pickle


class C:
    crc = binascii.crc32
    close = cmath.isclose
    look = codecs.lookup
    cwd = os.getcwd
    dumps = marshal.dumps


c = C()
print(c.crc(b"abc"), c.close(1, 1.0), c.look("utf-8").name, c.cwd() == os.getcwd(), c.dumps(None))
print(type(binascii.crc32).__name__, binascii.crc32.__module__, binascii.crc32.__name__, cmath.sqrt.__qualname__)
print(pickle.loads(pickle.dumps(cmath.sqrt)) is cmath.sqrt)
