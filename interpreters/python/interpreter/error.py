"""OperationError: the RPython exception that carries a Python-level exception."""


class OperationError(Exception):
    """A Python exception in flight.

    `OperationError(w_type, w_value)`: w_value is either an exception instance, or the single constructor argument,
    or None for no argument. The instance is made only when somebody asks for it (`get_w_value`).
    `except OperationError as e:` then `e.match(space.w_KeyError)` tests it; re-raise with `raise` or `raise e`.
    """

    def __init__(self, w_type, w_value):
        self.w_type = w_type
        self.w_value = w_value
        self.normalized = False
        self.w_traceback = None  # W_Traceback chain recorded so far
        self.context_done = False  # __context__ has been recorded

    def match(self, w_check):
        """True if the exception is an instance of the class `w_check` (or of one in a tuple of classes)."""
        return space.exception_match(self.w_type, w_check)

    def get_w_value(self):
        """The exception instance (made now if need be), its __traceback__ brought up to date."""
        if not self.normalized:
            self.normalize()
        w_value = self.w_value
        if isinstance(w_value, excobject.W_BaseException):
            if self.w_traceback is not None:
                w_value.w_traceback = self.w_traceback
        return w_value

    def normalize(self):
        """Turns (w_type, w_value) into an exception instance kept in w_value."""
        w_value = self.w_value
        w_type = self.w_type
        if isinstance(w_value, excobject.W_BaseException) and (
            w_value.getclass() is w_type
            or isinstance(w_type, typeobject.W_TypeObject)
            and w_value.getclass().issubtype(w_type)
        ):
            self.w_type = w_value.getclass()
        elif isinstance(w_type, typeobject.W_TypeObject):
            if w_value is None:
                w_value = w_type.new_exception([])
            else:
                w_value = w_type.new_exception([w_value])
        if not isinstance(w_value, excobject.W_BaseException):
            self.w_type = space.w_TypeError
            w_value = space.w_TypeError.call1(
                space.newtext("exceptions must derive from BaseException")
            )
        self.w_value = w_value
        self.normalized = True

    def errorstr(self):
        """`Type: message`, for messages of the interpreter itself."""
        w_value = self.get_w_value()
        name = w_value.getclass().name
        text = space.text_w(space.str(w_value))
        if text == "":
            return name
        return name + ": " + text

    def __str__(self):
        """NOT_RPYTHON: for host tracebacks."""
        try:
            return self.errorstr()
        except Exception as e:  # noqa: BLE001
            return "<OperationError %r: %r>" % (self.w_type, e)


def operr(w_type, msg):
    """An OperationError of class `w_type` with the text `msg` (an RPython str): `raise operr(space.w_TypeError, "...")`."""
    return OperationError(w_type, space.newtext(msg))


def operr_type(w_type, fmt, w_obj):
    """Like operr; `fmt` contains one %s, replaced by the name of the type of `w_obj`."""
    return OperationError(w_type, space.newtext(fmt.replace("%s", w_obj.getclass().name)))


def stop_iteration():
    """An OperationError for StopIteration without value."""
    return OperationError(space.w_StopIteration, None)


from interpreters.python.objspace import excobject, typeobject  # noqa: E402
from interpreters.python.objspace import operation as space  # noqa: E402
