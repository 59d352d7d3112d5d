"""The collector, as programs see it, and bulk operations on arrays."""

import gc as _gc
import weakref

from rpython._missing import not_implemented
from rpython.rlib.nonconst import NonConstant
from rpython.rlib.objectmodel import we_are_translated
from rpython.rlib.rerased import Erased, ErasingPairIdentity, new_erasing_pair
from rpython.rtyper.lltypesystem import lltype
from rpython.rtyper.lltypesystem.rffi import llexternal
from rpython.translation.intrinsics import intrinsic
from rpython.translation.replacements import replaces

_no_object = Erased(None, ErasingPairIdentity("dead"))


@intrinsic("gc.collect")
def collect(generation=-1):
    """Collects now."""
    _gc.collect()


@intrinsic("gc.collect_step")
def collect_step():
    """Does a part of a collection; gives 1 when one was finished."""
    return 1


@intrinsic("gc.enable")
def enable():
    """Major collections happen by themselves again."""


@intrinsic("gc.disable")
def disable():
    """Major collections happen only when asked for."""


@intrinsic("gc.isenabled")
def isenabled():
    """Do major collections happen by themselves?"""
    return True


replaces(_gc.collect)(collect)
replaces(_gc.enable)(enable)
replaces(_gc.disable)(disable)
replaces(_gc.isenabled)(isenabled)


@intrinsic("gc.set_max_heap_size")
def set_max_heap_size(nbytes):
    """MemoryError beyond this size; 0 for no limit."""


@intrinsic("gc.add_memory_pressure")
def add_memory_pressure(estimate, object=None):
    """Tells the collector of raw memory kept alive by objects."""


@intrinsic("gc.can_move")
def can_move(p):
    """May the object still move?"""
    return True


@intrinsic("gc.pin")
def pin(obj):
    """Tries to keep an object in place; False if that is not possible."""
    return False


@intrinsic("gc.unpin")
def unpin(obj):
    """Ends a successful `pin`."""


@intrinsic("gc.heap_size")
def heap_size():
    """The bytes in use."""
    return 0


def no_collect(func):
    """The function never collects."""
    func._dont_inline_ = True
    func._gc_no_collect_ = True
    return func


def no_release_gil(func):
    """The function never releases the GIL."""
    func._dont_inline_ = True
    func._no_release_gil_ = True
    return func


def must_be_light_finalizer(func):
    """The finalizer must not touch other objects."""
    func._must_be_light_finalizer_ = True
    return func


@intrinsic("gc.may_ignore_finalizer")
def may_ignore_finalizer(obj):
    """The object's finalizer need not run."""


@intrinsic("gc.register_finalizer")
def _register_finalizer(erased, queue):
    """Asks for the object to be put into a queue when it dies."""


@intrinsic("gc.next_dead")
def _next_dead(queue):
    """The next object of a queue, or a null."""
    return _no_object


rpy_gc_finalize_all = llexternal("rpy_gc_finalize_all", [], lltype.Void)
rpy_gc_finalizers_left = llexternal("rpy_gc_finalizers_left", [], lltype.Signed)
rpy_gc_weakrefs_cleared = llexternal("rpy_gc_weakrefs_cleared", [], lltype.Signed)


def finalize_all():
    """Puts all objects that wait for their death into their queues: for the end of a program."""
    if we_are_translated():
        rpy_gc_finalize_all()


def finalizers_left():
    """May there be objects that wait for their death?"""
    return we_are_translated() and rpy_gc_finalizers_left() != 0


def weakrefs_cleared():
    """Were weak references cleared since the last call? (Always, on the host.)"""
    return not we_are_translated() or rpy_gc_weakrefs_cleared() != 0


class _Queues(object):
    count = 0


class _HostQueue(object):
    """NOT_RPYTHON: a queue on the host: who is dead comes back as another instance with the same attributes."""

    def __init__(self):
        self.watched = []

    def register(self, x):
        """NOT_RPYTHON"""
        self.watched.append((weakref.ref(x), x.__class__, x.__dict__))

    def next_dead(self):
        """NOT_RPYTHON"""
        for i, (ref, cls, attributes) in enumerate(self.watched):
            if ref() is None:
                del self.watched[i]
                x = cls.__new__(cls)
                x.__dict__ = attributes
                return x
        return None


def new_finalizer_queue(name):
    """NOT_RPYTHON: functions (register, next_dead) of a new queue.

    register(x): when x dies, it lives on, once, in the queue. next_dead(): the next object there, or None. Weak
    references to it have been cleared. Objects come in the order of their registration. All are instances of one
    class (the most special one that fits).
    """
    erase, unerase = new_erasing_pair("finalizer " + name)
    number = _Queues.count
    _Queues.count += 1

    host = _HostQueue()

    def register(x):
        if not we_are_translated():
            host.register(x)
            return
        _register_finalizer(erase(x), number)

    def next_dead():
        if not we_are_translated():
            return host.next_dead()
        if NonConstant(False):
            erase(None)  # what comes out may be None
        return unerase(_next_dead(number))

    return register, next_dead


class FinalizerQueue(object):
    """Objects whose finalizers are due: subclasses give `Class` and `finalizer_trigger`."""

    _rpython_intrinsic_ = "gc.FinalizerQueue"
    Class = None

    def next_dead(self):
        """The next object registered here that is dead, or None."""
        return None

    def register_finalizer(self, obj):
        """Asks for obj to be queued when it dies."""
        assert isinstance(obj, self.Class)

    def finalizer_trigger(self):
        """Called when there are dead objects in the queue."""


# ____________________________________________________________
# bulk operations of the low-level helpers


def _storage(p):
    return p._obj.items if isinstance(p._TYPE.TO, lltype.Array) else p.chars._obj.items


@intrinsic("ll_arraycopy")
def ll_arraycopy(source, dest, source_start, dest_start, length):
    """Copies `length` items from one array to another of the same type, not overlapping."""
    assert source_start >= 0 and dest_start >= 0 and length >= 0
    assert source_start + length <= len(source) and dest_start + length <= len(dest)
    if length and source == dest:
        assert source_start + length <= dest_start or dest_start + length <= source_start
    if isinstance(source._TYPE.TO.OF, lltype.Struct):
        for i in range(length):
            dest._obj.items[dest_start + i].fields = dict(
                source._obj.items[source_start + i].fields
            )
        return
    items = source._obj.items
    dest._obj.items[dest_start : dest_start + length] = items[source_start : source_start + length]


@intrinsic("ll_arraymove")
def ll_arraymove(array, source_start, dest_start, length):
    """Moves items within an array; the ranges may overlap."""
    assert source_start >= 0 and dest_start >= 0 and length >= 0
    assert source_start + length <= len(array) and dest_start + length <= len(array)
    items = array._obj.items
    if isinstance(array._TYPE.TO.OF, lltype.Struct):
        fields = [dict(item.fields) for item in items[source_start : source_start + length]]
        for i in range(length):
            items[dest_start + i].fields = fields[i]
        return
    items[dest_start : dest_start + length] = items[source_start : source_start + length]


@intrinsic("ll_arrayclear")
def ll_arrayclear(array):
    """Fills an array with zeros."""
    lltype._zero(array._obj)


@intrinsic("ll_shrink_array")
def ll_shrink_array(p, smallerlength):
    """The first items of an array or string as an object of that length; p is dead afterwards."""
    T = p._TYPE.TO
    if isinstance(T, lltype.Array):
        result = lltype.malloc(T, smallerlength)
        ll_arraycopy(p, result, 0, 0, smallerlength)
        return result
    result = lltype.malloc(T, smallerlength)
    for name in T._names[:-1]:
        setattr(result, name, getattr(p, name))
    _storage(result)[:] = _storage(p)[:smallerlength]
    return result


@intrinsic("ll_grow_array")
def ll_grow_array(p, length):
    """Makes an array longer where it stands; False if that cannot be done, which every collector may say."""
    assert length >= len(p)
    return False


__getattr__ = not_implemented(__name__)
