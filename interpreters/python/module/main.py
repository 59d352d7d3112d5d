"""The program: command line, start-up, running a script, the exit status."""

from rpython.rlib import rposix, rsyscall

from interpreters.python.compiler import compile as compiler
from interpreters.python.compiler import optimization
from interpreters.python.interpreter import actions, finalizers, pyframe
from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.executioncontext import ec
from interpreters.python.module import (
    hashseed,
    importing,
    options,
    pycache,
    sourcetext,
    syntaxwarnings,
    uncaught,
)
from interpreters.python.module.builtins import execution
from interpreters.python.module.fspath import newfstext
from interpreters.python.module.io import common, opening
from interpreters.python.module.options import (
    RUN_COMMAND,
    RUN_FILE,
    RUN_MODULE,
    RUN_NOTHING,
    RUN_STDIN,
)
from interpreters.python.module.sys import sysmodule
from interpreters.python.objspace import excobject, moduleobject
from interpreters.python.objspace import operation as space
from interpreters.python.parser import source
from interpreters.python.parser.error import ParseError

INTERRUPTED = 256 + 130  # an uncaught KeyboardInterrupt; no program can exit with that
TGKILL = 234  # the system call


def stdlib_directories():
    """The standard library, if one is installed in a usual place."""
    home = None
    if not sysmodule.state.ignore_environment and not sysmodule.state.isolated:
        home = rposix.getenv("PYTHONHOME")
    bases = []
    if home is not None and len(home) > 0:
        bases.append(home + "/lib/python3.11")
    bases.append("/usr/lib/python3.11")
    bases.append("/usr/local/lib/python3.11")
    for base in bases:
        if rposix.isfile(base + "/os.py"):
            return [base]
    return []


def directory_of(path):
    """What stands before the last slash."""
    slash = path.rfind("/")
    if slash < 0:
        return ""
    if slash == 0:
        return "/"
    return path[:slash]


def first_of_path(line):
    """What sys.path begins with when the program runs."""
    if line.action == RUN_FILE:
        if rposix.isdir(line.target):
            return line.target
        return directory_of(absolute_path(line.target))
    if line.action == RUN_MODULE:
        return current_directory()
    return ""


def prepend_first(line):
    """Completes sys.path, which site has seen without its beginning."""
    if sysmodule.state.isolated or sysmodule.state.options.safe_path:
        return
    w_path = execution.sys_attribute("path")
    if w_path is not None:
        space.call_method2(w_path, "insert", space.newint(0), newfstext(first_of_path(line)))


def initial_path():
    """sys.path"""
    path = []
    state = sysmodule.state
    if not state.isolated:
        if not state.ignore_environment:
            extra = rposix.getenv("PYTHONPATH")
            if extra is not None:
                for part in extra.split(":"):
                    if len(part) > 0:
                        path.append(part)
    for directory in stdlib_directories():
        path.append(directory)
    return path


def current_directory():
    try:
        return rposix.getcwd()
    except OSError:
        return ""


def start_up(executable, line):
    """Make sys.modules, builtins and sys."""
    state = sysmodule.state
    state.argv = line.args
    state.executable = found_executable(executable)
    state.path = initial_path()
    ec.w_modules = space.newdict()
    ec.w_builtins_dict = space.newdict()
    importing.load_builtin("builtins")
    importing.load_builtin("sys")
    for directory in stdlib_directories():
        pycache.start(directory)


def import_site():
    """The module site, which completes sys.path; False if it fails."""
    if sysmodule.state.no_site:
        return True
    try:
        importing.import_absolute("site")
    except OperationError as e:
        rposix.write_all(
            2, "Fatal Python error: init_import_site: Failed to import the site module\n"
        )
        handle_uncaught(e)
        return False
    return True


def enable_faulthandler():
    """-X faulthandler, PYTHONFAULTHANDLER, development mode"""
    options = sysmodule.state.options
    wanted = options.dev_mode or len(sysmodule.environment("PYTHONFAULTHANDLER")) > 0
    for text in options.x:
        if text == "faulthandler":
            wanted = True
    if wanted:
        try:
            space.call_method0(importing.import_absolute("faulthandler"), "enable")
        except OperationError as e:
            uncaught.print_exception(e.get_w_value())


def found_executable(name):
    """sys.executable: the path of the program, from the root."""
    if name.find("/") >= 0:
        return absolute_path(name)
    path = rposix.getenv("PATH")
    if path is not None and len(name) > 0:
        for folder in path.split(":"):
            candidate = absolute_path(importing.join_path(folder, name))
            if rposix.exists(candidate) and not rposix.isdir(candidate):
                return candidate
    return name


def main_module():
    """The module __main__."""
    w_module = moduleobject.new_module("__main__")
    w_dict = w_module.w_dict
    w_dict.setitem_str("__builtins__", execution.builtins_module())
    w_dict.setitem_str("__annotations__", space.newdict())
    w_dict.setitem_str("__spec__", space.w_None)
    space.dict_setitem_str(ec.w_modules, "__main__", w_module)
    return w_module


def run_text(text, filename, is_bytes):
    """Compile and run a program in __main__."""
    w_dict = main_module().w_dict
    if filename[0] != "<":
        w_dict.setitem_str("__file__", space.newtext(filename))
        w_dict.setitem_str("__cached__", space.w_None)
    try:
        if is_bytes:
            code = sourcetext.compile_file_bytes(text, filename)
        else:
            info = source.text_source(text, filename)
            code = compiler.compile_info(info, compiler.EXEC, False)
            syntaxwarnings.issue(info)
    except ParseError as e:
        raise execution.syntax_error(e)
    importing.describe_main()
    pyframe.exec_code(code, w_dict, w_dict)


def unicode_text(data):
    """The text that bytes of the command line are."""
    return space.text_w(newfstext(data))


def run_module(name):
    """python -m name"""
    main_module()
    w_runpy = importing.import_absolute("runpy")
    w_run = space.getattr(w_runpy, "_run_module_as_main")
    space.call1(w_run, space.newtext(name))


def read_stdin():
    """All of standard input."""
    parts = []
    while True:
        data = rposix.read(0, 65536)
        if len(data) == 0:
            break
        parts.append(data)
    return "".join(parts)


def run(line):
    """Run what the command line asks for; raises OperationError."""
    if len(sysmodule.state.options.warnings) > 0:
        importing.import_absolute("warnings")
    if line.action == RUN_COMMAND:
        run_text(unicode_text(line.target) + "\n", "<string>", False)
    elif line.action == RUN_MODULE:
        run_module(line.target)
    elif line.action == RUN_FILE:
        run_file(line.target)
    elif line.action == RUN_STDIN:
        if sysmodule.state.options.interactive > 0 or rposix.isatty(0):
            interact()
        else:
            run_text(read_stdin(), "<stdin>", True)


def interact():
    """The prompt, in __main__."""
    w_main = importing.get_loaded("__main__")
    if w_main is None:
        w_main = main_module()
    w_repl = importing.import_absolute("_repl")
    space.call1(space.getattr(w_repl, "interact"), space.getattr(w_main, "__dict__"))


def run_file(path):
    """Run a script, a file of bytecode, or the __main__ of a folder or zip file."""
    if rposix.isdir(path):
        run_container(path)
        return
    try:
        data = importing.read_file(path)
    except OSError as e:
        raise common.wrap_oserror(e, space.newtext(path))
    if is_zip(data):
        run_container(path)
    elif data.startswith(pycache.MAGIC):
        run_bytecode(data, path)
    else:
        run_text(data, absolute_path(path), True)


def run_container(path):
    """python PATH, where the module __main__ is in a folder or zip file: it is the first of sys.path."""
    w_path = execution.sys_attribute("path")
    if w_path is not None:
        if not sysmodule.state.isolated and not sysmodule.state.options.safe_path:
            space.setitem(w_path, space.newint(0), newfstext(path))
        else:
            space.call_method2(w_path, "insert", space.newint(0), newfstext(path))
    main_module()
    w_runpy = importing.import_absolute("runpy")
    w_run = space.getattr(w_runpy, "_run_module_as_main")
    space.call2(w_run, space.newtext("__main__"), space.w_False)


def is_zip(data):
    """Does the data end as a zip file does?"""
    at = data.rfind("PK\x05\x06")
    if at < 0 or at + 22 > len(data):
        return False
    comment = ord(data[at + 20]) | (ord(data[at + 21]) << 8)
    return at + 22 + comment == len(data)


def run_bytecode(data, path):
    """python FILE.pyc"""
    w_dict = main_module().w_dict
    w_dict.setitem_str("__file__", newfstext(path))
    w_dict.setitem_str("__cached__", space.w_None)
    code = pycache.code_of(data)
    if code is None:
        raise operr(space.w_RuntimeError, "Bad code object in .pyc file")
    importing.describe_main()
    pyframe.exec_code(code, w_dict, w_dict)


def absolute_path(path):
    """The path from the root."""
    if path.startswith("/"):
        return path
    return importing.join_path(current_directory(), path)


def exit_status(w_value):
    """The status for SystemExit(w_value), and the message it may print."""
    w_code = None
    if isinstance(w_value, excobject.W_BaseException):
        w_code = w_value.get_field("code")
    if w_code is None or w_code is space.w_None:
        return 0
    if space.isinstance_w(w_code, space.w_int):
        try:
            return space.int_w(w_code) & 0xFF
        except OperationError:
            return 255
    opening.flush_standard()
    try:
        text = space.str_w(w_code)
    except OperationError:
        text = "<unprintable>"
    rposix.write_all(2, text + "\n")
    return 1


def run_protected(line):
    """Run; report an uncaught exception; the exit status."""
    try:
        run(line)
    except OperationError as e:
        status = handle_uncaught(e)
        if line.action == RUN_STDIN or sysmodule.state.options.inspect == 0:
            return status
    if line.action != RUN_STDIN and sysmodule.state.options.inspect > 0:
        try:
            interact()
        except OperationError as e:
            return handle_uncaught(e)
    return 0


def handle_uncaught(e):
    """SystemExit gives its status; others are printed through sys.excepthook."""
    ec.current_exc = None
    ec.depth = 0
    w_value = e.get_w_value()
    if e.match(space.w_SystemExit):
        return exit_status(w_value)
    w_hook = execution.sys_attribute("excepthook")
    w_original = execution.sys_attribute("__excepthook__")
    if w_hook is not None and w_hook is not w_original:
        w_traceback = space.w_None
        if isinstance(w_value, excobject.W_BaseException) and w_value.w_traceback is not None:
            w_traceback = w_value.w_traceback
        try:
            space.call3(w_hook, space.type(w_value), w_value, w_traceback)
            return 1
        except OperationError as e2:
            rposix.write_all(2, "Error in sys.excepthook:\n")
            uncaught.print_exception(e2.get_w_value())
            rposix.write_all(2, "\nOriginal exception was:\n")
    uncaught.print_exception(w_value)
    if e.match(space.w_KeyboardInterrupt):
        return INTERRUPTED
    return 1


def wait_for_threads():
    """Threads that are not daemons end before the program does."""
    w_threading = importing.get_loaded("threading")
    if w_threading is not None:
        try:
            space.call0(space.getattr(w_threading, "_shutdown"))
        except OperationError as e:
            finalizers.unraisable(e, w_threading)


def run_exit_functions():
    """atexit handlers, then flush the standard streams."""
    w_atexit = importing.get_loaded("atexit")
    if w_atexit is not None:
        w_run = space.findattr(w_atexit, "_run_exitfuncs")
        if w_run is not None:
            try:
                space.call0(w_run)
            except OperationError as e:
                uncaught.print_exception(e.get_w_value())
    return flush_streams()


def flush_streams():
    """Flushes the standard streams; False if sys.stdout could not be flushed."""
    good = True
    w_stdout = execution.sys_attribute("stdout")
    if w_stdout is not None and w_stdout is not space.w_None:
        try:
            w_closed = space.findattr(w_stdout, "closed")
            if w_closed is None or not space.is_true(w_closed):
                space.call_method0(w_stdout, "flush")
        except OperationError as e:
            finalizers.unraisable(e, w_stdout)
            good = False
    opening.flush_standard()
    return good


def main(argv):
    """The whole life of the process; argv[0] is the program's own name."""
    executable = ""
    if len(argv) > 0:
        executable = argv[0]
    sysmodule.state.orig_argv = argv
    hashseed.choose(argv[1:])
    line = options.parse(argv[1:])
    if len(line.error) > 0:
        options.write_error(line.error)
        return 1 if line.error.startswith("Fatal") else 2
    if line.action == RUN_NOTHING:
        rposix.write_all(1, line.output)
        return 0
    error = options.use_environment()
    if len(error) > 0:
        options.write_error(error)
        return 1
    optimization.set_default(sysmodule.state.options.optimize)
    if line.action == RUN_FILE and not rposix.exists(line.target):
        rposix.write_all(
            2,
            "%s: can't open file '%s': [Errno 2] No such file or directory\n"
            % (executable, line.target),
        )
        return 2
    actions.prepare()
    try:
        start_up(executable, line)
    except OperationError as e:
        rposix.write_all(2, "Fatal Python error: start-up failed: " + e.errorstr() + "\n")
        return 1
    actions.start()
    status = 1
    if import_site():
        prepend_first(line)
        enable_faulthandler()
        status = run_protected(line)
    wait_for_threads()
    if not run_exit_functions() and status != INTERRUPTED:
        status = 120
    if finalizers.any_left():
        finalizers.run_all()
        flush_streams()
    if status == INTERRUPTED:
        # end as a process does that the signal has killed
        rsyscall.signal_set(actions.SIGINT, 0)
        rsyscall.syscall(TGKILL, rposix.getpid(), rsyscall.thread_ident(), actions.SIGINT, 0, 0, 0)
        return 130
    return status
