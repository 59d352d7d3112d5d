"""A Brainfuck interpreter with precomputed jumps."""

from rpython.rlib import rposix

# run: "++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+.>++."
# run: ",[.,]"
# run: "+++[>+++++<-]>[>+++++++>++<<-]>."
# stdin: echo me\nplease\n


class Tape(object):
    def __init__(self):
        self.cells = [0]
        self.position = 0

    def get(self):
        return self.cells[self.position]

    def set(self, value):
        self.cells[self.position] = value & 255

    def advance(self):
        self.position += 1
        if self.position == len(self.cells):
            self.cells.append(0)

    def devance(self):
        if self.position == 0:
            raise IndexError
        self.position -= 1


class Program(object):
    def __init__(self, source):
        self.code = "".join([c for c in source if c in "+-<>.,[]"])
        self.jumps = {}
        stack = []
        for i in range(len(self.code)):
            c = self.code[i]
            if c == "[":
                stack.append(i)
            elif c == "]":
                start = stack.pop()
                self.jumps[start] = i
                self.jumps[i] = start


def run(program):
    tape = Tape()
    pc = 0
    steps = 0
    output = []
    while pc < len(program.code):
        c = program.code[pc]
        steps += 1
        if c == "+":
            tape.set(tape.get() + 1)
        elif c == "-":
            tape.set(tape.get() - 1)
        elif c == ">":
            tape.advance()
        elif c == "<":
            tape.devance()
        elif c == ".":
            output.append(chr(tape.get()))
        elif c == ",":
            data = rposix.read(0, 1)
            tape.set(ord(data[0]) if len(data) > 0 else 0)
        elif c == "[":
            if tape.get() == 0:
                pc = program.jumps[pc]
        elif c == "]":
            if tape.get() != 0:
                pc = program.jumps[pc]
        pc += 1
    print("".join(output))
    return steps


def entry_point(argv):
    program = Program(argv[1])
    print(len(program.code), len(program.jumps))
    steps = run(program)
    print(steps)
    return steps & 63


def target(driver, args):
    return entry_point, None
