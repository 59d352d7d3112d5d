"""print, input, compile, exec, eval."""

from rpython.rlib.rstring import StringBuilder

from interpreters.python.compiler import compile as compiler
from interpreters.python.compiler import opcode, optimization
from interpreters.python.interpreter import pyframe
from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.executioncontext import ec
from interpreters.python.interpreter.function import W_Cell
from interpreters.python.interpreter.gateway import function
from interpreters.python.interpreter.pycode import PyCode
from interpreters.python.module.builtins import inspection
from interpreters.python.objspace import dictobject, moduleobject, unicodeobject
from interpreters.python.objspace import operation as space
from interpreters.python.parser.error import INDENTATION, TAB, ParseError, SourceInfo


def sys_attribute(name):
    """sys.NAME, or None."""
    w_modules = ec.w_modules
    if w_modules is None:
        return None
    w_sys = space.dict_getitem_str(w_modules, "sys")
    if w_sys is None:
        return None
    return space.findattr(w_sys, name)


def _separator(w_text, default, name):
    if w_text is None or w_text is space.w_None:
        return default
    if isinstance(w_text, unicodeobject.W_UnicodeObject):
        return w_text.text()
    raise operr(
        space.w_TypeError, name + " must be None or a string, not " + space.typename(w_text)
    )


def builtin_print(args):
    """print(*args, sep=' ', end='\\n', file=None, flush=False)"""
    sep = " "
    end = "\n"
    w_file = None
    flush = False
    if args.has_keywords():
        args.only_keywords_allowed("print", ["sep", "end", "file", "flush"])
        sep = _separator(args.getkw("sep"), sep, "sep")
        end = _separator(args.getkw("end"), end, "end")
        w_file = args.getkw("file")
        w_flush = args.getkw("flush")
        flush = w_flush is not None and space.is_true(w_flush)
    if w_file is None or w_file is space.w_None:
        w_file = sys_attribute("stdout")
        if w_file is None:
            raise operr(space.w_RuntimeError, "lost sys.stdout")
        if w_file is space.w_None:
            return
    args_w = args.args_w
    if len(args_w) == 1:
        text = space.str_w(args_w[0]) + end
    else:
        builder = StringBuilder(64)
        for i in range(len(args_w)):
            if i > 0:
                builder.append(sep)
            builder.append(space.str_w(args_w[i]))
        builder.append(end)
        text = builder.build()
    space.call_method1(w_file, "write", space.newtext(text))
    if flush:
        space.call_method0(w_file, "flush")


def builtin_input(w_prompt):
    """input(prompt='')"""
    w_stdout = sys_attribute("stdout")
    w_stdin = sys_attribute("stdin")
    if w_stdin is None or w_stdin is space.w_None:
        raise operr(space.w_RuntimeError, "input(): lost sys.stdin")
    w_line = edited_line(w_prompt)
    if w_line is not None:
        return input_line(space.text_w(w_line))
    if w_stdout is not None and w_stdout is not space.w_None:
        if w_prompt is not None:
            space.call_method1(w_stdout, "write", space.str(w_prompt))
        space.call_method0(w_stdout, "flush")
    return input_line(space.text_w(space.call_method0(w_stdin, "readline")))


def edited_line(w_prompt):
    """A line from the editor of the module readline, if that is loaded and at a terminal; None otherwise."""
    w_readline = space.dict_getitem_str(ec.w_modules, "readline")
    if w_readline is None or not isinstance(w_readline, moduleobject.W_Module):
        return None
    w_edit = space.findattr(w_readline, "_edit")
    if w_edit is None or not space.is_true(space.call_method0(w_readline, "_usable")):
        return None
    if w_prompt is None:
        return space.call1(w_edit, space.newtext(""))
    return space.call1(w_edit, space.str(w_prompt))


def input_line(line):
    """What input() gives for a line."""
    size = len(line)
    if size == 0:
        raise operr(space.w_EOFError, "EOF when reading a line")
    if line[size - 1] == "\n":
        line = line[0 : size - 1]
    return space.newtext(line)


# -- compile, exec, eval ----------------------------------------------------------------------


def syntax_error(e):
    """The OperationError of a ParseError."""
    if e.kind == INDENTATION:
        w_type = space.w_IndentationError
    elif e.kind == TAB:
        w_type = space.w_TabError
    else:
        w_type = space.w_SyntaxError
    w_text = space.w_None
    if e.text is not None:
        w_text = space.newtext(e.text)
    w_details = space.newtuple(
        [
            space.newtext(e.filename),
            space.newint(e.lineno),
            space.newint(e.offset),
            w_text,
            space.newint(e.end_lineno),
            space.newint(e.end_offset),
        ]
    )
    return OperationError(w_type, space.call2(w_type, space.newtext(e.msg), w_details))


def compile_object(w_source, filename, mode, flags, what):
    """The code of a str, a bytes-like source or a syntax tree."""
    future_annotations = (flags & opcode.CO_FUTURE_ANNOTATIONS) != 0
    try:
        if fromobject.is_node(w_source):
            root = fromobject.convert(w_source, ROOTS[mode])
            validate.validate(root)
            info = SourceInfo("", filename)
        else:
            info = sourcetext.info_of_object(w_source, filename, what)
            root = compiler.parse_info(info, mode)
            if (
                flags & ALLOW_INCOMPLETE
                and mode == compiler.SINGLE
                and compiler.wants_more(root, info.text)
            ):
                raise incomplete_input(filename)
        code = compiler.compile_root(root, info, future_annotations)
        syntaxwarnings.issue(info)
        return code
    except ParseError as e:
        if flags & ALLOW_INCOMPLETE and space.isinstance_w(w_source, space.w_str):
            if is_incomplete(e, space.text_w(w_source)):
                raise incomplete_input(filename)
        raise syntax_error(e)


def incomplete_input(filename):
    """The SyntaxError that tells codeop to ask for more."""
    return syntax_error(ParseError("incomplete input", filename, 1, 0, 1, 0, None, 0))


def is_incomplete(e, text):
    """Could more lines make a program of the text?"""
    if e.lineno > text.count("\n") + int(not text.endswith("\n")):
        return True
    if e.msg.find("was never closed") >= 0:
        return True
    if e.msg.startswith("unterminated triple-quoted"):
        return True
    if e.msg.startswith("expected an indented block"):
        # is there nothing where the block should be?
        at = 0
        line = 1
        while line < e.lineno:
            at = text.find("\n", at) + 1
            line += 1
        at += max(e.offset - 1, 0)
        assert at >= 0
        return len(text[at:].strip(" \t\n")) == 0
    if e.msg.startswith("unterminated string literal"):
        return text.endswith("\\\n")
    return e.msg.find("EOF") >= 0


def parse_object(w_source, filename, mode, what, feature_version):
    """The syntax tree, as an object, of a source for Python 3.feature_version."""
    if fromobject.is_node(w_source):
        return w_source
    try:
        info = sourcetext.info_of_object(w_source, filename, what)
        info.feature_version = feature_version
        root = compiler.parse_info(info, mode)
        syntaxwarnings.issue(info)
    except ParseError as e:
        raise syntax_error(e)
    return toobject.convert(root)


ROOTS = ["Module", "Expression", "Interactive"]  # by mode
ONLY_AST = 0x400
# flags without a meaning of their own here: about encodings, implied dedents, type comments, top-level await
IGNORED_FLAGS = 0x100 | 0x200 | 0x800 | 0x1000 | 0x2000 | 0x4000
FUTURE_FLAGS = 0x1FE0000
ALLOW_INCOMPLETE = 0x4000
BAD_SOURCE = "compile() arg 1 must be a string, bytes or AST object"


def builtin_compile(scope_w):
    """compile(source, filename, mode, flags=0, dont_inherit=False, optimize=-1)"""
    w_source = scope_w[0]
    filename = path_w(scope_w[1], "compile")
    mode_name = space.text_w(scope_w[2])
    flags = 0
    if scope_w[3] is not None:
        flags = space.int_w(scope_w[3])
    if flags & ~(ONLY_AST | IGNORED_FLAGS | FUTURE_FLAGS) != 0:
        raise operr(space.w_ValueError, "compile(): unrecognised flags")
    optimize = -1
    if scope_w[5] is not None:
        optimize = space.int_w(scope_w[5])
        if optimize < -1 or optimize > 2:
            raise operr(space.w_ValueError, "compile(): invalid optimize value")
    if scope_w[4] is None or not space.is_true(scope_w[4]):
        flags |= inherited_flags()
    if mode_name == "exec":
        mode = compiler.EXEC
    elif mode_name == "eval":
        mode = compiler.EVAL
    elif mode_name == "single":
        mode = compiler.SINGLE
    elif flags & ONLY_AST:
        raise operr(
            space.w_ValueError, "compile() mode must be 'exec', 'eval', 'single' or 'func_type'"
        )
    else:
        raise operr(space.w_ValueError, "compile() mode must be 'exec', 'eval' or 'single'")
    if flags & ONLY_AST:
        feature_version = 11
        if scope_w[6] is not None:
            feature_version = space.int_w(scope_w[6])
            if feature_version < 0:
                feature_version = 11
        return parse_object(w_source, filename, mode, BAD_SOURCE, feature_version)
    if optimize < 0:
        optimize = optimization.state.default
    optimization.state.level = optimize
    try:
        return compile_object(w_source, filename, mode, flags, BAD_SOURCE)
    finally:
        optimization.state.level = optimization.state.default


def _namespaces(w_globals, w_locals, name):
    """(globals, locals) for exec and eval, from their optional arguments."""
    if w_globals is space.w_None:
        w_globals = None
    if w_locals is space.w_None:
        w_locals = None
    if w_globals is None:
        frame = inspection.current_frame(name)
        w_globals = frame.w_globals
        if w_locals is None:
            w_locals = frame.getlocals()
    elif w_locals is None:
        w_locals = w_globals
    if not isinstance(w_globals, dictobject.W_DictObject):
        if name == "eval":
            raise operr(
                space.w_TypeError,
                "globals must be a real dict; try eval(code, {}, mapping)"
                if space.lookup(w_globals, "__getitem__") is not None
                else "globals must be a dict",
            )
        raise operr(
            space.w_TypeError,
            "exec() globals must be a dict, not " + space.typename(w_globals),
        )
    if space.lookup(w_locals, "__getitem__") is None:
        if name == "eval":
            raise operr(space.w_TypeError, "locals must be a mapping")
        raise operr(
            space.w_TypeError,
            "locals must be a mapping or None, not " + space.typename(w_locals),
        )
    if w_globals.getitem_str("__builtins__") is None:
        w_globals.setitem_str("__builtins__", builtins_module())
    return w_globals, w_locals


def builtins_module():
    """The module builtins, or its dict before sys.modules exists."""
    if ec.w_modules is not None:
        w_module = space.dict_getitem_str(ec.w_modules, "builtins")
        if w_module is not None:
            return w_module
    return ec.w_builtins_dict


def builtin_exec(w_source, w_globals, w_locals, w_closure):
    """exec(source, globals=None, locals=None, /, *, closure=None)"""
    w_globals, w_locals = _namespaces(w_globals, w_locals, "exec")
    if isinstance(w_source, PyCode):
        code = w_source
        closure_w = closure_for(code, w_closure)
    elif w_closure is not None and w_closure is not space.w_None:
        raise operr(
            space.w_TypeError,
            "closure can only be used when source is a code object",
        )
    else:
        closure_w = []
        code = compile_object(
            w_source,
            "<string>",
            compiler.EXEC,
            inherited_flags(),
            "exec() arg 1 must be a string, bytes or code object",
        )
    pyframe.exec_closure(code, w_globals, w_locals, closure_w[:])


def closure_for(code, w_closure):
    """The cells for the free variables of a code object that exec() runs."""
    n = len(code.freevars)
    if w_closure is space.w_None:
        w_closure = None
    if n == 0:
        if w_closure is not None:
            raise operr(
                space.w_TypeError,
                "cannot use a closure with this code object",
            )
        return []
    if w_closure is None:
        raise operr(
            space.w_TypeError, "code object passed to exec() may not contain free variables"
        )
    cells_w = []
    good = space.isinstance_w(w_closure, space.w_tuple) and space.len_w(w_closure) == n
    if good:
        for w_cell in space.unpackiterable(w_closure):
            if not isinstance(w_cell, W_Cell):
                good = False
            cells_w.append(w_cell)
    if not good:
        raise operr(
            space.w_TypeError,
            "code object requires a closure of exactly length %d" % n,
        )
    return cells_w


def builtin_eval(w_source, w_globals, w_locals):
    """eval(source, globals=None, locals=None, /)"""
    w_globals, w_locals = _namespaces(w_globals, w_locals, "eval")
    if isinstance(w_source, PyCode):
        code = w_source
        if len(code.freevars) > 0:
            raise operr(
                space.w_TypeError, "code object passed to eval() may not contain free variables"
            )
    else:
        code = compile_object(
            w_source,
            "<string>",
            compiler.EVAL,
            inherited_flags(),
            "eval() arg 1 must be a string, bytes or code object",
        )
    return pyframe.exec_code(code, w_globals, w_locals)


def inherited_flags():
    """The compiler flags of the calling frame."""
    frame = ec.topframe()
    if frame is None:
        return 0
    return frame.code.flags & opcode.CO_FUTURE_ANNOTATIONS


def builtin_breakpoint(args):
    """breakpoint(*args, **kws): calls sys.breakpointhook"""
    w_hook = sys_attribute("breakpointhook")
    if w_hook is None:
        raise operr(space.w_RuntimeError, "lost sys.breakpointhook")
    return space.call_args(w_hook, args)


FUNCTIONS = [
    function("breakpoint", builtin_breakpoint, "..."),
    function("print", builtin_print, "..."),
    function("input", builtin_input, "prompt=None, /"),
    function(
        "compile",
        builtin_compile,
        "source, filename, mode, flags=None, dont_inherit=None, optimize=None, *, "
        "_feature_version=None",
    ),
    function("exec", builtin_exec, "source, globals=None, locals=None, /, *, closure=None"),
    function("eval", builtin_eval, "source, globals=None, locals=None, /"),
]

from interpreters.python.module import sourcetext, syntaxwarnings  # noqa: E402
from interpreters.python.module.ast import fromobject, toobject, validate  # noqa: E402
from interpreters.python.module.fspath import path_w  # noqa: E402
