"""W_Root: the RPython base class of every Python object, with its virtual methods.

Conventions
- `w_x` names a wrapped (Python-level) object, always a W_Root; `xs_w` names a list of them.
- Operations on objects of unknown type are module-level functions of objspace/operation.py:
  `from interpreters.python.objspace import operation as space`.
- Every builtin type is declared with `TypeDef(...)` (interpreter/typedef.py), which also installs
  `getclass` on the RPython class: classes do not write it themselves.
- Instances of *Python subclasses* of a builtin type T implemented by W_T are instances of the RPython
  class made by `user_subclass(W_T)` (interpreter/typedef.py): it is a subclass of W_T, so
  `isinstance(w_x, W_T)` holds for them too. Where a fast path must not bypass an overridden method write
  `type(w_x) is W_T` instead (exact type).
  Exceptions to that: int and float. `isinstance(w_x, W_IntObject)` is true for small ints and bools only,
  never for instances of Python subclasses of int, nor for big ints (W_LongObject); likewise W_FloatObject is
  always an exact float. Use space.isinstance_w(w_x, space.w_int) and space.int_w / space.bigint_w / space.float_w.
"""


class W_Root(object):
    """The base of all Python objects. Defaults describe an object without instance dict, slots or fast protocols."""

    _immutable_fields_ = []

    # -- type ----------------------------------------------------------------------------------

    def getclass(self):
        """The W_TypeObject of this object (what `type(x)` gives)."""
        raise NotImplementedError

    def setclass(self, w_type):
        """Assignment to __class__."""
        raise error.operr(
            space.w_TypeError,
            "__class__ assignment only supported for mutable types or ModuleType subclasses",
        )

    def user_setup(self, w_type):
        """Called on a fresh instance of a `user_subclass(W_T)` class to tell it its Python class."""
        assert False, "not an instance of a user subclass"

    # -- instance attributes (by RPython str name, interned) --------------------------------------

    def getdictvalue(self, name):
        """The value of instance attribute `name`, or None. Looks at the instance dict only."""
        return None

    def setdictvalue(self, name, w_value):
        """Sets an instance attribute; False if the object has no instance dict."""
        return False

    def deldictvalue(self, name):
        """Deletes an instance attribute; False if it is not there."""
        return False

    def getdict(self):
        """The `__dict__` as a W_DictObject that shares state with the instance, or None if it has none."""
        return None

    def setdict(self, w_dict):
        """Assignment to `__dict__`."""
        raise error.operr(
            space.w_AttributeError, "'%s' object has no attribute '__dict__'" % self.getclass().name
        )

    def getslotvalue(self, key):
        """The value in the `__slots__` slot `key`, or None when unset."""
        return None

    def setslotvalue(self, key, w_value):
        """Sets the `__slots__` slot `key`; None unsets it."""
        raise error.operr(space.w_AttributeError, "object has no slots")

    # -- fast protocols ----------------------------------------------------------------------------

    def next_w(self):
        """The next item of an iterator, or **None when it is exhausted** (no exception).

        Builtin iterators override this and declare `__next__` with `iterator_methods()` of typedef.py.
        """
        return space.next_via_method(self)

    def overrides_next(self):
        """Is the __next__ of an instance of a user subclass one in Python?"""
        return space.overrides_next(self)

    def iteration_key(self):
        """What loops over this iterator are distinguished by in the JIT."""
        return self.getclass()

    def send_w(self, w_value):
        """Sends a value into a generator-like iterator (`yield from`, `await`): the value it yields.

        None when it has ended; then ec.w_stopvalue (interpreter/executioncontext.py) is its result.
        """
        return space.send_via_method(self, w_value)

    def call0(self):
        """Calls the object without arguments."""
        return space.call_via_method(self, argument.Arguments([]))

    def call1(self, w_a):
        """Calls the object with one positional argument."""
        return space.call_via_method(self, argument.Arguments([w_a]))

    def call2(self, w_a, w_b):
        """Calls the object with two positional arguments."""
        return space.call_via_method(self, argument.Arguments([w_a, w_b]))

    def call3(self, w_a, w_b, w_c):
        """Calls the object with three positional arguments."""
        return space.call_via_method(self, argument.Arguments([w_a, w_b, w_c]))

    def call4(self, w_a, w_b, w_c, w_d):
        """Calls the object with four positional arguments."""
        return space.call_via_method(self, argument.Arguments([w_a, w_b, w_c, w_d]))

    def call_args(self, args):
        """Calls the object with an interpreter.argument.Arguments."""
        return space.call_via_method(self, args)

    def call5(self, w_a, w_b, w_c, w_d, w_e):
        """Calls the object with five positional arguments."""
        return self.call_values([w_a, w_b, w_c, w_d, w_e])

    def call_values(self, values_w):
        """Calls the object with any number of positional arguments."""
        return self.call_args(argument.Arguments(values_w))

    def finalizer_rank(self):
        """Of objects that die together those with a low rank are finalized first."""
        return 0

    def died(self):
        """Called once when the object has died, if finalizers.register was: frees what is outside the heap."""

    # -- buffers -------------------------------------------------------------------------------------

    def get_memory(self):
        """The objspace.buffer.Memory of a bytes-like object; None for others."""
        return None

    def viewed_object(self):
        """What `memoryview(self).obj` is."""
        return self

    # -- identity ------------------------------------------------------------------------------------

    def is_w(self, w_other):
        """The `is` operator; immutable value types may compare values."""
        return self is w_other


class W_WithDict(W_Root):
    """The base of objects with a `__dict__` of their own, made when it is first needed.

    Their constructors set `w_dict` to None.
    """

    def getdict(self):
        if self.w_dict is None:
            self.w_dict = space.newdict()
        return self.w_dict

    def setdict(self, w_dict):
        self.w_dict = w_dict

    def getdictvalue(self, name):
        if self.w_dict is None:
            return None
        return space.dict_getitem_str(self.w_dict, name)

    def setdictvalue(self, name, w_value):
        space.dict_setitem_str(self.getdict(), name, w_value)
        return True

    def deldictvalue(self, name):
        if self.w_dict is None or space.dict_getitem_str(self.w_dict, name) is None:
            return False
        space.dict_delitem_str(self.w_dict, name)
        return True


from interpreters.python.interpreter import argument, error  # noqa: E402
from interpreters.python.objspace import operation as space  # noqa: E402
