"""The module sys: functions and constants; `fill` adds what belongs to the running process."""

from rpython.rlib import rposix

from interpreters.python.interpreter.argument import Arguments
from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.executioncontext import ec
from interpreters.python.interpreter.gateway import function
from interpreters.python.module import cachetag, modinfo, structseq
from interpreters.python.module.fspath import newfstext
from interpreters.python.module.sys import stdlib_names, threads
from interpreters.python.objspace import (
    excobject,
    interning,
    intparse,
    moduleobject,
    unicodeobject,
)
from interpreters.python.objspace import operation as space

VERSION = "3.11.2"
NAME = "rpyvm"


class Options(object):
    """What the command line and the environment ask for."""

    def __init__(self):
        self.debug = 0
        self.inspect = 0
        self.interactive = 0
        self.optimize = 0
        self.dont_write_bytecode = 0
        self.no_user_site = 0
        self.verbose = 0
        self.bytes_warning = 0
        self.quiet = 0
        self.hash_randomization = 1
        self.dev_mode = False
        self.utf8 = -1  # not decided
        self.warn_default_encoding = 0
        self.safe_path = False
        self.max_digits = -1  # not decided
        self.pycache_prefix = ""
        self.pycache_prefix_given = False  # by an option, so that the environment does not count
        self.warnings = []
        self.x = []


class SysState(object):
    """What the functions of sys keep."""

    def __init__(self):
        self.switch_interval = 0.005
        self.argv = []
        self.executable = ""
        self.path = []
        self.no_site = False
        self.ignore_environment = False
        self.isolated = False
        self.unbuffered = False
        self.utf8_mode = False
        self.options = Options()
        self.orig_argv = []


state = SysState()

version_info = structseq.make_type(
    "sys.version_info", ["major", "minor", "micro", "releaselevel", "serial"], creatable=False
)
flags_info = structseq.make_type(
    "sys.flags",
    "debug inspect interactive optimize dont_write_bytecode no_user_site no_site "
    "ignore_environment verbose bytes_warning quiet hash_randomization isolated dev_mode utf8_mode "
    "warn_default_encoding safe_path int_max_str_digits".split(),
    creatable=False,
)
float_info = structseq.make_type(
    "sys.float_info",
    "max max_exp max_10_exp min min_exp min_10_exp dig mant_dig epsilon radix rounds".split(),
)
int_info = structseq.make_type(
    "sys.int_info",
    "bits_per_digit sizeof_digit default_max_str_digits str_digits_check_threshold".split(),
)
hash_info = structseq.make_type(
    "sys.hash_info",
    "width modulus inf nan imag algorithm hash_bits seed_bits cutoff".split(),
)
hooks_info = structseq.make_type("asyncgen_hooks", ["firstiter", "finalizer"])
thread_info = structseq.make_type("sys.thread_info", ["name", "lock", "version"])


# ---- functions -------------------------------------------------------------------------------


def sys_exit(w_status):
    """exit(status=None)"""
    if w_status is None:
        raise OperationError(space.w_SystemExit, None)
    if space.isinstance_w(w_status, space.w_tuple):
        args = Arguments(space.unpackiterable(w_status)[:])
        raise OperationError(space.w_SystemExit, space.w_SystemExit.call_args(args))
    raise OperationError(space.w_SystemExit, space.w_SystemExit.call1(w_status))


def getrecursionlimit():
    return space.newint(ec.recursion_limit)


def setrecursionlimit(w_limit):
    limit = space.int_w(w_limit)
    if limit < 1:
        raise operr(space.w_ValueError, "recursion limit must be greater or equal than 1")
    if ec.depth >= limit:
        raise operr(
            space.w_RecursionError,
            "cannot set the recursion limit to %d at the recursion depth %d: the limit is too low"
            % (limit, ec.depth),
        )
    ec.recursion_limit = limit


def exc_info():
    w_value = ec.current_exc
    if w_value is None:
        return space.newtuple([space.w_None, space.w_None, space.w_None])
    w_traceback = space.w_None
    if isinstance(w_value, excobject.W_BaseException) and w_value.w_traceback is not None:
        w_traceback = w_value.w_traceback
    return space.newtuple([space.type(w_value), w_value, w_traceback])


def exception():
    return space.null_to_none(ec.current_exc)


def intern(w_text):
    if not isinstance(w_text, unicodeobject.W_UnicodeObject):
        raise operr(
            space.w_TypeError, "intern() argument must be str, not " + space.typename(w_text)
        )
    if type(w_text) is not unicodeobject.W_UnicodeObject:
        raise operr(space.w_TypeError, "can't intern " + space.typename(w_text))
    text = space.text_w(w_text)
    return interning.intern_object(text, w_text)


def getsizeof(w_obj, w_default):
    w_method = space.lookup(w_obj, "__sizeof__")
    if w_method is not None:
        return space.call_method0(w_obj, "__sizeof__")
    if w_default is not None:
        return w_default
    return space.newint(16)


def getrefcount(w_obj):
    return space.newint(2)


def getframe(w_depth):
    depth = 0
    if w_depth is not None:
        depth = space.int_w(w_depth)
    frame = ec.topframe()
    while depth > 0 and frame is not None:
        frame = frame.f_back()
        depth -= 1
    if frame is None:
        raise operr(space.w_ValueError, "call stack is not deep enough")
    frame.note_held()
    return frame


def displayhook(w_value):
    if w_value is space.w_None:
        return
    w_stdout = space.dict_getitem_str(ec.w_sys_dict, "stdout")
    if w_stdout is None:
        raise operr(space.w_RuntimeError, "lost sys.stdout")
    space.dict_setitem_str(ec.w_builtins_dict, "_", space.w_None)
    space.call_method1(w_stdout, "write", space.repr(w_value))
    space.call_method1(w_stdout, "write", space.newtext("\n"))
    space.dict_setitem_str(ec.w_builtins_dict, "_", w_value)


def excepthook(w_type, w_value, w_traceback):
    uncaught.print_exception(w_value)


def getdefaultencoding():
    return space.newtext("utf-8")


def getfilesystemencodeerrors():
    return space.newtext("surrogateescape")


def getswitchinterval():
    return space.newfloat(state.switch_interval)


def setswitchinterval(w_interval):
    interval = space.float_w(w_interval)
    if interval <= 0.0:
        raise operr(space.w_ValueError, "switch interval must be strictly positive")
    state.switch_interval = interval


def gettrace():
    return space.null_to_none(ec.w_tracefunc)


def settrace(w_function):
    """settrace(function)"""
    tracing.set_functions(space.none_to_null(w_function), ec.w_profilefunc)


def getprofile():
    return space.null_to_none(ec.w_profilefunc)


def setprofile(w_function):
    """setprofile(function)"""
    tracing.set_functions(ec.w_tracefunc, space.none_to_null(w_function))


def set_nothing(w_value):
    return space.w_None


def is_finalizing():
    return space.w_False


def audit(args):
    return space.w_None


def call_tracing(w_func, w_args):
    """call_tracing(func, args): calls with tracing on, in a trace function"""
    from_args = argument.Arguments(space.unpackiterable(w_args)[:])
    in_trace = ec.in_trace
    event = ec.trace_event
    ec.in_trace = 0
    try:
        return space.call_args(w_func, from_args)
    finally:
        ec.in_trace = in_trace
        ec.trace_event = event


def get_int_max_str_digits():
    return space.newint(intparse.limits.digits)


def set_int_max_str_digits(w_maxdigits):
    """set_int_max_str_digits(maxdigits): 0 for no limit"""
    n = space.int_w(space.index(w_maxdigits))
    if n != 0 and n < 640:
        raise operr(space.w_ValueError, "maxdigits must be 0 or larger than 640")
    intparse.limits.digits = n


def unraisablehook(w_unraisable):
    """unraisablehook(unraisable): reports an exception that nobody can catch"""
    w_message = space.getattr(w_unraisable, "err_msg")
    message = "Exception ignored in"
    if w_message is not space.w_None:
        message = space.str_w(w_message)
    w_object = space.getattr(w_unraisable, "object")
    if w_object is not space.w_None:
        message += ": " + space.repr_w(w_object)
    w_stderr = space.dict_getitem_str(ec.w_sys_dict, "stderr")
    if w_stderr is not None and w_stderr is not space.w_None:
        space.call_method1(w_stderr, "write", space.newtext(message + "\n"))
    uncaught.print_exception(space.getattr(w_unraisable, "exc_value"))


def empty_dict():
    return space.newdict()


def clear_type_cache():
    return space.w_None


def getallocatedblocks():
    return space.newint(0)


def get_asyncgen_hooks():
    return structseq.W_StructSeq(
        hooks_info,
        [space.null_to_none(ec.w_asyncgen_firstiter), space.null_to_none(ec.w_asyncgen_finalizer)],
    )


def set_asyncgen_hooks(w_firstiter, w_finalizer):
    """set_asyncgen_hooks(firstiter=..., finalizer=...)"""
    check_hook(w_firstiter, "firstiter")
    check_hook(w_finalizer, "finalizer")
    if w_firstiter is not None:
        ec.w_asyncgen_firstiter = space.none_to_null(w_firstiter)
    if w_finalizer is not None:
        ec.w_asyncgen_finalizer = space.none_to_null(w_finalizer)


def check_hook(w_hook, name):
    """TypeError for a hook that cannot be called."""
    if w_hook is not None and w_hook is not space.w_None and not space.callable_w(w_hook):
        raise operr(
            space.w_TypeError,
            "callable %s expected, got %s" % (name, space.typename(w_hook)),
        )


def get_origin_depth():
    return space.newint(ec.origin_depth)


def set_origin_depth(w_depth):
    depth = space.int_w(w_depth)
    if depth < 0:
        raise operr(space.w_ValueError, "depth must be >= 0")
    ec.origin_depth = depth


def breakpointhook(args):
    """breakpointhook(*args, **kws): pdb.set_trace, or what PYTHONBREAKPOINT names"""
    name = ""
    w_environ = space.findattr(importing.import_absolute("os"), "environ")
    if w_environ is not None and not state.ignore_environment:
        w_name = space.call_method1(w_environ, "get", space.newtext("PYTHONBREAKPOINT"))
        if w_name is not space.w_None:
            name = space.text_w(w_name)
    if name == "0":
        return space.w_None
    if name == "":
        name = "pdb.set_trace"
    at = name.rfind(".")
    module = "builtins"
    if at >= 0:
        module = name[:at]
    try:
        w_module = importing.import_absolute(module)
        at += 1
        assert at >= 0
        w_hook = space.getattr(w_module, name[at:])
    except OperationError as e:
        if not (e.match(space.w_ImportError) or e.match(space.w_AttributeError)):
            raise
        w_warnings = importing.import_absolute("_warnings")
        w_text = space.newtext('Ignoring unimportable $PYTHONBREAKPOINT: "%s"' % name)
        space.call2(space.getattr(w_warnings, "warn"), w_text, space.w_RuntimeWarning)
        return space.w_None
    return space.call_args(w_hook, args)


FUNCTIONS = [
    function("unraisablehook", unraisablehook, "unraisable, /"),
    function("breakpointhook", breakpointhook, "..."),
    function("_current_frames", threads.current_frames, ""),
    function("_current_exceptions", threads.current_exceptions, ""),
    function("_clear_type_cache", clear_type_cache, ""),
    function("getallocatedblocks", getallocatedblocks, ""),
    function("get_asyncgen_hooks", get_asyncgen_hooks, ""),
    function("set_asyncgen_hooks", set_asyncgen_hooks, "firstiter=None, finalizer=None"),
    function("get_coroutine_origin_tracking_depth", get_origin_depth, ""),
    function("set_coroutine_origin_tracking_depth", set_origin_depth, "depth"),
    function("addaudithook", set_nothing, "hook"),
    function("exit", sys_exit, "status=None, /"),
    function("getrecursionlimit", getrecursionlimit, ""),
    function("setrecursionlimit", setrecursionlimit, "limit, /"),
    function("exc_info", exc_info, ""),
    function("exception", exception, ""),
    function("intern", intern, "string, /"),
    function("getsizeof", getsizeof, "object, default=None"),
    function("getrefcount", getrefcount, "object, /"),
    function("_getframe", getframe, "depth=None, /"),
    function("displayhook", displayhook, "object, /"),
    function("excepthook", excepthook, "exctype, value, traceback, /"),
    function("getdefaultencoding", getdefaultencoding, ""),
    function("getfilesystemencoding", getdefaultencoding, ""),
    function("getfilesystemencodeerrors", getfilesystemencodeerrors, ""),
    function("getswitchinterval", getswitchinterval, ""),
    function("setswitchinterval", setswitchinterval, "interval, /"),
    function("gettrace", gettrace, ""),
    function("getprofile", getprofile, ""),
    function("settrace", settrace, "function, /"),
    function("setprofile", setprofile, "function, /"),
    function("is_finalizing", is_finalizing, ""),
    function("audit", audit, "..."),
    function("call_tracing", call_tracing, "func, args, /"),
    function("get_int_max_str_digits", get_int_max_str_digits, ""),
    function("set_int_max_str_digits", set_int_max_str_digits, "maxdigits"),
]


# ---- values ----------------------------------------------------------------------------------


def _text_list(items):
    items_w = []
    for item in items:
        items_w.append(space.newtext(item))
    return items_w


def _ints(numbers):
    items_w = []
    for number in numbers:
        items_w.append(space.newint(number))
    return items_w


def make_flags():
    """sys.flags of this process."""
    options = state.options
    ignore = state.ignore_environment or state.isolated
    items_w = _ints(
        [
            options.debug,
            options.inspect,
            options.interactive,
            options.optimize,
            options.dont_write_bytecode,
            options.no_user_site,
            1 if state.no_site else 0,
            1 if ignore else 0,
            options.verbose,
            options.bytes_warning,
            options.quiet,
            options.hash_randomization,
            1 if state.isolated else 0,
        ]
    )
    items_w.append(space.newbool(options.dev_mode))
    items_w.append(space.newint(1 if state.utf8_mode else 0))
    items_w.append(space.newint(options.warn_default_encoding))
    items_w.append(space.newbool(options.safe_path))
    items_w.append(space.newint(options.max_digits))
    if options.max_digits >= 0:
        intparse.limits.digits = options.max_digits
    return structseq.W_StructSeq(flags_info, items_w)


def make_xoptions():
    """sys._xoptions"""
    w_dict = space.newdict()
    for text in state.options.x:
        equals = text.find("=")
        if equals < 0:
            space.setitem(w_dict, newfstext(text), space.w_True)
        else:
            w_value = newfstext(text[equals + 1 :])
            space.setitem(w_dict, newfstext(text[0:equals]), w_value)
    return w_dict


def make_implementation(w_version_info):
    """sys.implementation"""
    w_dict = space.newdict()
    w_dict.setitem_str("name", space.newtext(NAME))
    w_dict.setitem_str("cache_tag", space.newtext(cachetag.TAG))
    w_dict.setitem_str("version", w_version_info)
    w_dict.setitem_str("hexversion", space.newint(0x030B02F0))
    w_dict.setitem_str("_multiarch", space.newtext("x86_64-linux-gnu"))
    return moduleobject.W_SimpleNamespace(w_dict)


def fill(w_dict):
    """The attributes of sys."""
    ec.w_sys_dict = w_dict
    w_version_info = structseq.W_StructSeq(
        version_info,
        _ints([3, 11, 2]) + [space.newtext("final"), space.newint(0)],
    )
    w_dict.setitem_str("version_info", w_version_info)
    w_dict.setitem_str("version", space.newtext(VERSION + " (rtranslate) [LLVM]"))
    w_dict.setitem_str("implementation", make_implementation(w_version_info))
    w_dict.setitem_str("hexversion", space.newint(0x030B02F0))
    w_dict.setitem_str("api_version", space.newint(1013))
    w_dict.setitem_str("flags", make_flags())
    w_dict.setitem_str("argv", space.newlist(_text_list(state.argv)))
    w_dict.setitem_str("orig_argv", space.newlist(_text_list(state.orig_argv)))
    w_dict.setitem_str("path", space.newlist(_text_list(state.path)))
    w_dict.setitem_str("modules", ec.w_modules)
    w_dict.setitem_str("executable", space.newtext(state.executable))
    for name in ["prefix", "exec_prefix", "base_prefix", "base_exec_prefix"]:
        w_dict.setitem_str(name, space.newtext("/usr"))
    w_dict.setitem_str("platlibdir", space.newtext("lib"))
    w_dict.setitem_str("platform", space.newtext("linux"))
    w_dict.setitem_str("byteorder", space.newtext("little"))
    w_dict.setitem_str("maxsize", space.newint(9223372036854775807))
    w_dict.setitem_str("maxunicode", space.newint(0x10FFFF))
    w_dict.setitem_str("copyright", space.newtext(""))
    w_dict.setitem_str("float_repr_style", space.newtext("short"))
    w_dict.setitem_str("abiflags", space.newtext(""))
    w_dict.setitem_str("_base_executable", space.newtext(state.executable))
    w_dict.setitem_str("_framework", space.newtext(""))
    w_git = space.newtuple([space.newtext("rtranslate"), space.newtext(""), space.newtext("")])
    w_dict.setitem_str("_git", w_git)
    w_dict.setitem_str("dont_write_bytecode", space.newbool(state.options.dont_write_bytecode > 0))
    w_prefix = space.w_None
    if len(state.options.pycache_prefix) > 0:
        w_prefix = newfstext(state.options.pycache_prefix)
    w_dict.setitem_str("pycache_prefix", w_prefix)
    w_dict.setitem_str("warnoptions", space.newlist(_text_list(state.options.warnings)))
    w_dict.setitem_str("_xoptions", make_xoptions())
    w_dict.setitem_str("path_importer_cache", space.newdict())
    w_names = space.newtuple(_text_list(registry.sorted_names()))
    w_dict.setitem_str("builtin_module_names", w_names)
    w_dict.setitem_str("stdlib_module_names", space.newfrozenset(_text_list(stdlib_names.NAMES)))
    w_dict.setitem_str(
        "float_info",
        structseq.W_StructSeq(
            float_info,
            [
                space.newfloat(1.7976931348623157e308),
                space.newint(1024),
                space.newint(308),
                space.newfloat(2.2250738585072014e-308),
                space.newint(-1021),
                space.newint(-307),
                space.newint(15),
                space.newint(53),
                space.newfloat(2.220446049250313e-16),
                space.newint(2),
                space.newint(1),
            ],
        ),
    )
    w_dict.setitem_str("int_info", structseq.W_StructSeq(int_info, _ints([30, 4, 4300, 640])))
    w_dict.setitem_str(
        "hash_info",
        structseq.W_StructSeq(
            hash_info,
            _ints([64, 2305843009213693951, 314159, 0, 1000003])
            + [space.newtext("siphash13")]
            + _ints([64, 128, 0]),
        ),
    )
    w_dict.setitem_str(
        "thread_info",
        structseq.W_StructSeq(
            thread_info, [space.newtext("pthread"), space.newtext("semaphore"), space.w_None]
        ),
    )
    encoding, errors = standard_encoding()
    w_stdin = opening.standard_file(0, "<stdin>", False, False, encoding, errors)
    w_stdout = opening.standard_file(1, "<stdout>", True, state.unbuffered, encoding, errors)
    w_stderr = opening.standard_file(
        2, "<stderr>", True, state.unbuffered, encoding, "backslashreplace"
    )
    for prefix, suffix in [("", ""), ("__", "__")]:
        w_dict.setitem_str(prefix + "stdin" + suffix, w_stdin)
        w_dict.setitem_str(prefix + "stdout" + suffix, w_stdout)
        w_dict.setitem_str(prefix + "stderr" + suffix, w_stderr)
    for name in ["displayhook", "excepthook", "unraisablehook", "breakpointhook"]:
        w_hook = w_dict.getitem_str(name)
        if w_hook is not None:
            w_dict.setitem_str("__" + name + "__", w_hook)


def environment(name):
    """A variable of the environment, unless these are to be ignored; "" if it is not there."""
    if state.ignore_environment or state.isolated:
        return ""
    value = rposix.getenv(name)
    if value is None:
        return ""
    return value


def character_locale():
    """The name of the locale for characters."""
    for name in ["LC_ALL", "LC_CTYPE", "LANG"]:
        value = rposix.getenv(name)
        if value is not None and len(value) > 0:
            return value
    return "C"


def in_c_locale():
    """Is the locale for characters C or POSIX?"""
    name = character_locale()
    return name == "C" or name == "POSIX"


def in_plain_locale():
    """Is it one where bytes that are no UTF-8 are let through?"""
    name = character_locale()
    return name == "C.UTF-8" or name == "C.utf8" or name == "UTF-8"


def standard_encoding():
    """Encoding and error handler of the standard streams."""
    encoding = "utf-8"
    errors = "strict"
    if state.utf8_mode or in_c_locale() or in_plain_locale():
        errors = "surrogateescape"
    value = environment("PYTHONIOENCODING")
    if len(value) > 0:
        colon = value.find(":")
        if colon >= 0:
            if colon + 1 < len(value):
                errors = value[colon + 1 :]
            elif colon > 0:
                errors = "strict"
            value = value[0:colon]
        elif len(value) > 0:
            errors = "strict"
        if len(value) > 0:
            encoding = value
    return encoding, errors


from interpreters.python.interpreter import argument, tracing  # noqa: E402
from interpreters.python.module import importing, registry, uncaught  # noqa: E402
from interpreters.python.module.io import opening  # noqa: E402

MODULE = modinfo.declare("sys", FUNCTIONS, fill=fill)
