"""The command line, and the variables of the environment that stand for options."""

from rpython.rlib import jit, rposix

from interpreters.python.module.sys import sysmodule

USAGE = """usage: python [option] ... [-c cmd | -m mod | file | -] [arg] ...
Options (and corresponding environment variables):
-b     : issue warnings about mixing bytes and str (-bb: issue errors)
-B     : don't write .pyc files on import; also PYTHONDONTWRITEBYTECODE=x
-c cmd : program passed in as string (terminates option list)
-d     : debug output; also PYTHONDEBUG=x
-E     : ignore PYTHON* environment variables
-h     : print this help message and exit
-i     : go on interactively after running a script; also PYTHONINSPECT=x
-I     : isolate from the user's environment (implies -E and -s)
-m mod : run library module as a script (terminates option list)
--jit options : parameters of the JIT: off, default, or name=value,...
-O     : remove assert statements; also PYTHONOPTIMIZE=x; -OO removes doc strings too
-P     : no unsafe path in front of sys.path; also PYTHONSAFEPATH
-q     : no version and copyright messages on interactive start-up
-s     : don't add the user's site directory to sys.path; also PYTHONNOUSERSITE
-S     : don't imply 'import site'
-u     : unbuffered streams; also PYTHONUNBUFFERED=x
-v     : verbose; also PYTHONVERBOSE=x
-V     : print the version number and exit
-W arg : warning control; also PYTHONWARNINGS=arg
-x     : skip the first line of the source
-X opt : an option of the implementation
"""

HELP_ENV = """Variables of the environment:
PYTHONSTARTUP   : a file that is run before the first prompt
PYTHONPATH      : folders in front of sys.path, between colons
PYTHONHOME      : where the standard library is: PYTHONHOME/lib/python3.11
PYTHONSAFEPATH  : no unsafe path in front of sys.path (-P)
PYTHONIOENCODING: encoding and error handler of the standard streams: ENCODING[:ERRORS]
PYTHONPYCACHEPREFIX: a folder for files of bytecode (-X pycache_prefix)
PYTHONDONTWRITEBYTECODE: no files of bytecode (-B)
PYTHONOPTIMIZE, PYTHONVERBOSE, PYTHONDEBUG, PYTHONINSPECT, PYTHONUNBUFFERED, PYTHONNOUSERSITE:
                  as the options -O, -v, -d, -i, -u, -s
PYTHONWARNINGS  : warning control, between commas (-W)
PYTHONDEVMODE   : as -X dev
PYTHONUTF8      : 1 for UTF-8 everywhere, 0 not (-X utf8)
PYTHONINTMAXSTRDIGITS: limit of digits of ints as text; 0: none (-X int_max_str_digits)
"""

HELP_X = """Options of the implementation:
-X dev          : development mode: more warnings and checks
-X utf8[=0|1]   : UTF-8 for everything, or not
-X pycache_prefix=PATH: a folder for files of bytecode
-X int_max_str_digits=N: limit of digits of ints as text; 0: none
-X warn_default_encoding: warn where a file is opened without an encoding
-X frozen_modules=[on|off]: accepted, there are none
--jit PARAMETERS: parameters of the JIT: off, default, or name=value,...
"""

VERSION_LINE = "Python 3.11.2 (rtranslate)\n"

RUN_NOTHING = 0
RUN_COMMAND = 1
RUN_MODULE = 2
RUN_FILE = 3
RUN_STDIN = 4


class CommandLine(object):
    """The options, and what to run."""

    def __init__(self):
        self.action = RUN_STDIN
        self.target = ""
        self.args = []  # sys.argv
        self.error = ""
        self.output = ""  # text to print instead of running


def starts_with_dash(arg):
    """Is it an option?"""
    return len(arg) > 1 and arg[0] == "-"


def parse(argv):
    """The CommandLine for argv (without the program's own name)."""
    line = CommandLine()
    i = 0
    while i < len(argv):
        arg = argv[i]
        if not starts_with_dash(arg):
            break
        i += 1
        if arg == "--":
            break
        if arg.startswith("--"):
            i = long_option(line, arg, argv, i)
            if line.action == RUN_NOTHING or len(line.error) > 0:
                return line
            continue
        k = 1
        while k < len(arg):
            c = arg[k]
            k += 1
            if c == "V" or c == "h" or c == "?":
                line.action = RUN_NOTHING
                line.output = VERSION_LINE if c == "V" else USAGE
                return line
            if c == "c" or c == "m" or c == "W" or c == "X":
                value = arg[k:]
                if len(value) == 0:
                    if i >= len(argv):
                        line.error = "Argument expected for the -" + c + " option"
                        return line
                    value = argv[i]
                    i += 1
                if c == "c" or c == "m":
                    line.action = RUN_COMMAND if c == "c" else RUN_MODULE
                    line.target = value
                    line.args = ["-" + c] + argv[i:]
                    return line
                if c == "W":
                    sysmodule.state.options.warnings.append(value)
                else:
                    line.error = x_option(value)
                    if len(line.error) > 0:
                        return line
                break
            if not flag(c):
                line.error = "Unknown option: -" + c
                return line
    if i < len(argv) and argv[i] != "-":
        line.action = RUN_FILE
        line.target = argv[i]
    line.args = argv[i:]
    if len(line.args) == 0:
        line.args = [""]
    return line


def long_option(line, arg, argv, i):
    """An option that begins with two dashes; the index of the next argument."""
    if arg == "--version" or arg == "--help" or arg == "--help-all":
        line.action = RUN_NOTHING
        line.output = VERSION_LINE if arg == "--version" else USAGE
        if arg == "--help-all":
            line.output = USAGE + HELP_ENV + HELP_X
        return i
    if arg == "--help-env" or arg == "--help-xoptions":
        line.action = RUN_NOTHING
        line.output = HELP_ENV if arg == "--help-env" else HELP_X
        return i
    if arg == "--check-hash-based-pycs":
        if i >= len(argv):
            line.error = "Argument expected for the --check-hash-based-pycs option"
            return i
        return i + 1
    if arg == "--jit" or arg.startswith("--jit="):
        if arg == "--jit":
            if i >= len(argv):
                line.error = "Argument expected for the --jit option"
                return i
            text = argv[i]
            i += 1
        else:
            text = arg[len("--jit=") :]
        try:
            jit.set_user_param(None, text)
        except ValueError:
            line.error = "--jit: wrong parameters: " + text
        return i
    line.error = "unknown option " + arg
    return i


def flag(c):
    """An option of one letter; False if there is none."""
    state = sysmodule.state
    options = state.options
    if c == "S":
        state.no_site = True
    elif c == "E":
        state.ignore_environment = True
    elif c == "I":
        state.isolated = True
    elif c == "u":
        state.unbuffered = True
    elif c == "s":
        options.no_user_site = 1
    elif c == "B":
        options.dont_write_bytecode = 1
    elif c == "O":
        options.optimize += 1
    elif c == "q":
        options.quiet = 1
    elif c == "v":
        options.verbose += 1
    elif c == "d":
        options.debug += 1
    elif c == "b":
        options.bytes_warning += 1
    elif c == "i":
        options.inspect += 1
        options.interactive += 1
    elif c == "P":
        options.safe_path = True
    else:
        return c == "x" or c == "R"
    return True


def x_option(text):
    """An option -X; a message if it is wrong."""
    options = sysmodule.state.options
    options.x.append(text)
    equals = text.find("=")
    name = text
    value = ""
    if equals >= 0:
        name = text[0:equals]
        value = text[equals + 1 :]
    if name == "dev":
        options.dev_mode = True
    elif name == "utf8":
        if equals >= 0 and value != "0" and value != "1":
            return "Fatal Python error: preconfig_init_utf8_mode: invalid -X utf8 option value"
        options.utf8 = 0 if value == "0" else 1
    elif name == "warn_default_encoding":
        options.warn_default_encoding = 1
    elif name == "pycache_prefix":
        options.pycache_prefix = value
        options.pycache_prefix_given = True
    elif name == "int_max_str_digits":
        if not set_digits(value):
            return (
                "Fatal Python error: config_init_int_max_str_digits: -X int_max_str_digits: "
                "invalid limit; must be >= 640 or 0 for unlimited."
            )
    elif name == "frozen_modules":
        if equals >= 0 and value != "on" and value != "off":
            return "Fatal Python error: config_init_import: bad value for option -X frozen_modules"
    return ""


def set_digits(value):
    """The limit of digits of ints as text; False if the value is none."""
    if len(value) == 0 or len(value) > 9:
        return False
    n = 0
    for c in value:
        if c < "0" or c > "9":
            return False
        n = n * 10 + ord(c) - 48
    if n != 0 and n < 640:
        return False
    sysmodule.state.options.max_digits = n
    return True


def number(name, value):
    """The number that a variable of the environment sets: 1 if it is not one."""
    text = sysmodule.environment(name)
    if len(text) == 0:
        return value
    n = 1
    if len(text) == 1 and "0" <= text[0] <= "9":
        n = ord(text[0]) - 48
    if n > value:
        return n
    return value


def use_environment():
    """Looks at the variables of the environment; an error message or ""."""
    state = sysmodule.state
    options = state.options
    if state.isolated:
        options.no_user_site = 1
        options.safe_path = True
    if len(sysmodule.environment("PYTHONDEVMODE")) > 0:
        options.dev_mode = True
    options.optimize = number("PYTHONOPTIMIZE", options.optimize)
    options.verbose = number("PYTHONVERBOSE", options.verbose)
    options.debug = number("PYTHONDEBUG", options.debug)
    options.inspect = number("PYTHONINSPECT", options.inspect)
    if len(sysmodule.environment("PYTHONUNBUFFERED")) > 0:
        state.unbuffered = True
    if len(sysmodule.environment("PYTHONDONTWRITEBYTECODE")) > 0:
        options.dont_write_bytecode = 1
    if len(sysmodule.environment("PYTHONNOUSERSITE")) > 0:
        options.no_user_site = 1
    if len(sysmodule.environment("PYTHONSAFEPATH")) > 0:
        options.safe_path = True
    if len(sysmodule.environment("PYTHONWARNDEFAULTENCODING")) > 0:
        options.warn_default_encoding = 1
    if not options.pycache_prefix_given:
        options.pycache_prefix = sysmodule.environment("PYTHONPYCACHEPREFIX")
    value = sysmodule.environment("PYTHONHASHSEED")
    if len(value) > 0 and value != "random":
        for c in value:
            if c < "0" or c > "9" or len(value) > 10:
                return (
                    "Fatal Python error: config_init_hash_seed: PYTHONHASHSEED must be "
                    '"random" or an integer in range [0; 4294967295]'
                )
        if value == "0":
            options.hash_randomization = 0
    value = sysmodule.environment("PYTHONINTMAXSTRDIGITS")
    if options.max_digits < 0 and len(value) > 0 and not set_digits(value):
        return (
            "Fatal Python error: config_init_int_max_str_digits: PYTHONINTMAXSTRDIGITS: "
            "invalid limit; must be >= 640 or 0 for unlimited."
        )
    if options.utf8 < 0:
        value = sysmodule.environment("PYTHONUTF8")
        if value == "1":
            options.utf8 = 1
        elif value == "0":
            options.utf8 = 0
        elif len(value) > 0:
            return (
                "Fatal Python error: preconfig_init_utf8_mode: invalid PYTHONUTF8 environment "
                "variable value"
            )
    if options.utf8 < 0 and sysmodule.in_c_locale():
        options.utf8 = 1
    state.utf8_mode = options.utf8 == 1
    all_warnings = []
    if options.dev_mode:
        all_warnings.append("default")
    value = sysmodule.environment("PYTHONWARNINGS")
    if len(value) > 0:
        for part in value.split(","):
            if len(part) > 0:
                all_warnings.append(part)
    for part in options.warnings:
        all_warnings.append(part)
    if options.bytes_warning == 1:
        all_warnings.append("default::BytesWarning")
    elif options.bytes_warning > 1:
        all_warnings.append("error::BytesWarning")
    options.warnings = all_warnings
    return ""


def write_error(message):
    """Reports a wrong command line."""
    text = message + "\n"
    if not message.startswith("Fatal"):
        text = message + "\n" + USAGE.split("\n")[0] + "\nTry `python -h' for more information.\n"
    rposix.write_all(2, text)
