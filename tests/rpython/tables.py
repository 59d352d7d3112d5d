"""Prebuilt data: function tables, constant objects, method tables, class tables."""

# run: 3


class State(object):
    def __init__(self):
        self.stack = []
        self.log = []

    def push(self, x):
        self.stack.append(x)

    def pop(self):
        return self.stack.pop()


def op_add(state):
    state.push(state.pop() + state.pop())


def op_mul(state):
    state.push(state.pop() * state.pop())


def op_dup(state):
    x = state.pop()
    state.push(x)
    state.push(x)


def op_print(state):
    state.log.append(str(state.stack[-1]))


OPCODES = [op_add, op_mul, op_dup, op_print]
NAMES = ["add", "mul", "dup", "print"]
TABLE = {}
for _i in range(len(OPCODES)):
    TABLE[NAMES[_i]] = OPCODES[_i]
SQUARES = [_i * _i for _i in range(20)]
PRIMES = tuple([p for p in range(2, 60) if all([p % q for q in range(2, p)])])


class Animal(object):
    def speak(self):
        return "..."


class Dog(Animal):
    def speak(self):
        return "woof"


class Cat(Animal):
    def speak(self):
        return "meow"


KINDS = [Dog, Cat, Animal]
ZOO = {"rex": Dog(), "tom": Cat()}
shared = State()


class Config(object):
    def __init__(self):
        self.limits = {"low": 1, "high": 10}
        self.names = ["a", "b"]
        self.parent = None


config = Config()
child = Config()
child.parent = config


def is_prime(n):
    for p in PRIMES_LIST:
        if p == n:
            return True
    return False


PRIMES_LIST = list(PRIMES)


def entry_point(argv):
    n = int(argv[1])
    shared.push(n)
    for name in ["dup", "mul", "print", "dup", "add", "print"]:
        TABLE[name](shared)
    print(" ".join(shared.log))
    shared.push(5)
    for code in [2, 0, 3]:
        OPCODES[code](shared)
    print(shared.log[-1], SQUARES[n], len(SQUARES), is_prime(53), is_prime(54))
    for cls in KINDS:
        print(cls().speak())
    for name in ["rex", "tom"]:
        print(name, ZOO[name].speak())
    child.parent.limits["high"] += n
    child.names.append("c")
    print(config.limits["high"], config.limits["low"], len(config.names), len(child.names))
    print(child.parent is config, config.parent is None)
    try:
        TABLE[argv[1]](shared)
    except KeyError:
        print("unknown operation")
    return len(shared.stack)


def target(driver, args):
    return entry_point, None
