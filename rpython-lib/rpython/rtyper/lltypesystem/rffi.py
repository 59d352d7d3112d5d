"""Functions of the run-time library and of C, as RPython sees them."""

from rpython.rtyper.lltypesystem import lltype


class ExternalFunction(object):
    """A function outside RPython.

    Attributes: `name` (the symbol), `args` (list of low-level types), `result`, `canraise` (False:
    it never raises), `elidable`, `host` (the implementation on the host). An argument of type
    `Ptr(STR)` takes an RPython string or a pointer to a low-level one.
    """

    _rpython_intrinsic_ = "external_function"
    canraise = False

    def __init__(self, name, args, result, host, elidable=False):
        self.name = name
        self.args = list(args)
        self.result = result
        self.host = host
        self.elidable = elidable

    def _freeze_(self):
        return True

    def __call__(self, *args):
        assert len(args) == len(self.args), "%s takes %d arguments" % (self.name, len(self.args))
        if self.host is None:
            raise NotImplementedError("%s has no implementation on the host" % (self.name,))
        return self.host(*args)

    def __repr__(self):
        return "<external function %s>" % (self.name,)


def llexternal(name, args, result, host=None, elidable_function=False, **options):
    """Declares an external function; unknown options of the original are accepted and ignored."""
    return ExternalFunction(name, args, result, host, elidable=elidable_function)


Signed = lltype.Signed
Unsigned = lltype.Unsigned
