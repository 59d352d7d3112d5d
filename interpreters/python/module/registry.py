"""The table of built-in modules: `modules` maps names to BuiltinModules."""

import importlib

# files of this folder with MODULE (a BuiltinModule) or MODULES (a list of them)
_FILES = [
    "sys.sysmodule",
    "builtins.builtinsmodule",
    "io.iomodule",
    "time.timemodule",
    "math.mathmodule",
    "functools.functoolsmodule",
    "itertools.itertoolsmodule",
    "operator.operatormodule",
    "collections.collectionsmodule",
    "heapq.heapqmodule",
    "sre.sremodule",
    "posix.posixmodule",
    "ast.astmodule",
    "array.arraymodule",
    "marshal.marshalmodule",
    "symtable.symtablemodule",
    "struct.structmodule",
    "random.randommodule",
    "hashes.hashmodule",
    "hashes.sha3types",
    "hashes.blake2types",
    "unicodedata.unicodedatamodule",
    "thread.threadmodule",
    "signal.signalmodule",
    "syscall.syscallmodule",
    "json.jsonmodule",
    "pickle.picklemodule",
    "binascii.binasciimodule",
    "zlib.zlibmodule",
    "iconv.iconvmodule",
    "mmap.mmapmodule",
    "csv.csvmodule",
    "small",
]

modules = {}
names = []


def load():
    """NOT_RPYTHON: imports every file and enters its modules; called once, on the host."""
    for path in _FILES:
        module = importlib.import_module("interpreters.python.module." + path)
        infos = module.MODULES if hasattr(module, "MODULES") else [module.MODULE]
        for info in infos:
            modules[info.name] = info
    names.extend(sorted(modules))


def sorted_names():
    """The names of all built-in modules."""
    return names
