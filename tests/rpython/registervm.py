"""A register machine with encoded instructions and a disassembler."""

from rpython.rlib.rarithmetic import intmask, r_uint

# run: 100
# run: 1000
# stress: 50

HALT, MOVE, LOADK, ADD, SUB, MUL, DIV, LT, JMP, JMPF, XOR, SHR = range(12)
MNEMONICS = ["halt", "move", "loadk", "add", "sub", "mul", "div", "lt", "jmp", "jmpf", "xor", "shr"]


def encode(op, a, b, c):
    return op << 24 | a << 16 | b << 8 | c


class Machine(object):
    _immutable_fields_ = ["code[*]", "constants[*]"]

    def __init__(self, code, constants):
        self.code = code
        self.constants = constants
        self.registers = [0] * 16
        self.count = 0

    def run(self):
        pc = 0
        regs = self.registers
        while True:
            word = self.code[pc]
            pc += 1
            self.count += 1
            op = word >> 24
            a = (word >> 16) & 0xFF
            b = (word >> 8) & 0xFF
            c = word & 0xFF
            if op == HALT:
                return regs[a]
            elif op == MOVE:
                regs[a] = regs[b]
            elif op == LOADK:
                regs[a] = self.constants[b]
            elif op == ADD:
                regs[a] = regs[b] + regs[c]
            elif op == SUB:
                regs[a] = regs[b] - regs[c]
            elif op == MUL:
                regs[a] = intmask(regs[b] * regs[c])
            elif op == DIV:
                try:
                    regs[a] = regs[b] // regs[c]
                except ZeroDivisionError:
                    regs[a] = -1
            elif op == LT:
                regs[a] = 1 if regs[b] < regs[c] else 0
            elif op == JMP:
                pc = b << 8 | c
            elif op == JMPF:
                if regs[a] == 0:
                    pc = b << 8 | c
            elif op == XOR:
                regs[a] = regs[b] ^ regs[c]
            elif op == SHR:
                regs[a] = intmask(r_uint(regs[b]) >> r_uint(c))
            else:
                raise ValueError

    def disassemble(self):
        for i in range(len(self.code)):
            word = self.code[i]
            name = MNEMONICS[word >> 24]
            print("%3d %-6s r%d %d %d" % (i, name, word >> 16 & 255, word >> 8 & 255, word & 255))


def program(n):
    code = [
        encode(LOADK, 0, 0, 0),
        encode(LOADK, 1, 1, 0),
        encode(LOADK, 2, 0, 0),
        encode(LOADK, 5, 2, 0),
        encode(LT, 3, 2, 1),
        encode(JMPF, 3, 0, 12),
        encode(MUL, 4, 2, 2),
        encode(XOR, 0, 0, 4),
        encode(ADD, 2, 2, 5),
        encode(DIV, 6, 4, 2),
        encode(SUB, 0, 0, 6),
        encode(JMP, 0, 0, 4),
        encode(SHR, 7, 0, 60),
        encode(DIV, 8, 0, 9),
        encode(ADD, 0, 0, 8),
        encode(MOVE, 10, 0, 0),
        encode(HALT, 10, 0, 0),
    ]
    return Machine(code, [0, n, 1])


def entry_point(argv):
    machine = program(int(argv[1]))
    machine.disassemble()
    print(machine.run(), machine.count)
    print(" ".join([str(r) for r in machine.registers]))
    return machine.count & 127


def target(driver, args):
    return entry_point, None
