"""Facts about the machine's own formats of numbers."""

import sys

native_is_bigendian = sys.byteorder == "big"
