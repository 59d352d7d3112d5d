"""The module _pickle."""

from interpreters.python.interpreter.gateway import function
from interpreters.python.interpreter.typedef import TypeDef, getset, method, new
from interpreters.python.module import modinfo
from interpreters.python.module.pickle import errors, memoproxy, pickler, unpickler
from interpreters.python.module.pickle.picklebuffer import W_PickleBuffer
from interpreters.python.module.pickle.pickler import W_Pickler
from interpreters.python.module.pickle.unpickler import W_Unpickler

W_Pickler.typedef = TypeDef(
    "_pickle.Pickler",
    W_Pickler,
    new("cls, ...", pickler.pickler_new),
    method(
        "__init__",
        pickler.pickler_init,
        "self, file, protocol=None, fix_imports=None, buffer_callback=None",
    ),
    method("dump", W_Pickler.descr_dump, "self, obj, /"),
    method("clear_memo", W_Pickler.descr_clear_memo, "self"),
    getset("memo", memoproxy.get_pickler_memo, memoproxy.set_pickler_memo),
    getset("bin", W_Pickler.fget_bin, W_Pickler.fset_bin),
    getset("fast", W_Pickler.fget_fast, W_Pickler.fset_fast),
    getset(
        "dispatch_table",
        W_Pickler.fget_dispatch_table,
        W_Pickler.fset_dispatch_table,
        W_Pickler.fdel_dispatch_table,
    ),
    getset("persistent_id", W_Pickler.fget_persistent_id, W_Pickler.fset_persistent_id),
)

W_Unpickler.typedef = TypeDef(
    "_pickle.Unpickler",
    W_Unpickler,
    new("cls, ...", unpickler.unpickler_new),
    method(
        "__init__",
        unpickler.unpickler_init,
        "self, file, *, fix_imports=None, encoding=None, errors=None, buffers=None",
    ),
    method("load", W_Unpickler.descr_load, "self"),
    method("find_class", W_Unpickler.descr_find_class, "self, module_name, global_name, /"),
    getset("memo", memoproxy.get_unpickler_memo, memoproxy.set_unpickler_memo),
    getset("persistent_load", W_Unpickler.fget_persistent_load, W_Unpickler.fset_persistent_load),
)

MODULE = modinfo.declare(
    "_pickle",
    [
        function(
            "dump",
            pickler.dump,
            "obj, file, protocol=None, *, fix_imports=None, buffer_callback=None",
        ),
        function(
            "dumps", pickler.dumps, "obj, protocol=None, *, fix_imports=None, buffer_callback=None"
        ),
        function(
            "load",
            unpickler.load,
            "file, *, fix_imports=None, encoding=None, errors=None, buffers=None",
        ),
        function(
            "loads",
            unpickler.loads,
            "data, /, *, fix_imports=None, encoding=None, errors=None, buffers=None",
        ),
    ],
    types=[
        W_PickleBuffer.typedef,
        W_Pickler.typedef,
        W_Unpickler.typedef,
        errors.error_type,
        errors.pickling_type,
        errors.unpickling_type,
    ],
)
