"""PickleBuffer: memory that pickle may hand over apart from its stream."""

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import TypeDef, method, new
from interpreters.python.objspace import memoryobject
from interpreters.python.objspace import operation as space


class W_PickleBuffer(W_Root):
    """PickleBuffer(object)"""

    def __init__(self, w_obj):
        self.w_obj = w_obj

    def need_object(self):
        """The object, or ValueError after release()."""
        if self.w_obj is None:
            raise operr(space.w_ValueError, "operation forbidden on released PickleBuffer object")
        return self.w_obj

    def viewed_object(self):
        return self.need_object()

    def get_memory(self):
        return self.need_object().get_memory()

    def view(self):
        """A memoryview of the object."""
        w_view = memoryobject.memoryview_of(self.need_object())
        assert isinstance(w_view, memoryobject.W_MemoryView)
        return w_view

    def descr_raw(self):
        """raw(): all of it as a one-dimensional memoryview of bytes."""
        w_view = self.view()
        if not w_view.is_contiguous(False) and not w_view.is_contiguous(True):
            raise operr(space.w_BufferError, "cannot extract raw buffer from non-contiguous buffer")
        return space.call_method1(w_view, "cast", space.newtext("B"))

    def descr_release(self):
        self.w_obj = None


def picklebuffer_new(w_type, w_obj):
    """PickleBuffer.__new__"""
    memoryobject.memoryview_of(w_obj)
    return W_PickleBuffer(w_obj)


W_PickleBuffer.typedef = TypeDef(
    "pickle.PickleBuffer",
    W_PickleBuffer,
    new("cls, object, /", picklebuffer_new),
    method("raw", W_PickleBuffer.descr_raw, "self"),
    method("release", W_PickleBuffer.descr_release, "self"),
    acceptable_as_base=False,
)
