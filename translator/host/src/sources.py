"""Sources on the host: the literal-rewriting import hook, and the registration of code made by exec and compile.

A ``str`` of RPython is a string of bytes; on the host each byte is one character. The hook gives the
literals of the target's modules that value. The agent imports this file as the module ``rtranslate_sources``.
"""

import ast
import builtins
import importlib
import importlib.machinery
import importlib.util
import linecache
import marshal
import os
import re
import sys
import sysconfig


class runicode(str):
    """The value of a ``u'...'`` literal of the target: RPython's ``unicode``, not ``str``."""

    __slots__ = ()


runicode.__module__ = "rpython.rlib.types"

NEEDS_REWRITE = re.compile(rb"[\x80-\xff]|\\[uUN]|\b[uU]['\"]|unicode_literals")
LITERAL = re.compile(r"([a-zA-Z]*)(\"\"\"|'''|\"|')(.*)\2", re.DOTALL)
ESCAPE = re.compile(
    r"\\(\r\n|\n|\r|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}|.)",
    re.DOTALL,
)


def escaped(match):
    """The byte-per-character text of one backslash escape."""
    text = match.group(1)
    if text[0] in "01234567":
        return chr(int(text, 8) & 0xFF)
    if text[0] == "x":
        return chr(int(text[1:], 16))
    value = ast.literal_eval('"\\' + text.replace('"', '\\"') + '"') if text != "'" else "'"
    if text[0] in "uUN" and len(text) > 1:
        return utf8_clothed(value)
    return utf8_clothed(value) if value.isascii() is False else value


def utf8_clothed(text):
    """UTF-8 bytes of the text, each as one character."""
    return text.encode("utf-8", "surrogateescape").decode("latin-1")


def literal_bytes(source):
    """The value of one string literal token under the dialect's rule 3."""
    match = LITERAL.fullmatch(source)
    if match is None:
        return None
    prefix, _, body = match.groups()
    if "f" in prefix.lower():
        return None
    if "r" in prefix.lower():
        return utf8_clothed(body)
    pieces = []
    last = 0
    for found in ESCAPE.finditer(body):
        pieces.append(utf8_clothed(body[last : found.start()]))
        pieces.append(escaped(found))
        last = found.end()
    pieces.append(utf8_clothed(body[last:]))
    return "".join(pieces)


class LiteralRewriter(ast.NodeTransformer):
    """Gives every ``str`` literal of a module its byte-per-character value."""

    def __init__(self, source, all_unicode):
        self.lines = source.encode("utf-8").split(b"\n")
        self.all_unicode = all_unicode

    def segment(self, node):
        """The source text of a node."""
        if node.lineno == node.end_lineno:
            line = self.lines[node.lineno - 1]
            return line[node.col_offset : node.end_col_offset].decode("utf-8")
        parts = [self.lines[node.lineno - 1][node.col_offset :]]
        parts.extend(self.lines[node.lineno : node.end_lineno - 1])
        parts.append(self.lines[node.end_lineno - 1][: node.end_col_offset])
        return b"\n".join(parts).decode("utf-8")

    def visit_Constant(self, node):
        value = node.value
        if type(value) is not str:
            return node
        if node.kind == "u" or self.all_unicode:
            call = ast.Call(ast.Name("__rpython_unicode__", ast.Load()), [node], [])
            return ast.fix_missing_locations(ast.copy_location(call, node))
        text = self.segment(node)
        if text.isascii() and "\\u" not in text and "\\U" not in text and "\\N" not in text:
            return node
        pieces = [literal_bytes(piece) for piece in split_literals(text)]
        if all(piece is not None for piece in pieces):
            node.value = "".join(pieces)
        else:
            node.value = utf8_clothed(value)
        return node

    def visit_JoinedStr(self, node):
        for part in node.values:
            if isinstance(part, ast.Constant) and not part.value.isascii():
                part.value = utf8_clothed(part.value)
            elif isinstance(part, ast.FormattedValue):
                self.visit(part)
        return node

    def visit_docstring_owner(self, node):
        body = node.body
        if (
            body
            and isinstance(body[0], ast.Expr)
            and isinstance(body[0].value, ast.Constant)
            and isinstance(body[0].value.value, str)
        ):
            head, node.body = body[0], body[1:]
            self.generic_visit(node)
            node.body.insert(0, head)
            return node
        return self.generic_visit(node)

    visit_Module = visit_docstring_owner
    visit_ClassDef = visit_docstring_owner
    visit_FunctionDef = visit_docstring_owner
    visit_AsyncFunctionDef = visit_docstring_owner

    def visit_MatchValue(self, node):
        return node


def split_literals(text):
    """The literal tokens of an implicitly concatenated string expression."""
    import io
    import tokenize

    pieces = []
    try:
        for token in tokenize.generate_tokens(io.StringIO("(" + text + ")").readline):
            if token.type == tokenize.STRING:
                pieces.append(token.string)
    except (tokenize.TokenError, IndentationError, SyntaxError):
        return [text]
    return pieces


def compile_rewritten(data, path):
    """Compiles a module of the target with its literals rewritten."""
    source = importlib.util.decode_source(data)
    tree = ast.parse(source, path)
    all_unicode = any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(alias.name == "unicode_literals" for alias in node.names)
        for node in tree.body
    )
    tree = LiteralRewriter(source, all_unicode).visit(tree)
    return real_compile(tree, path, "exec", dont_inherit=True)


class CodeCache:
    """Code of modules, kept between translations in a folder: one file a module, good for one source.

    What is damaged or of another source counts as absent; trouble with the folder is no error.
    """

    folder = None
    version = b""  # of this file

    def place(self, path):
        """The file for a module."""
        return os.path.join(self.folder, importlib.util.source_hash(path.encode()).hex() + ".code")

    def head(self, path, data):
        """How the file of this source begins."""
        parts = [importlib.util.MAGIC_NUMBER, self.version, path.encode(), data]
        return b"rtcode1\n" + b"".join([importlib.util.source_hash(part) for part in parts])

    def load(self, path, data):
        """The code of a source, or None."""
        try:
            with open(self.place(path), "rb") as file:
                kept = file.read()
            head = self.head(path, data)
            body = kept[len(head) + 8 :]
            if kept[: len(head) + 8] == head + importlib.util.source_hash(body):
                return marshal.loads(body)
        except (OSError, ValueError, EOFError, TypeError):
            pass
        return None

    def store(self, path, data, code):
        """Keeps the code of a source."""
        body = marshal.dumps(code)
        place = self.place(path)
        temporary = f"{place}.{os.getpid()}.tmp"
        try:
            os.makedirs(self.folder, exist_ok=True)
            with open(temporary, "wb") as file:
                file.write(self.head(path, data) + importlib.util.source_hash(body) + body)
            os.replace(temporary, place)
        except OSError:
            pass


code_cache = CodeCache()


class TargetLoader(importlib.machinery.SourceFileLoader):
    """Loads a module of the target or of the library, with its literals rewritten."""

    loaded = None  # called with the file of each module

    def get_code(self, fullname):
        path = self.get_filename(fullname)
        if TargetLoader.loaded is not None:
            TargetLoader.loaded(path)
        data = self.get_data(path)
        if code_cache.folder is None:
            return self.fresh_code(fullname, path, data)
        code = code_cache.load(path, data)
        if code is None:
            code = self.fresh_code(fullname, path, data)
            code_cache.store(path, data, code)
        return code

    def fresh_code(self, fullname, path, data):
        """The module's code, as the host keeps it or compiled."""
        if NEEDS_REWRITE.search(data) is None:
            return super().get_code(fullname)
        return compile_rewritten(data, path)


class TargetFinder:
    """A meta path finder that replaces the loader of modules outside the host's own library."""

    def __init__(self):
        paths = sysconfig.get_paths()
        roots = [paths["stdlib"], paths["platstdlib"], paths["purelib"], paths["platlib"]]
        self.foreign = tuple(os.path.realpath(root) + os.sep for root in roots)

    def find_spec(self, fullname, path=None, target=None):
        """Finds as the host does, then looks where the module comes from."""
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is None or type(spec.loader) is not importlib.machinery.SourceFileLoader:
            return spec
        if os.path.realpath(spec.origin).startswith(self.foreign):
            return spec
        spec.loader = TargetLoader(fullname, spec.origin)
        return spec


generated = {}  # file name -> source text of code made by exec or compile
real_compile = builtins.compile
real_exec = builtins.exec
real_eval = builtins.eval


def register_source(source, filename):
    """Keeps the text of made code under a file name of its own."""
    if isinstance(source, bytes | bytearray):
        source = bytes(source).decode("utf-8", "replace")
    name = f"<made {len(generated)} {str(filename).strip('<>')}>"
    generated[name] = source
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    return name


def compile_recorded(source, filename, mode="exec", *args, **kwargs):
    """``compile`` that keeps the source of code that has no file."""
    name = os.fsdecode(filename) if isinstance(filename, bytes | os.PathLike) else filename
    is_text = isinstance(source, str | bytes | bytearray)
    if is_text and mode == "exec" and not os.path.exists(name):
        filename = register_source(source, name)
    return real_compile(source, filename, mode, *args, **kwargs)


def exec_recorded(source, globals=None, locals=None, /, **kwargs):
    """``exec`` that keeps the source it runs."""
    if globals is None:
        frame = sys._getframe(1)
        globals = frame.f_globals
        if locals is None:
            locals = frame.f_locals
    if isinstance(source, str | bytes | bytearray):
        source = real_compile(source, register_source(source, "exec"), "exec", dont_inherit=True)
    if locals is None:
        return real_exec(source, globals, **kwargs)
    return real_exec(source, globals, locals, **kwargs)


def eval_recorded(source, globals=None, locals=None, /):
    """``eval`` that keeps the source when it can hold a lambda."""
    if globals is None:
        frame = sys._getframe(1)
        globals = frame.f_globals
        if locals is None:
            locals = frame.f_locals
    if isinstance(source, str) and "lambda" in source:
        source = source.lstrip(" \t")
        source = real_compile(source, register_source(source, "eval"), "eval", dont_inherit=True)
    if locals is None:
        return real_eval(source, globals)
    return real_eval(source, globals, locals)


def install():
    """Puts the hooks in place."""
    builtins.__rpython_unicode__ = runicode
    builtins.compile = compile_recorded
    builtins.exec = exec_recorded
    builtins.eval = eval_recorded
    sys.meta_path.insert(0, TargetFinder())
