"""A bytecode interpreter with a stack, locals and calls."""

# run: 20
# run: 12
# stress: 8

PUSH, LOAD, STORE, ADD, SUB, MUL, LESS, JUMP, JUMP_FALSE, CALL, RETURN, PRINT = range(12)
NAMES = "push load store add sub mul less jump jump_false call return print".split()


class Code(object):
    _immutable_fields_ = ["name", "ops[*]", "args[*]", "nlocals"]

    def __init__(self, name, ops, args, nlocals):
        self.name = name
        self.ops = ops
        self.args = args
        self.nlocals = nlocals


class Value(object):
    pass


class IntValue(Value):
    def __init__(self, n):
        self.n = n


class Frame(object):
    def __init__(self, code):
        self.code = code
        self.stack = [None] * 16
        self.top = 0
        self.locals = [None] * code.nlocals

    def push(self, v):
        self.stack[self.top] = v
        self.top += 1

    def pop(self):
        top = self.top - 1
        assert top >= 0
        v = self.stack[top]
        self.stack[top] = None
        self.top = top
        return v

    def pop_int(self):
        v = self.pop()
        assert isinstance(v, IntValue)
        return v.n


class VM(object):
    def __init__(self, codes):
        self.codes = codes
        self.steps = 0
        self.output = []

    def run(self, code, argument):
        frame = Frame(code)
        frame.locals[0] = argument
        pc = 0
        while True:
            self.steps += 1
            op = code.ops[pc]
            arg = code.args[pc]
            pc += 1
            if op == PUSH:
                frame.push(IntValue(arg))
            elif op == LOAD:
                frame.push(frame.locals[arg])
            elif op == STORE:
                frame.locals[arg] = frame.pop()
            elif op == ADD:
                b = frame.pop_int()
                frame.push(IntValue(frame.pop_int() + b))
            elif op == SUB:
                b = frame.pop_int()
                frame.push(IntValue(frame.pop_int() - b))
            elif op == MUL:
                b = frame.pop_int()
                frame.push(IntValue(frame.pop_int() * b))
            elif op == LESS:
                b = frame.pop_int()
                frame.push(IntValue(int(frame.pop_int() < b)))
            elif op == JUMP:
                pc = arg
            elif op == JUMP_FALSE:
                if frame.pop_int() == 0:
                    pc = arg
            elif op == CALL:
                frame.push(self.run(self.codes[arg], frame.pop()))
            elif op == RETURN:
                return frame.pop()
            elif op == PRINT:
                self.output.append("%d" % frame.pop_int())
            else:
                raise ValueError


def assemble(name, source, nlocals):
    ops = []
    args = []
    for line in source.split("\n"):
        words = [w for w in line.strip().split(" ") if w]
        if words:
            ops.append(NAMES.index(words[0]))
            args.append(int(words[1]) if len(words) > 1 else 0)
    return Code(name, ops[:], args[:], nlocals)


FIB = """load 0\npush 2\nless\njump_false 6\nload 0\nreturn\nload 0\npush 1\nsub\ncall 0
load 0\npush 2\nsub\ncall 0\nadd\nreturn"""
LOOP = """push 1\nstore 1\npush 0\nload 0\nless\njump_false 15\nload 1\nload 0\nmul\nstore 1
load 0\npush 1\nsub\nstore 0\njump 2\nload 1\nprint\nload 1\nreturn"""


def entry_point(argv):
    n = int(argv[1])
    vm = VM([assemble("fib", FIB, 1), assemble("factorial", LOOP, 2)])
    for code in vm.codes:
        w = vm.run(code, IntValue(n))
        assert isinstance(w, IntValue)
        print(code.name, w.n, vm.steps, " ".join(vm.output))
    return vm.steps & 127


def target(driver, args):
    return entry_point, None
