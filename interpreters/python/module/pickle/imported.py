"""What pickling takes from modules of the library, imported when it is first needed."""

from interpreters.python.module import importing
from interpreters.python.objspace import operation as space


class Imported(object):
    """The tables of copyreg and _compat_pickle, and functions that pickles name."""

    def __init__(self):
        self.ready = False
        self.w_dispatch_table = None
        self.w_extension_registry = None
        self.w_inverted_registry = None
        self.w_extension_cache = None
        self.w_reconstruct_new = None
        self.w_names_to_2 = None
        self.w_modules_to_2 = None
        self.w_names_to_3 = None
        self.w_modules_to_3 = None
        self.w_encode = None
        self.w_partial = None
        self.w_getattr = None

    def load(self):
        """Imports the modules."""
        w_copyreg = importing.import_absolute("copyreg")
        self.w_dispatch_table = space.getattr(w_copyreg, "dispatch_table")
        self.w_extension_registry = space.getattr(w_copyreg, "_extension_registry")
        self.w_inverted_registry = space.getattr(w_copyreg, "_inverted_registry")
        self.w_extension_cache = space.getattr(w_copyreg, "_extension_cache")
        self.w_reconstruct_new = space.getattr(w_copyreg, "__newobj__")
        w_compat = importing.import_absolute("_compat_pickle")
        self.w_names_to_2 = space.getattr(w_compat, "REVERSE_NAME_MAPPING")
        self.w_modules_to_2 = space.getattr(w_compat, "REVERSE_IMPORT_MAPPING")
        self.w_names_to_3 = space.getattr(w_compat, "NAME_MAPPING")
        self.w_modules_to_3 = space.getattr(w_compat, "IMPORT_MAPPING")
        self.w_encode = space.getattr(importing.import_absolute("codecs"), "encode")
        self.w_partial = space.getattr(importing.import_absolute("functools"), "partial")
        self.w_getattr = space.getattr(importing.import_absolute("builtins"), "getattr")
        self.ready = True


_imported = Imported()


def tables():
    """The Imported."""
    if not _imported.ready:
        _imported.load()
    return _imported


def find_in(w_table, w_key):
    """The value of a key in a mapping of those modules, or None."""
    if not space.contains_w(w_table, w_key):
        return None
    return space.getitem(w_table, w_key)


def renamed(w_module, w_name, w_names, w_modules):
    """(module, name) of a global under the other major version of Python."""
    w_pair = find_in(w_names, space.newtuple([w_module, w_name]))
    if w_pair is not None:
        pair_w = space.unpack_exactly(w_pair, 2)
        return pair_w[0], pair_w[1]
    w_other = find_in(w_modules, w_module)
    if w_other is not None:
        return w_other, w_name
    return w_module, w_name
