"""unrolling_iterable: dispatch tables made of constants."""

from rpython.rlib.objectmodel import specialize
from rpython.rlib.unroll import unrolling_iterable

# run: 5 3


class Machine(object):
    def __init__(self):
        self.acc = 0
        self.trace = []

    def op_inc(self, arg):
        self.acc += arg

    def op_dec(self, arg):
        self.acc -= arg

    def op_mul(self, arg):
        self.acc *= arg

    def op_neg(self, arg):
        self.acc = -self.acc


METHODS = [name for name in sorted(Machine.__dict__) if name.startswith("op_")]
unrolled_methods = unrolling_iterable(list(enumerate(METHODS)))
unrolled_types = unrolling_iterable([("int", 1), ("float", 2.5), ("str", "three")])
unrolled_tests = unrolling_iterable(
    [
        ("zero", lambda n: n == 0),
        ("even", lambda n: n % 2 == 0),
        ("big", lambda n: n > 100),
    ]
)


def dispatch(machine, opcode, arg):
    for number, name in unrolled_methods:
        if opcode == number:
            machine.trace.append(name)
            getattr(machine, name)(arg)
            return
    raise ValueError


def describe(n):
    for name, test in unrolled_tests:
        if test(n):
            return name
    return "other"


def values(k):
    parts = []
    for name, value in unrolled_types:
        if k == 0:
            continue
        parts.append("%s=%s" % (name, value))
        k -= 1
    return " ".join(parts)


def make_accessors(cls, names):
    for name in names:
        exec(
            "def get_%s(self): return self.%s\ndef set_%s(self, value): self.%s = value"
            % (name, name, name, name),
            NAMESPACE,
        )
        setattr(cls, "get_" + name, NAMESPACE["get_" + name])
        setattr(cls, "set_" + name, NAMESPACE["set_" + name])


NAMESPACE = {}


class Record(object):
    def __init__(self):
        self.width = 1
        self.height = 2


make_accessors(Record, ["width", "height"])


@specialize.arg(1)
def field(record, name):
    return getattr(record, name)


def entry_point(argv):
    machine = Machine()
    for i in range(1, len(argv)):
        for opcode in [1, 2, 0, 3, 1]:
            dispatch(machine, opcode, int(argv[i]))
    print(machine.acc, " ".join(machine.trace))
    try:
        dispatch(machine, 99, 0)
    except ValueError:
        print("no such opcode")
    print(describe(0), describe(4), describe(101), describe(7))
    print(values(3), "|", values(1))
    record = Record()
    record.set_width(10)
    record.set_height(record.get_width() * 2)
    print(record.get_width(), record.get_height(), field(record, "width"))
    return machine.acc & 63


def target(driver, args):
    return entry_point, None
