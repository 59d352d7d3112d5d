"""The functions of _sre."""

from rpython.rlib.rsre import rsre_char as charsets
from rpython.rlib.rsre import rsre_constants as opcodes

from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.gateway import function
from interpreters.python.module import modinfo
from interpreters.python.module.sre import patternobject
from interpreters.python.objspace import dictobject, unicodedb
from interpreters.python.objspace import operation as space

charsets.set_unicode_db(unicodedb)


def sre_compile(scope_w):
    """compile(pattern, flags, code, groups, groupindex, indexgroup)"""
    code = []
    for w_item in space.unpackiterable(scope_w[2]):
        code.append(space.int_w(w_item))
    w_groupindex = scope_w[4]
    if not isinstance(w_groupindex, dictobject.W_DictObject):
        raise operr(space.w_TypeError, "compile() argument 'groupindex' must be dict")
    names_w = space.unpackiterable(scope_w[5])[:]
    return patternobject.W_Pattern(
        scope_w[0],
        space.int_w(scope_w[1]),
        code[:],
        space.int_w(scope_w[3]),
        w_groupindex,
        names_w,
    )


def getcodesize():
    return space.newint(4)


def ascii_iscased(w_char):
    c = space.int_w(w_char)
    return space.newbool(65 <= c <= 90 or 97 <= c <= 122)


def ascii_tolower(w_char):
    return space.newint(charsets.lower_ascii(space.int_w(w_char)))


def unicode_iscased(w_char):
    c = space.int_w(w_char)
    return space.newbool(unicodedb.lower(c) != c or unicodedb.upper(c) != c)


def unicode_tolower(w_char):
    return space.newint(charsets.lower_unicode(space.int_w(w_char)))


MODULE = modinfo.declare(
    "_sre",
    [
        function("compile", sre_compile, "pattern, flags, code, groups, groupindex, indexgroup"),
        function("getcodesize", getcodesize, ""),
        function("ascii_iscased", ascii_iscased, "character, /"),
        function("ascii_tolower", ascii_tolower, "character, /"),
        function("unicode_iscased", unicode_iscased, "character, /"),
        function("unicode_tolower", unicode_tolower, "character, /"),
    ],
    [
        ("MAGIC", opcodes.MAGIC),
        ("CODESIZE", 4),
        ("MAXREPEAT", opcodes.MAXREPEAT),
        ("MAXGROUPS", opcodes.MAXGROUPS),
        ("copyright", "SRE engine of rtranslate"),
    ],
)
