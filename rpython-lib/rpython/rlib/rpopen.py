"""Files that are the input or output of another program. For programs they are functions of `rfile`."""

from rpython.rlib import rfile, rposix, streamio
from rpython.rtyper.lltypesystem import lltype, rffi

_popen = rffi.llexternal("popen", [rffi.CCHARP, rffi.CCHARP], rffi.VOIDP)
_pclose = rffi.llexternal("pclose", [rffi.VOIDP], rffi.INT)
_fileno = rffi.llexternal("fileno", [rffi.VOIDP], rffi.INT)
_dup = rffi.llexternal("dup", [rffi.INT], rffi.INT)


class RPopenFile(rfile.RFile):
    """The file; `close()` gives the exit status of the program."""

    def __init__(self, handle, stream, fd):
        rfile.RFile.__init__(self, stream, fd)
        self._handle = handle

    def close(self):
        """Waits for the program: its status."""
        if self._closed:
            return 0
        rfile.RFile.close(self)
        return rffi.cast(lltype.Signed, _pclose(self._handle))


def create_popen_file(command, type):
    """Starts a program: `type` is "r" to read what it writes, "w" to write what it reads."""
    handle = _popen(command, type)
    if not handle:
        raise OSError(rposix.get_saved_errno(), "popen failed")
    # A descriptor of our own: C keeps nothing in its buffers, and closes its own in pclose.
    fd = rffi.cast(lltype.Signed, _dup(_fileno(handle)))
    return RPopenFile(handle, streamio.fdopen_as_stream(fd, type, -1), fd)
