"""What tests/fuzz_python.py runs under the interpreter: child KIND SEED START STOP FOLDER."""

import io
import marshal
import os
import random
import sys

kind, seed, start, stop, folder = (
    sys.argv[1],
    int(sys.argv[2]),
    int(sys.argv[3]),
    int(sys.argv[4]),
    sys.argv[5],
)
sys.setrecursionlimit(300)

TOKENS = """( ) [ ] { } , : ; . = == != < > + - * / // % ** @ & | ^ ~ -> := ... ' " ''' \\ # \n \n\n \t
 if else elif for while def class return yield from import as with try except finally raise lambda and or not in is
 None True False async await global nonlocal del pass break continue assert match case print len x y z self __class__
 0 1 -1 1e300 1j 0x 0b1 1_0 99999999999999999999 'a' b'a' f'{x}' f'{ r'\d' *a **k (yield) [i for i in x] {**x} {*x}
 """.split(" ")


def sources():
    folder = os.path.dirname(os.__file__)
    names = [
        "abc.py",
        "bisect.py",
        "contextlib.py",
        "enum.py",
        "heapq.py",
        "keyword.py",
        "reprlib.py",
        "types.py",
        "textwrap.py",
        "string.py",
        "dis.py",
        "copy.py",
        "asyncio/queues.py",
        "collections/abc.py",
    ]
    for name in names:
        try:
            with open(os.path.join(folder, name), encoding="utf-8") as f:
                yield f.read()
        except OSError:
            pass


def pieces(rng, texts):
    text = rng.choice(texts)
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    return "\n".join(lines[at : at + rng.randrange(1, 25)])


def mutate(rng, text):
    for _ in range(rng.randrange(1, 6)):
        at = rng.randrange(len(text) + 1)
        end = min(len(text), at + rng.randrange(0, 12))
        what = rng.randrange(6)
        if what == 0:
            text = text[:at] + text[end:]
        elif what == 1:
            text = text[:at] + " " + rng.choice(TOKENS) + " " + text[at:]
        elif what == 2:
            text = text[:at] + rng.choice(TOKENS) + text[end:]
        elif what == 3:
            text = text[:end] + text[at:end] * rng.randrange(1, 4) + text[end:]
        elif what == 4:
            text = (
                text[:at]
                + chr(rng.choice([0, 9, 12, 13, 34, 39, 92, 123, 125, 0xE9, 0x3042, 0x1F600]))
                + text[at:]
            )
        else:
            lines = text.split("\n")
            i = rng.randrange(len(lines))
            lines[i] = " " * rng.randrange(6) + lines[i]
            text = "\n".join(lines)
    return text


class Steps(Exception):
    pass


def limited(frame, event, arg):
    limited.left -= 1
    if limited.left < 0:
        raise Steps
    return limited


def snippet(rng, texts):
    text = mutate(rng, pieces(rng, texts))
    mode = rng.choice(["exec", "exec", "exec", "single", "eval"])
    try:
        code = compile(text, "fuzz", mode)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return
    names = {
        "__builtins__": {
            k: v
            for k, v in vars(__import__("builtins")).items()
            if k not in ("open", "input", "exit", "quit", "__import__", "breakpoint", "help")
        }
    }
    limited.left = 2000
    sys.settrace(limited)
    try:
        exec(code, names)
    except BaseException:
        pass
    finally:
        sys.settrace(None)


def values(texts):
    yield [
        1,
        -5,
        1 << 100,
        1.5,
        2j,
        "text",
        "\u3042",
        b"bytes",
        None,
        True,
        ...,
        (1, (2,)),
        {"a": [1]},
        {1, 2},
    ]
    yield frozenset([1, "x"])
    for text in texts[:6]:
        yield compile(text, "file", "exec")


def broken(rng, data):
    """The data with a few bytes changed, taken away, added."""
    data = bytearray(data)
    for _ in range(rng.randrange(1, 8)):
        what = rng.randrange(4)
        at = rng.randrange(len(data))
        if what == 0:
            data[at] = rng.randrange(256)
        elif what == 1:
            data[at] ^= 1 << rng.randrange(8)
        elif what == 2:
            del data[at : at + rng.randrange(1, 9)]
        else:
            data[at:at] = bytes(rng.randrange(256) for _ in range(rng.randrange(1, 5)))
        if not data:
            data = bytearray(b"N")
    return bytes(data)


def corrupt(rng, dumps):
    try:
        marshal.loads(broken(rng, rng.choice(dumps)))
    except Exception:
        pass


def corrupt_pyc(rng, path):
    """A code file that is damaged, beside its source and alone, through importlib."""
    from importlib.machinery import SourceFileLoader, SourcelessFileLoader

    cached = path[:-3] + ".kept.pyc"
    with open(cached, "rb") as f:
        data = f.read()
    place = importlib.util.cache_from_source(path)
    whole = rng.randrange(2)
    data = broken(rng, data) if whole else data[:16] + broken(rng, data[16:])
    with open(place, "wb") as f:
        f.write(data)
    with open(path[:-3] + ".pyc", "wb") as f:
        f.write(data)
    for loader in (
        SourceFileLoader("broken", path),
        SourcelessFileLoader("broken", path[:-3] + ".pyc"),
    ):
        try:
            loader.get_code("broken")
        except Exception:
            pass


def keep_pyc(text):
    """A source file whose code file is kept aside."""
    import shutil

    path = os.path.join(folder, "broken.py")
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    os.makedirs(os.path.dirname(importlib.util.cache_from_source(path)), exist_ok=True)
    shutil.copy(py_compile.compile(path, doraise=True), path[:-3] + ".kept.pyc")
    return path


texts = list(sources())
dumps = [marshal.dumps(v) for v in values(texts)] if kind == "marshal" else []
if kind == "pyc":
    import importlib.util
    import py_compile

    path = keep_pyc(texts[seed % len(texts)])
sys.stdout = io.StringIO()
for number in range(start, stop):
    with open(os.path.join(folder, "at"), "w") as f:
        f.write(str(number))
    rng = random.Random(seed * 1000003 + number)
    if kind == "marshal":
        corrupt(rng, dumps)
    elif kind == "pyc":
        corrupt_pyc(rng, path)
    else:
        snippet(rng, texts)
