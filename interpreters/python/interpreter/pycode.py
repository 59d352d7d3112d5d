"""Code objects: the product of the compiler (compiler/README.md states the contract of the constructor)."""

from rpython.rlib.objectmodel import compute_hash
from rpython.rlib.rstring import StringBuilder
from rpython.rlib.rweakref import RWeakValueDictionary

from interpreters.python.compiler import opcode, positions
from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.typedef import TypeDef, getset, method, new


class PyCode(W_Root):
    """A compiled function body, class body, module or expression."""

    _immutable_fields_ = [
        "argcount", "posonlyargcount", "kwonlyargcount", "nlocals", "stacksize", "flags", "code[*]", "consts_w[*]",
        "names[*]", "varnames[*]", "exceptiontable[*]", "freevars[*]", "cellvars[*]", "kwnames[*]", "framesize",
        "ncells", "stack_base", "has_varargs", "has_varkeywords", "simple_args", "is_generator",
        "nfreevars", "fast_argcount",
    ]  # fmt: skip

    def __init__(
        self,
        argcount,
        posonlyargcount,
        kwonlyargcount,
        nlocals,
        stacksize,
        flags,
        code,
        consts_w,
        names,
        varnames,
        filename,
        name,
        qualname,
        firstlineno,
        positions,
        exceptiontable,
        freevars,
        cellvars,
        kwnames,
    ):
        self.argcount = argcount
        self.posonlyargcount = posonlyargcount
        self.kwonlyargcount = kwonlyargcount
        self.nlocals = nlocals
        self.stacksize = stacksize
        self.flags = flags
        self.code = code
        self.consts_w = consts_w
        self.names = names
        self.varnames = varnames
        self.filename = filename
        self.name = name
        self.qualname = qualname
        self.firstlineno = firstlineno
        self.positions = positions
        self.exceptiontable = exceptiontable
        self.freevars = freevars
        self.cellvars = cellvars
        self.kwnames = kwnames
        self.ncells = len(cellvars) + len(freevars)
        self.nfreevars = len(freevars)
        self.stack_base = nlocals + self.ncells
        self.framesize = self.stack_base + stacksize + 1
        self.has_varargs = (flags & opcode.CO_VARARGS) != 0
        self.has_varkeywords = (flags & opcode.CO_VARKEYWORDS) != 0
        # can a call with only positional arguments copy them straight into the locals?
        self.simple_args = not self.has_varargs and not self.has_varkeywords and kwonlyargcount == 0
        # the number of values that a call without keywords can put into the locals as they are
        self.fast_argcount = argcount if self.simple_args else -1
        self.is_generator = (
            flags & (opcode.CO_GENERATOR | opcode.CO_COROUTINE | opcode.CO_ASYNC_GENERATOR)
        ) != 0
        self.caches = [None] * len(code)  # inline caches, by instruction
        self.global_caches = [None] * len(names)  # of LOAD_GLOBAL, by name
        self.lines = None  # make_lines(), when they were needed
        self.given = None  # what a program gave instead of instructions that can run

    def lineno_of(self, index):
        """The line of instruction number `index`."""
        return positions.line_of(self.positions, self.firstlineno, index)

    def make_lines(self):
        """The line of each instruction, 0 for none."""
        return positions.all_lines(self.positions, self.firstlineno, len(self.code))

    # ---- Python-level attributes -------------------------------------------------------------

    def fget_argcount(self):
        return space.newint(self.argcount)

    def fget_posonlyargcount(self):
        return space.newint(self.posonlyargcount)

    def fget_kwonlyargcount(self):
        return space.newint(self.kwonlyargcount)

    def fget_nlocals(self):
        return space.newint(len(self.varnames))

    def fget_stacksize(self):
        if self.given is not None:
            return space.newint(self.given.stacksize)
        return space.newint(self.stacksize)

    def fget_flags(self):
        return space.newint(self.flags)

    def fget_consts(self):
        return space.newtuple(self.consts_w[:])

    def fget_names(self):
        return names_tuple(self.names)

    def fget_varnames(self):
        return names_tuple(self.varnames)

    def fget_freevars(self):
        return names_tuple(self.freevars)

    def fget_cellvars(self):
        return names_tuple(self.cellvars)

    def descr_varname(self, w_index):
        """_varname_from_oparg(i): the name of a local"""
        index = space.int_w(w_index)
        if index < 0 or index >= len(self.varnames):
            raise error.operr(space.w_IndexError, "tuple index out of range")
        return space.newtext(self.varnames[index])

    def fget_filename(self):
        return space.newtext(self.filename)

    def fget_name(self):
        return space.newtext(self.name)

    def fget_qualname(self):
        return space.newtext(self.qualname)

    def fget_firstlineno(self):
        return space.newint(self.firstlineno)

    def descr_positions(self):
        """co_positions(): (line, end line, column, end column) of each instruction"""
        result_w = []
        for p in positions.all_positions(self.positions, self.firstlineno, len(self.code)):
            numbers_w = []
            for n in [p.lineno, p.end_lineno, p.col_offset, p.end_col_offset]:
                known = n >= 0 and len(self.positions) > 0
                numbers_w.append(space.newint(n) if known else space.w_None)
            result_w.append(space.newtuple(numbers_w))
        return space.iter(space.newlist(result_w))

    def descr_lines(self):
        """co_lines(): (start, end, line) of runs of instructions"""
        result_w = []
        lines = self.make_lines()
        n = len(lines)
        if len(self.positions) == 0:
            n = 0
        last = self.firstlineno
        start = 0
        i = 0
        while i < n:
            if lines[i] > 0:
                last = lines[i]
            i += 1
            if i == n or (lines[i] > 0 and lines[i] != last):
                result_w.append(
                    space.newtuple(
                        [space.newint(start * 2), space.newint(i * 2), space.newint(last)]
                    )
                )
                start = i
        return space.iter(space.newlist(result_w))

    def fget_code(self):
        """co_code: two bytes for an instruction"""
        if self.given is not None:
            return space.newbytes(self.given.code)
        text = self.code_text()
        known.codes.set(text, self)
        return space.newbytes(text)

    def code_text(self):
        """The instructions as bytes."""
        builder = StringBuilder(2 * len(self.code))
        for word in self.code:
            builder.append(chr(word & 255))
            builder.append(chr((word >> 8) & 255))
        return builder.build()

    def fget_linetable(self):
        """co_linetable: the table of positions, in a form of our own"""
        return space.newbytes(self.positions)

    def fget_exceptiontable(self):
        """co_exceptiontable"""
        return space.newbytes(self.exceptiontable_text())

    def exceptiontable_text(self):
        """The table as CPython writes it: start, length, target, depth in digits of 6 bits"""
        if self.given is not None:
            return self.given.exceptiontable
        chars = []
        table = self.exceptiontable
        i = 0
        while i + 3 < len(table):
            append_varint(chars, table[i], 128)
            append_varint(chars, table[i + 1] - table[i], 0)
            append_varint(chars, table[i + 2], 0)
            append_varint(chars, table[i + 3] << 1, 0)
            i += 4
        return "".join(chars)

    def descr_eq(self, w_other):
        if not isinstance(w_other, PyCode):
            return space.w_NotImplemented
        return space.newbool(self.same_code(w_other))

    def same_code(self, other):
        """Are the code objects alike?"""
        if self is other:
            return True
        if (
            self.name != other.name
            or self.argcount != other.argcount
            or self.posonlyargcount != other.posonlyargcount
            or self.kwonlyargcount != other.kwonlyargcount
            or self.flags != other.flags
            or self.firstlineno != other.firstlineno
            or self.positions != other.positions
            or len(self.code) != len(other.code)
            or len(self.consts_w) != len(other.consts_w)
            or self.exceptiontable_text() != other.exceptiontable_text()
            or (self.given is not None) != (other.given is not None)
        ):
            return False
        if self.given is not None and self.given.code != other.given.code:
            return False
        for i in range(len(self.code)):
            if self.code[i] != other.code[i]:
                return False
        if not (
            self.names == other.names
            and self.varnames == other.varnames
            and self.freevars == other.freevars
            and self.cellvars == other.cellvars
        ):
            return False
        for i in range(len(self.consts_w)):
            w_a = self.consts_w[i]
            w_b = other.consts_w[i]
            if space.type(w_a) is not space.type(w_b) or not space.eq_w(w_a, w_b):
                return False
        return True

    def descr_hash(self):
        return space.newint(
            compute_hash(self.name) ^ self.argcount ^ (self.flags << 8) ^ len(self.code)
        )

    def parts(self):
        """What a program may change."""
        p = Parts()
        p.argcount = self.argcount
        p.posonlyargcount = self.posonlyargcount
        p.kwonlyargcount = self.kwonlyargcount
        p.nlocals = len(self.varnames)
        p.stacksize = self.stacksize
        p.flags = self.flags
        p.code = ""
        p.consts_w = self.consts_w
        p.names = self.names
        p.varnames = self.varnames
        p.filename = self.filename
        p.name = self.name
        p.qualname = self.qualname
        p.firstlineno = self.firstlineno
        p.linetable = self.positions
        p.exceptiontable = self.exceptiontable_text()
        p.freevars = self.freevars
        p.cellvars = self.cellvars
        if self.given is not None:
            p.code = self.given.code
            p.stacksize = self.given.stacksize
        return p

    def descr_replace(self, args):
        """replace(**changes): a copy with other attributes"""
        if len(args.args_w) > 0:
            raise error.operr(space.w_TypeError, "replace() takes no positional arguments")
        p = self.parts()
        original = self
        if self.given is not None:
            original = None
        i = 0
        while i < args.keyword_count():
            key = args.kwnames[i]
            w_value = args.kwargs_w[i]
            i += 1
            if key == "co_argcount":
                p.argcount = space.int_w(w_value)
            elif key == "co_posonlyargcount":
                p.posonlyargcount = space.int_w(w_value)
            elif key == "co_kwonlyargcount":
                p.kwonlyargcount = space.int_w(w_value)
            elif key == "co_flags":
                p.flags = space.int_w(w_value)
            elif key == "co_firstlineno":
                p.firstlineno = space.int_w(w_value)
            elif key == "co_filename":
                p.filename = space.text_w(w_value)
            elif key == "co_name":
                p.name = space.text_w(w_value)
            elif key == "co_qualname":
                p.qualname = space.text_w(w_value)
            elif key == "co_consts":
                p.consts_w = tuple_items(w_value, key)
            elif key == "co_names":
                p.names = names_of(w_value, key)
            elif key == "co_varnames":
                p.varnames = names_of(w_value, key)
            elif key == "co_freevars":
                p.freevars = names_of(w_value, key)
            elif key == "co_cellvars":
                p.cellvars = names_of(w_value, key)
            elif key == "co_nlocals":
                p.nlocals = space.int_w(w_value)
            elif key == "co_linetable":
                p.linetable = space.bytes_w(w_value)
            elif key == "co_stacksize":
                p.stacksize = space.int_w(w_value)
            elif key == "co_code":
                p.code = space.bytes_w(w_value)
                original = self
                if self.given is not None or p.code != self.code_text():
                    original = known.codes.get(p.code)
            elif key == "co_exceptiontable":
                p.exceptiontable = space.bytes_w(w_value)
            else:
                raise error.operr(
                    space.w_TypeError,
                    "'%s' is an invalid keyword argument for replace()" % key,
                )
        if original is not None and len(p.code) == 0:
            p.code = original.code_text()
        return p.build(original)

    def descr_repr(self):
        return space.newtext(
            '<code object %s, file "%s", line %d>' % (self.name, self.filename, self.firstlineno)
        )


class Given(object):
    """What a program gave a code object that cannot run."""

    def __init__(self, code, exceptiontable, stacksize):
        self.code = code
        self.exceptiontable = exceptiontable
        self.stacksize = stacksize


class Known(object):
    """The code objects whose instructions programs have seen, by their bytes."""

    def __init__(self):
        self.codes = RWeakValueDictionary(str, PyCode)


known = Known()


class Parts(object):
    """What a code object is made of, in the hands of a program.

    There is no telling whether instructions that a program has made up are safe to run. So a code object
    runs if its instructions are those of another one that the compiler has made, and the rest fits them;
    otherwise it can be looked at, and raises an exception when it is to run.
    """

    def build(self, original):
        """The code object; `original` has its instructions, or is None."""
        if self.nlocals != len(self.varnames):
            raise error.operr(space.w_ValueError, "code: co_nlocals != len(co_varnames)")
        if (
            self.argcount < 0
            or self.posonlyargcount < 0
            or self.kwonlyargcount < 0
            or self.stacksize < 0
            or self.flags < 0
            or self.posonlyargcount > self.argcount
        ):
            raise error.operr(space.w_ValueError, "code: bad argument count, stack size or flags")
        arguments = self.argcount + self.kwonlyargcount
        if self.flags & opcode.CO_VARARGS:
            arguments += 1
        if self.flags & opcode.CO_VARKEYWORDS:
            arguments += 1
        if arguments > self.nlocals:
            raise error.operr(space.w_ValueError, "code: co_varnames is too small")
        if not positions.well_formed(self.linetable):
            self.linetable = ""
        nlocals = self.nlocals
        stacksize = self.stacksize
        instructions = INVALID
        exceptiontable = NO_HANDLERS
        kwnames = NO_KWNAMES
        if original is not None and self.fits(original, arguments):
            nlocals = original.nlocals
            stacksize = original.stacksize
            instructions = original.code
            exceptiontable = original.exceptiontable
            kwnames = original.kwnames
        code = PyCode(
            self.argcount,
            self.posonlyargcount,
            self.kwonlyargcount,
            nlocals,
            max(stacksize, 1),
            self.flags,
            instructions,
            self.consts_w,
            self.names,
            self.varnames,
            self.filename,
            self.name,
            self.qualname,
            self.firstlineno,
            self.linetable,
            exceptiontable,
            self.freevars,
            self.cellvars,
            kwnames,
        )
        if instructions is INVALID or self.stacksize != stacksize:
            code.given = Given(self.code, self.exceptiontable, self.stacksize)
        return code

    def fits(self, original, arguments):
        """Can the instructions of a code object run with the rest as it is here?"""
        return (
            original.given is None
            and self.code == original.code_text()
            and self.exceptiontable == original.exceptiontable_text()
            and self.stacksize >= original.stacksize
            and self.nlocals >= original.nlocals
            and arguments <= original.nlocals
            and len(self.consts_w) >= len(original.consts_w)
            and len(self.names) >= len(original.names)
            and len(self.freevars) == len(original.freevars)
            and len(self.cellvars) == len(original.cellvars)
            and (self.flags ^ original.flags) & KIND_FLAGS == 0
        )


KIND_FLAGS = (
    opcode.CO_OPTIMIZED
    | opcode.CO_NEWLOCALS
    | opcode.CO_GENERATOR
    | opcode.CO_COROUTINE
    | opcode.CO_ASYNC_GENERATOR
)
INVALID = [opcode.INVALID]
NO_HANDLERS = []
NO_KWNAMES = []


def code_new(scope_w):
    """code(argcount, posonlyargcount, ..., freevars=(), cellvars=())"""
    p = Parts()
    p.argcount = space.int_w(scope_w[1])
    p.posonlyargcount = space.int_w(scope_w[2])
    p.kwonlyargcount = space.int_w(scope_w[3])
    p.nlocals = space.int_w(scope_w[4])
    p.stacksize = space.int_w(scope_w[5])
    p.flags = space.int_w(scope_w[6])
    p.code = space.bytes_w(scope_w[7])
    p.consts_w = tuple_items(scope_w[8], "consts")
    p.names = names_of(scope_w[9], "names")
    p.varnames = names_of(scope_w[10], "varnames")
    p.filename = space.text_w(scope_w[11])
    p.name = space.text_w(scope_w[12])
    p.qualname = space.text_w(scope_w[13])
    p.firstlineno = space.int_w(scope_w[14])
    p.linetable = space.bytes_w(scope_w[15])
    p.exceptiontable = space.bytes_w(scope_w[16])
    p.freevars = []
    if scope_w[17] is not None:
        p.freevars = names_of(scope_w[17], "freevars")
    p.cellvars = []
    if scope_w[18] is not None:
        p.cellvars = names_of(scope_w[18], "cellvars")
    return p.build(known.codes.get(p.code))


def tuple_items(w_tuple, what):
    """The items of a tuple."""
    if not space.isinstance_w(w_tuple, space.w_tuple):
        raise error.operr(
            space.w_TypeError, "code: %s must be tuple, not %s" % (what, space.typename(w_tuple))
        )
    return space.unpackiterable(w_tuple)[:]


def names_of(w_names, what):
    """The names in a tuple."""
    names = []
    for w_name in tuple_items(w_names, what):
        if not space.isinstance_w(w_name, space.w_str):
            raise error.operr(
                space.w_TypeError,
                "name tuples must contain only strings, not '%s'" % space.typename(w_name),
            )
        names.append(space.text_w(w_name))
    return names[:]


def append_varint(chars, value, flag):
    """Digits of 6 bits, the highest first; 64 marks all but the last, `flag` the first."""
    shift = 0
    while value >> (shift + 6) > 0:
        shift += 6
    while shift > 0:
        chars.append(chr(((value >> shift) & 63) | 64 | flag))
        flag = 0
        shift -= 6
    chars.append(chr((value & 63) | flag))


def names_tuple(names):
    """A Python tuple of str."""
    items_w = []
    for name in names:
        items_w.append(space.newtext(name))
    return space.newtuple(items_w)


from interpreters.python.interpreter import error  # noqa: E402
from interpreters.python.objspace import operation as space  # noqa: E402

PyCode.typedef = TypeDef(
    "code",
    PyCode,
    new(
        "cls, argcount, posonlyargcount, kwonlyargcount, nlocals, stacksize, flags, codestring, constants, "
        "names, varnames, filename, name, qualname, firstlineno, linetable, exceptiontable, "
        "freevars=None, cellvars=None, /",
        code_new,
    ),
    getset("co_argcount", PyCode.fget_argcount),
    getset("co_posonlyargcount", PyCode.fget_posonlyargcount),
    getset("co_kwonlyargcount", PyCode.fget_kwonlyargcount),
    getset("co_nlocals", PyCode.fget_nlocals),
    getset("co_stacksize", PyCode.fget_stacksize),
    getset("co_flags", PyCode.fget_flags),
    getset("co_consts", PyCode.fget_consts),
    getset("co_names", PyCode.fget_names),
    getset("co_varnames", PyCode.fget_varnames),
    getset("co_freevars", PyCode.fget_freevars),
    getset("co_cellvars", PyCode.fget_cellvars),
    getset("co_filename", PyCode.fget_filename),
    getset("co_name", PyCode.fget_name),
    getset("co_qualname", PyCode.fget_qualname),
    getset("co_firstlineno", PyCode.fget_firstlineno),
    getset("co_code", PyCode.fget_code),
    getset("_co_code_adaptive", PyCode.fget_code),
    method("_varname_from_oparg", PyCode.descr_varname, "self, oparg, /"),
    getset("co_linetable", PyCode.fget_linetable),
    getset("co_exceptiontable", PyCode.fget_exceptiontable),
    method("__eq__", PyCode.descr_eq, "self, value, /"),
    method("__hash__", PyCode.descr_hash, "self"),
    method("replace", PyCode.descr_replace, "self, ..."),
    method("co_positions", PyCode.descr_positions, "self"),
    method("co_lines", PyCode.descr_lines, "self"),
    method("__repr__", PyCode.descr_repr, "self"),
    acceptable_as_base=False,
)
