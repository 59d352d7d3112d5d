"""Where a pickle is written: pieces, and in protocol 4 frames of them."""

from rpython.rlib.rstring import StringBuilder

from interpreters.python.module.pickle.errors import low_bytes
from interpreters.python.module.pickle.opcodes import FRAME
from interpreters.python.objspace import operation as space

FRAME_TARGET = 64 * 1024
FRAME_LEAST = 4


class Output(object):
    """`frame` collects what follows the finished `pieces`; w_write takes them, unless None."""

    def __init__(self, w_write):
        self.w_write = w_write
        self.pieces = []
        self.frame = StringBuilder(256)
        self.framing = False

    def boundary(self):
        """Between two objects: a frame that is large enough ends."""
        if self.framing and self.frame.getlength() >= FRAME_TARGET:
            self.end_frame()
            if self.w_write is not None:
                self.flush()

    def end_frame(self):
        """The frame becomes a piece, with a header if it is worth it."""
        data = self.frame.build()
        if len(data) == 0:
            return
        self.frame = StringBuilder(256)
        if self.framing and len(data) >= FRAME_LEAST:
            self.pieces.append(FRAME + low_bytes(len(data), 8))
        self.pieces.append(data)

    def flush(self):
        """Hands the pieces over to the file."""
        data = "".join(self.pieces)
        self.pieces = []
        if len(data) > 0:
            space.call1(self.w_write, space.newbytes(data))

    def put_contents(self, header, data, w_data):
        """The bytes of a string; long ones stand outside of the frames and are written as they are."""
        if len(data) < FRAME_TARGET:
            self.frame.append(header)
            self.frame.append(data)
            return
        self.end_frame()
        self.pieces.append(header)
        if self.w_write is None:
            self.pieces.append(data)
            return
        self.flush()
        if w_data is None:
            w_data = space.newbytes(data)
        space.call1(self.w_write, w_data)

    def finish(self):
        """The end of the pickle; its bytes, if there is no file."""
        self.end_frame()
        self.framing = False
        if self.w_write is not None:
            self.flush()
            return ""
        data = "".join(self.pieces)
        self.pieces = []
        return data
