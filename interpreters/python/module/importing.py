"""Import: sys.modules, built-in modules, then source files on sys.path."""

from rpython.rlib import rposix

from interpreters.python.compiler import compile as compiler
from interpreters.python.interpreter import function as functions
from interpreters.python.interpreter import pycode, pyframe
from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.executioncontext import ec
from interpreters.python.interpreter.gateway import function
from interpreters.python.module import registry, sourcetext
from interpreters.python.module.builtins import execution
from interpreters.python.module.fspath import fsencode, newfstext
from interpreters.python.objspace import dictobject, excobject, moduleobject, unicodeobject
from interpreters.python.objspace import operation as space
from interpreters.python.parser.error import ParseError

pycache = None  # module/pycache.py, which sets it


def import_error(msg, name):
    """ModuleNotFoundError(msg, name=name)"""
    e = operr(space.w_ModuleNotFoundError, msg)
    w_value = e.get_w_value()
    if isinstance(w_value, excobject.W_BaseException):
        w_value.set_field("name", space.newtext(name))
    return e


def get_loaded(name):
    """sys.modules[name], or None."""
    return space.dict_getitem_str(ec.w_modules, name)


# ---- built-in modules ------------------------------------------------------------------------


def load_builtin(name):
    """Import a built-in module; None if there is none of that name."""
    if name not in registry.modules:
        return None
    info = registry.modules[name]
    w_module = moduleobject.new_module(name)
    w_dict = w_module.w_dict
    space.dict_setitem_str(ec.w_modules, name, w_module)
    i = 0
    while i < len(info.names):
        w_dict.setitem_str(info.names[i], info.values_w[i])
        i += 1
    info.fill(w_dict)
    if len(info.source) > 0:
        w_dict.setitem_str("__builtins__", execution.builtins_module())
        try:
            code = compiler.compile_text(info.source, "<frozen " + name + ">", compiler.EXEC, False)
        except ParseError as e:
            raise execution.syntax_error(e)
        pyframe.exec_code(code, w_dict, w_dict)
        if name != "functools":  # which is Python in CPython too
            functions.make_builtins(w_dict, name, code.filename)
    return get_loaded(name)


# ---- source files ----------------------------------------------------------------------------


def read_file(path):
    """The contents of a file (OSError)."""
    fd = rposix.open(path, rposix.O_RDONLY, 0o666)
    parts = []
    try:
        while True:
            data = rposix.read(fd, 65536)
            if len(data) == 0:
                break
            parts.append(data)
    finally:
        rposix.close(fd)
    return "".join(parts)


def join_path(directory, name):
    """directory/name"""
    if len(directory) == 0:
        return name
    if directory.endswith("/"):
        return directory + name
    return directory + "/" + name


def compile_file(path):
    """The code of a source file: that which is kept, or else it is compiled and kept."""
    cached = pycache.place(fsencode(path))
    code = None
    st = None
    if len(cached) > 0:
        try:
            st = rposix.stat(path)
            code = pycache.load(path, cached, st)
        except OSError:
            st = None
    if code is None:
        code = compile_source(path)
        if st is not None and pycache.may_write():
            pycache.store(code, cached, st)
    return code


def compile_source(path):
    """The code of a source file."""
    try:
        data = read_file(path)
    except OSError as e:
        raise operr(space.w_ImportError, "cannot read %s: %s" % (path, rposix.strerror(e.errno)))
    try:
        return sourcetext.compile_file_bytes(data, path)
    except ParseError as e:
        raise execution.syntax_error(e)


def load_source(name, path, package_dir):
    """Make a module from a source file; package_dir is "" unless it is a package."""
    w_module = moduleobject.new_module(name)
    w_dict = w_module.w_dict
    w_dict.setitem_str("__file__", space.newtext(path))
    w_dict.setitem_str("__builtins__", execution.builtins_module())
    if len(package_dir) > 0:
        w_dict.setitem_str("__path__", space.newlist([space.newtext(package_dir)]))
        w_dict.setitem_str("__package__", space.newtext(name))
    else:
        w_dict.setitem_str("__package__", space.newtext(parent_name(name)))
    space.dict_setitem_str(ec.w_modules, name, w_module)
    try:
        code = compile_file(path)
        pyframe.exec_code(code, w_dict, w_dict)
    except OperationError:
        if get_loaded(name) is not None:
            space.dict_delitem_str(ec.w_modules, name)
        raise
    if name == "importlib" and machinery.w_find_and_load is None:
        install_machinery()
    return get_loaded(name)


def find_in_path(name, tail, w_path):
    """Load module ``name`` (last part ``tail``) from the directories in w_path, or None."""
    namespace_dirs_w = []
    for w_entry in space.unpackiterable(w_path):
        if not isinstance(w_entry, unicodeobject.W_UnicodeObject):
            continue
        directory = space.text_w(w_entry)
        base = join_path(directory, tail)
        if rposix.isdir(base):
            init = base + "/__init__.py"
            if rposix.isfile(init):
                return load_source(name, init, base)
            namespace_dirs_w.append(space.newtext(base))
        path = base + ".py"
        if rposix.isfile(path):
            return load_source(name, path, "")
    if len(namespace_dirs_w) > 0:
        w_module = moduleobject.new_module(name)
        w_module.w_dict.setitem_str("__path__", space.newlist(namespace_dirs_w))
        w_module.w_dict.setitem_str("__package__", space.newtext(name))
        space.dict_setitem_str(ec.w_modules, name, w_module)
        return w_module
    return None


def parent_name(name):
    """a.b for a.b.c, "" for a."""
    dot = name.rfind(".")
    if dot < 0:
        return ""
    return name[:dot]


def load_module(name, w_parent):
    """Find and load a module that is not in sys.modules; None if there is none."""
    w_module = load_builtin(name)
    if w_module is not None:
        return w_module
    tail = name
    if w_parent is None:
        w_path = execution.sys_attribute("path")
    else:
        dot = name.rfind(".")
        assert dot >= 0
        tail = name[dot + 1 :]
        w_path = space.findattr(w_parent, "__path__")
    if w_path is None:
        return None
    return find_in_path(name, tail, w_path)


class Machinery(object):
    """importlib's functions, once a program has imported it: from then on it does the imports."""

    def __init__(self):
        self.w_find_and_load = None
        self.installing = False
        self.w_gcd_import = None


machinery = Machinery()


def install_machinery():
    """Hand over to importlib, which has just been imported."""
    w_helper = import_absolute("_importing")
    w_functions = space.call_method0(w_helper, "install")
    functions_w = space.unpack_exactly(w_functions, 2)
    machinery.w_find_and_load = functions_w[0]
    machinery.w_gcd_import = functions_w[1]


def describe_main():
    """__main__ is about to run: it gets its loader now if importlib is there, otherwise with that."""
    if machinery.w_find_and_load is not None:
        space.call_method0(import_absolute("_importing"), "describe_main")


def describe_imports(w_module):
    """A program wants to know what only importlib knows: it is loaded, unless it is there already."""
    if machinery.w_find_and_load is not None:
        if (
            w_module is not get_loaded("__main__")
            or w_module.getdictvalue("__loader__") is not None
        ):
            return False
        space.call_method0(import_absolute("_importing"), "describe_main")
        return True
    if machinery.installing:
        return False
    machinery.installing = True
    try:
        import_absolute("importlib")
    finally:
        machinery.installing = False
    return machinery.w_find_and_load is not None


moduleobject.describe_imports = describe_imports


def of_importlib(w_traceback):
    """Does the level of a traceback belong to importlib's own functions?"""
    filename = w_traceback.frame.code.filename
    return filename.endswith("/importlib/_bootstrap.py") or filename.endswith(
        "/importlib/_bootstrap_external.py"
    )


def without_importlib(w_traceback):
    """The traceback without the levels of importlib's own functions."""
    while w_traceback is not None and of_importlib(w_traceback):
        w_traceback = w_traceback.w_next
    w_at = w_traceback
    while w_at is not None:
        w_next = w_at.w_next
        while w_next is not None and of_importlib(w_next):
            w_next = w_next.w_next
        w_at.w_next = w_next
        w_at = w_next
    return w_traceback


def import_by_machinery(name):
    """Import through importlib."""
    try:
        return space.call2(machinery.w_find_and_load, space.newtext(name), machinery.w_gcd_import)
    except OperationError as e:
        e.w_traceback = without_importlib(e.w_traceback)
        raise


def import_absolute(name):
    """Import a.b.c; returns the module a.b.c."""
    w_module = get_loaded(name)
    if w_module is not None:
        if w_module is space.w_None:
            raise import_error("import of %s halted; None in sys.modules" % name, name)
        return w_module
    if machinery.w_find_and_load is not None:
        return import_by_machinery(name)
    parent = parent_name(name)
    w_parent = None
    if len(parent) > 0:
        w_parent = import_absolute(parent)
        w_module = get_loaded(name)
        if w_module is not None:
            return w_module
        if space.findattr(w_parent, "__path__") is None and name not in registry.modules:
            raise import_error("No module named '%s'; '%s' is not a package" % (name, parent), name)
    w_module = load_module(name, w_parent)
    if w_module is None and w_parent is None and archives_on_path():
        import_absolute("importlib")
        if machinery.w_find_and_load is not None:  # it is None while importlib itself is loaded
            return import_by_machinery(name)
    if w_module is None:
        raise import_error("No module named '%s'" % name, name)
    if w_parent is not None:
        dot = name.rfind(".")
        assert dot >= 0
        space.setattr(w_parent, name[dot + 1 :], w_module)
    return w_module


def archives_on_path():
    """Is there something on sys.path that is no folder, such as a zip file? importlib knows these."""
    w_path = execution.sys_attribute("path")
    if w_path is None:
        return False
    for w_entry in space.unpackiterable(w_path):
        if isinstance(w_entry, unicodeobject.W_UnicodeObject):
            if rposix.isfile(fsencode(w_entry.text())):
                return True
    return False


def package_of(w_globals):
    """The package that relative imports in these globals start from."""
    w_package = space.dict_getitem_str(w_globals, "__package__")
    if w_package is not None and isinstance(w_package, unicodeobject.W_UnicodeObject):
        return space.text_w(w_package)
    w_name = space.dict_getitem_str(w_globals, "__name__")
    if w_name is None:
        raise operr(space.w_KeyError, "'__name__' not in globals")
    name = space.text_w(w_name)
    if space.dict_getitem_str(w_globals, "__path__") is not None:
        return name
    return parent_name(name)


def resolve_relative(name, level, w_globals):
    """The absolute name of ``from ..name import``."""
    package = package_of(w_globals)
    if len(package) == 0:
        raise operr(space.w_ImportError, "attempted relative import with no known parent package")
    while level > 1:
        dot = package.rfind(".")
        if dot < 0:
            raise operr(space.w_ImportError, "attempted relative import beyond top-level package")
        package = package[:dot]
        level -= 1
    if len(name) == 0:
        return package
    return package + "." + name


def import_name(name, w_globals, w_fromlist, level):
    """What __import__ does: the IMPORT_NAME instruction."""
    if level > 0:
        if w_globals is None:
            raise operr(space.w_KeyError, "'__name__' not in globals")
        absolute = resolve_relative(name, level, w_globals)
    else:
        if len(name) == 0:
            raise operr(space.w_ValueError, "Empty module name")
        absolute = name
    w_module = import_absolute(absolute)
    if w_fromlist is None or w_fromlist is space.w_None or not space.is_true(w_fromlist):
        dot = name.find(".")
        if dot < 0:
            return w_module
        if level == 0:
            return import_absolute(name[:dot])
        cut = len(absolute) - (len(name) - dot)
        assert cut >= 0
        return import_absolute(absolute[:cut])
    if space.findattr(w_module, "__path__") is not None:
        import_submodules(w_module, absolute, w_fromlist)
    return w_module


def import_submodules(w_module, absolute, w_fromlist):
    """from package import a, b: those that are no attributes may be submodules."""
    for w_name in space.unpackiterable(w_fromlist):
        name = space.text_w(w_name)
        if name == "*":
            w_all = space.findattr(w_module, "__all__")
            if w_all is not None:
                import_submodules(w_module, absolute, w_all)
        elif space.findattr(w_module, name) is None:
            try:
                import_absolute(absolute + "." + name)
            except OperationError as e:
                if not e.match(space.w_ModuleNotFoundError):
                    raise
                if missing_name(e) != absolute + "." + name:
                    raise


def missing_name(e):
    """The name attribute of a ModuleNotFoundError."""
    w_value = e.get_w_value()
    if isinstance(w_value, excobject.W_BaseException):
        w_name = w_value.get_field("name")
        if w_name is not None and isinstance(w_name, unicodeobject.W_UnicodeObject):
            return space.text_w(w_name)
    return ""


def builtin_import(scope_w):
    """__import__(name, globals=None, locals=None, fromlist=(), level=0)"""
    name = space.text_w(scope_w[0])
    w_globals = scope_w[1]
    if w_globals is space.w_None or not isinstance(w_globals, dictobject.W_DictObject):
        w_globals = None
    level = 0
    if scope_w[4] is not None:
        level = space.int_w(scope_w[4])
    return import_name(name, w_globals, scope_w[3], level)


def builtin_load(w_name):
    """_imp._load_builtin(name): a built-in module"""
    w_module = load_builtin(space.text_w(w_name))
    if w_module is None:
        return space.w_None
    return w_module


def builtin_cache_place(w_path, w_optimization):
    """_imp._cache_place(path, optimization): where code of the standard library is kept; None for other files"""
    path = fsencode(space.text_w(w_path))
    if not pycache.in_library(path) or len(pycache.prefix()) > 0:
        return space.w_None
    if w_optimization is space.w_None:
        place = pycache.place(path)
    else:
        place = pycache.place_of_level(path, space.str_w(w_optimization))
    if len(place) == 0:
        return space.w_None
    return newfstext(place)


def builtin_fix_co_filename(w_code, w_path):
    """_imp._fix_co_filename(code, path): the file of code that was kept"""
    if not isinstance(w_code, pycode.PyCode):
        raise operr(
            space.w_TypeError,
            "_fix_co_filename() argument 1 must be code, not " + space.typename(w_code),
        )
    fix_filename(w_code, w_code.filename, space.text_w(w_path))


def fix_filename(code, old, new):
    """Replaces the file name in the code and in those inside."""
    if code.filename != old:
        return
    code.filename = new
    for w_const in code.consts_w:
        if isinstance(w_const, pycode.PyCode):
            fix_filename(w_const, old, new)


w_fix_co_filename = function("_fix_co_filename", builtin_fix_co_filename, "code, path, /")
w_cache_place = function("_cache_place", builtin_cache_place, "path, optimization, /")
w_load_builtin = function("_load_builtin", builtin_load, "name, /")

w_import = function(
    "__import__",
    builtin_import,
    "name, globals=None, locals=None, fromlist=None, level=None",
)
