"""A Brainfuck interpreter: the smallest complete example of a virtual machine in RPython.

The source is valid for Python 2.7 and 3, so the original toolchain translates it as well.
"""

import os

from rpython.rlib.jit import JitDriver
from rpython.rlib.objectmodel import we_are_translated

# ---- the program and the tape


class ProgramError(Exception):
    """The program is wrong: where the built-in exceptions lose their messages, ours keeps it."""

    def __init__(self, message):
        self.message = message


class Program(object):
    """The commands of a program and, for each bracket, where its partner is."""

    # Never written after __init__: once a Program is a constant of a trace, so is all it holds.
    _immutable_fields_ = ["code", "jumps[*]"]

    def __init__(self, source):
        code = "".join([c for c in source if c in "+-<>.,[]"])
        jumps = [0] * len(code)
        opened = []
        for pc in range(len(code)):
            if code[pc] == "[":
                opened.append(pc)
            elif code[pc] == "]":
                if len(opened) == 0:
                    raise ProgramError("] without [")
                start = opened.pop()
                jumps[start] = pc
                jumps[pc] = start
        if len(opened) > 0:
            raise ProgramError("[ without ]")
        self.code = code
        self.jumps = jumps


class Tape(object):
    """Cells of a byte each, as many to the right as are asked for, and a head on one of them."""

    def __init__(self):
        self.cells = [0]
        self.position = 0

    def get(self):
        return self.cells[self.position]

    def set(self, value):
        self.cells[self.position] = value & 255

    def move(self, by):
        self.position += by
        if self.position < 0:
            raise ProgramError("left of the first cell")
        if self.position == len(self.cells):
            self.cells.append(0)


# ---- the loop, and what the JIT is told of it


def get_printable_location(pc, program):
    """What the logs of the JIT call a place: it is given the greens."""
    return "%d: %s" % (pc, program.code[pc])


# Greens say where we are in the interpreted program. The JIT compiles one loop for each of their
# values, and inside it they are constants: no fetch and no dispatch is left of `program.code[pc]`.
# Reds are everything else that lives across the merge point: the values the compiled loop works on.
jitdriver = JitDriver(
    greens=["pc", "program"],
    reds=["tape"],
    get_printable_location=get_printable_location,
)


def run(program, tape):
    """Runs a program to its end."""
    pc = 0
    while pc < len(program.code):
        # The head of the interpreter's loop. While the JIT records, one round of this loop is one
        # command; it unrolls them until it is back at greens it has seen: a loop of the program.
        jitdriver.jit_merge_point(pc=pc, program=program, tape=tape)
        command = program.code[pc]
        if command == "+":
            tape.set(tape.get() + 1)
        elif command == "-":
            tape.set(tape.get() - 1)
        elif command == ">":
            tape.move(1)
        elif command == "<":
            tape.move(-1)
        elif command == ".":
            write(1, chr(tape.get()))
        elif command == ",":
            data = read(0, 1)
            tape.set(ord(data[0]) if len(data) > 0 else 0)
        elif command == "[" and tape.get() == 0:
            pc = program.jumps[pc]
        elif command == "]" and tape.get() != 0:
            pc = program.jumps[pc]
            # A jump backwards: the only place where a loop can close, so the only place where the
            # JIT counts how often it comes by, and enters compiled code. Nothing may stand between
            # here and the merge point; the "[" is tested once more, and the trace folds that away.
            jitdriver.can_enter_jit(pc=pc, program=program, tape=tape)
            continue
        pc += 1


# ---- the operating system: a host Python 3 has bytes where RPython has strings


def read(fd, count):
    """At most count bytes; empty at the end of the file."""
    data = os.read(fd, count)
    if we_are_translated():
        return data
    return data.decode("latin-1")


def write(fd, text):
    """All of the text."""
    if we_are_translated():
        os.write(fd, text)
    else:
        os.write(fd, text.encode("latin-1"))


def read_file(path):
    """The contents of a file."""
    fd = os.open(path, os.O_RDONLY, 0o666)
    parts = []
    while True:
        part = read(fd, 65536)
        if len(part) == 0:
            break
        parts.append(part)
    os.close(fd)
    return "".join(parts)


def entry_point(argv):
    """Runs the file that the command line names."""
    if len(argv) != 2:
        write(2, "usage: %s PROGRAM.b\n" % argv[0])
        return 2
    try:
        source = read_file(argv[1])
    except OSError:
        write(2, "cannot read %s\n" % argv[1])
        return 1
    try:
        run(Program(source), Tape())
    except ProgramError as e:
        write(2, "error: %s\n" % e.message)
        return 1
    return 0
