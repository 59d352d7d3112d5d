"""The door of the compiler: source text or syntax tree to PyCode."""

from interpreters.python.compiler import symtable
from interpreters.python.compiler.codegen import Codegen
from interpreters.python.parser import ast, parser, source
from interpreters.python.parser.error import ParseError

EXEC = 0
EVAL = 1
SINGLE = 2


def compile_bytes(data, filename, mode, future_annotations):
    """Compile the bytes of a file (any supported encoding)."""
    return compile_info(source.decode_source(data, filename), mode, future_annotations)


def compile_text(text, filename, mode, future_annotations):
    """Compile UTF-8 text, e.g. the str argument of compile()."""
    return compile_info(source.text_source(text, filename), mode, future_annotations)


def compile_info(info, mode, future_annotations):
    """Parse and compile; raises ParseError."""
    return compile_root(parse_info(info, mode), info, future_annotations)


def wants_more(root, text):
    """Interactive input: does a compound statement still wait for an empty line?"""
    if text.endswith("\n") or not isinstance(root, ast.Interactive) or len(root.body) == 0:
        return False
    last = root.body[len(root.body) - 1]
    return (
        isinstance(last, ast.FunctionDef)
        or isinstance(last, ast.AsyncFunctionDef)
        or isinstance(last, ast.ClassDef)
        or isinstance(last, ast.For)
        or isinstance(last, ast.AsyncFor)
        or isinstance(last, ast.While)
        or isinstance(last, ast.If)
        or isinstance(last, ast.With)
        or isinstance(last, ast.AsyncWith)
        or isinstance(last, ast.Match)
        or isinstance(last, ast.Try)
        or isinstance(last, ast.TryStar)
    )


def parse_info(info, mode):
    """The syntax tree of a text."""
    if info.text.find("\0") >= 0:
        raise ParseError(
            "source code string cannot contain null bytes", info.filename, 0, 0, 0, 0, None, 0
        )
    if mode == EVAL:
        # leading blanks are not an indentation here
        info.text = info.text.lstrip(" \t")
        return parser.parse_eval(info)
    if mode == SINGLE:
        return parser.parse_single(info)
    return parser.parse_module(info)


def compile_root(root, info, future_annotations):
    """Compile a syntax tree whose source is info."""
    table = symtable.build(root, info, future_annotations)
    generator = Codegen(info, info.filename, table)
    root.accept(generator)
    return generator.leave_unit()
