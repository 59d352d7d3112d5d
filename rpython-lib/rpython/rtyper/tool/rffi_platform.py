"""Facts of the C compiler, asked when a program is imported: sizes, constants, layouts of structures.

A class of the program lists the questions; `configure` gives the answers by name:

    class CConfig:
        _compilation_info_ = ExternalCompilationInfo(includes=["limits.h"])
        INT_MAX = ConstantInteger("INT_MAX")
        size_t = SimpleType("size_t", rffi.ULONG)

One C program answers all questions that always have an answer; the others (`Has`) take one each. The
compiler is `cc`, or what the environment variable CC names. All of this runs on the host only.
"""

import os
import shlex
import subprocess
import tempfile

from rpython.rtyper.lltypesystem import lltype, rffi
from rpython.translator.tool.cbuild import ExternalCompilationInfo

_HEADERS = ["stdio.h", "stddef.h"]


class CompilationError(Exception):
    """The C compiler refused a program, with what it said."""


class CConfigEntry(object):
    """A question."""

    def question(self, name):
        """Lines of C that print the answers, each as `name=value`."""
        raise NotImplementedError

    def answer(self, facts, name):
        """The answer from the values printed."""
        raise NotImplementedError


def _line(name, value):
    """Prints an integer, in full whatever its type is."""
    return [
        'if (({0}) < 0) printf("{1}=%lld\\n", (long long)({0}));'.format(value, name),
        'else printf("{1}=%llu\\n", (unsigned long long)({0}));'.format(value, name),
    ]


def _text(name, value):
    return ['printf("%s=%%s\\n", %s);' % (name, value)]


def _if_defined(macro, lines):
    return ["#ifdef " + macro] + lines + ["#endif"]


class ConstantInteger(CConfigEntry):
    """The value of a constant expression, which must be there."""

    def __init__(self, name):
        self.name = name

    def question(self, name):
        return _line(name, self.name)

    def answer(self, facts, name):
        return int(facts[name])


class DefinedConstantInteger(CConfigEntry):
    """The value of a macro, or None if it is not defined."""

    def __init__(self, macro):
        self.macro = self.name = macro

    def question(self, name):
        return _if_defined(self.macro, _line(name, self.macro))

    def answer(self, facts, name):
        return int(facts[name]) if name in facts else None


class ConstantString(CConfigEntry):
    """The text of a constant expression."""

    def __init__(self, name):
        self.name = name

    def question(self, name):
        return _text(name, self.name)

    def answer(self, facts, name):
        return facts[name]


class DefinedConstantString(CConfigEntry):
    """The text of a macro, or None if it is not defined."""

    def __init__(self, macro, name=None):
        self.macro = macro
        self.name = name or macro

    def question(self, name):
        return _if_defined(self.macro, _text(name, self.name))

    def answer(self, facts, name):
        return facts.get(name)


class Defined(CConfigEntry):
    """Is a macro defined?"""

    def __init__(self, macro):
        self.macro = self.name = macro

    def question(self, name):
        return _if_defined(self.macro, _line(name, "1"))

    def answer(self, facts, name):
        return name in facts


class SizeOf(CConfigEntry):
    """The size of a type in bytes."""

    def __init__(self, name):
        self.name = name

    def question(self, name):
        return _line(name, "sizeof(%s)" % self.name)

    def answer(self, facts, name):
        return int(facts[name])


class SimpleType(CConfigEntry):
    """The number type of `rffi` that a C type is; the hint tells floats from ints."""

    def __init__(self, name, ctype_hint=rffi.INT, ifdef=None):
        self.name = name
        self.ctype_hint = ctype_hint
        self.ifdef = ifdef

    def question(self, name):
        lines = _line(name + ".size", "sizeof(%s)" % self.name)
        if not _is_float(self.ctype_hint):
            lines += _line(name + ".signed", "((%s)-1) < 0" % self.name)
        return _if_defined(self.ifdef, lines) if self.ifdef else lines

    def answer(self, facts, name):
        if name + ".size" not in facts:
            return None
        size = int(facts[name + ".size"])
        if _is_float(self.ctype_hint):
            return _named({8: rffi.DOUBLE, 4: rffi.FLOAT}, size, self.name)
        return _int_type(size, facts[name + ".signed"] == "1", self.name)


class Struct(CConfigEntry):
    """A structure with the fields asked for, in the order, with the types and at the places that C gives them."""

    def __init__(self, name, interesting_fields, ifdef=None):
        self.name = name
        self.fields = interesting_fields
        self.ifdef = ifdef

    def question(self, name):
        lines = _line(name + ".size", "sizeof(%s)" % self.name)
        lines += _line(name + ".align", "__alignof__(%s)" % self.name)
        for field, hint in self.fields:
            place = "((%s *)0)->%s" % (self.name, field)
            key = "%s.%s." % (name, field)
            lines += _line(key + "offset", "offsetof(%s, %s)" % (self.name, field))
            lines += _line(key + "size", "sizeof(%s)" % place)
            if _is_int(hint):
                test = "({ __typeof__(%s) x = (__typeof__(%s))-1; x < 0; })" % (place, place)
                lines += _line(key + "signed", test)
        return _if_defined(self.ifdef, lines) if self.ifdef else lines

    def answer(self, facts, name):
        if name + ".size" not in facts:
            return None
        found = []
        for field, hint in self.fields:
            key = "%s.%s." % (name, field)
            size, type_ = int(facts[key + "size"]), hint
            if _is_int(hint):
                type_ = _int_type(size, facts[key + "signed"] == "1", field)
            found.append((int(facts[key + "offset"]), size, field, type_))
        found.sort()
        offsets = tuple([offset for offset, _, _, _ in found])
        hints = {"fieldoffsets": offsets}
        for fact in ("size", "align"):
            hints[fact] = int(facts["%s.%s" % (name, fact)])
        cname = self.name
        if cname.startswith("struct "):
            cname = cname[7:]
        else:
            hints["typedef"] = True
        return rffi.CStruct(cname, *[(f, t) for _, _, f, t in found], hints=hints)


class Has(CConfigEntry):
    """Is there such a function, constant or type?"""

    def __init__(self, name):
        self.name = name


def _is_float(T):
    return T in (rffi.DOUBLE, rffi.FLOAT)


def _is_int(T):
    return isinstance(T, lltype.Number) or T in (lltype.Signed, lltype.Unsigned, lltype.Char)


def _named(table, size, name):
    if size not in table:
        raise TypeError("no type of %d bytes for %s" % (size, name))
    return table[size]


def _int_type(size, signed, name):
    if signed:
        table = {1: rffi.SIGNEDCHAR, 2: rffi.SHORT, 4: rffi.INT, 8: rffi.LONG}
    else:
        table = {1: rffi.UCHAR, 2: rffi.USHORT, 4: rffi.UINT, 8: rffi.ULONG}
    return _named(table, size, name)


def _program(info, body):
    lines = list(info.pre_include_bits)
    lines += ["#include <%s>" % name for name in _HEADERS + list(info.includes)]
    lines += list(info.post_include_bits)
    return "\n".join(lines + ["int main(void) {"] + body + ["return 0;", "}", ""])


def _run(info, body):
    """What a C program prints, by name."""
    with tempfile.TemporaryDirectory() as folder:
        source, binary = os.path.join(folder, "facts.c"), os.path.join(folder, "facts")
        with open(source, "w", encoding="utf-8") as f:
            f.write(_program(info, body))
        command = shlex.split(os.environ.get("CC", "cc")) + ["-w", "-o", binary, source]
        command += ["-I" + path for path in info.include_dirs] + list(info.compile_extra)
        command += list(info.separate_module_files) + list(info.link_files) + list(info.link_extra)
        command += ["-L" + path for path in info.library_dirs]
        command += ["-l" + name for name in info.libraries]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise CompilationError(done.stderr)
        out = subprocess.run([binary], capture_output=True, text=True, check=True).stdout
    return dict(line.split("=", 1) for line in out.splitlines() if "=" in line)


def configure(CConfig):
    """Asks what the entries of a class ask; the answers by name, None if the class does not apply."""
    info = getattr(CConfig, "_compilation_info_", ExternalCompilationInfo())
    entries = sorted(
        (name, entry) for name, entry in vars(CConfig).items() if isinstance(entry, CConfigEntry)
    )
    asked = [(name, entry) for name, entry in entries if not isinstance(entry, Has)]
    facts = {}
    if asked:
        facts = _run(info, [line for name, entry in asked for line in entry.question(name)])
    answers = {name: entry.answer(facts, name) for name, entry in asked}
    for name, entry in entries:
        if isinstance(entry, Has):
            answers[name] = has(entry.name, eci=info)
    return answers


def configure_external_library(name, eci, configurations, symbol=None, _cache=None):
    """The description of a library, if the compiler finds it."""
    for described in [{}] + list(configurations):
        include = described.get("include_dir")
        found = eci.merge(ExternalCompilationInfo(include_dirs=[include] if include else []))
        if verify_eci(found):
            return found
    raise CompilationError("Library %s is not installed" % name)


def _single(entry, info):
    return entry.answer(_run(info, entry.question("x")), "x")


def _info(includes, eci):
    return eci or ExternalCompilationInfo(includes=list(includes))


def has(name, includes=(), eci=None):
    """Is there such a function, constant or type?"""
    for use in ["(void)(%s);" % name, "%s *x = 0; (void)x;" % name]:
        try:
            _run(_info(includes, eci), [use])
            return True
        except CompilationError:
            continue
    return False


def sizeof(name, eci=None, includes=()):
    """The size of a type."""
    return _single(SizeOf(name), _info(includes, eci))


def getconstantinteger(name, includes=(), eci=None):
    """The value of a constant expression."""
    return _single(ConstantInteger(name), _info(includes, eci))


def getdefined(macro, includes=(), eci=None):
    """Is a macro defined?"""
    return _single(Defined(macro), _info(includes, eci))


def getdefinedinteger(macro, includes=(), eci=None):
    """The value of a macro, or None."""
    return _single(DefinedConstantInteger(macro), _info(includes, eci))


def getdefineddouble(macro, includes=(), eci=None):
    """The value of a macro as a float, or None."""
    lines = _if_defined(macro, ['printf("x=%%.17g\\n", (double)(%s));' % macro])
    facts = _run(_info(includes, eci), lines)
    return float(facts["x"]) if "x" in facts else None


def getsimpletype(name, ctype_hint=rffi.INT, eci=None, includes=()):
    """The number type that a C type is."""
    return _single(SimpleType(name, ctype_hint), _info(includes, eci))


def getstruct(name, interesting_fields, eci=None, includes=()):
    """A structure with the fields asked for."""
    return _single(Struct(name, interesting_fields), _info(includes, eci))


def verify_eci(eci):
    """Does a program with these headers and libraries compile?"""
    try:
        _run(eci, [])
        return True
    except CompilationError:
        return False


def check_eci(eci):
    """Does a program with these headers and libraries compile?"""
    return verify_eci(eci)
