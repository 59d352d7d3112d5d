"""A machine run by several threads at once: they take turns in calls out of compiled code and of traces, while other
threads trace, compile, collect, and look at the frames that wait.
"""

from rpython.rlib import rsyscall
from rpython.rlib.jit import JitDriver, dont_look_inside, hint

PUSH, ADD, LESS, LOAD, STORE, JUMP_IF, TURN, LOOK, CALL, RETURN = range(10)

driver = JitDriver(greens=["pc", "code"], reds=["frame"], virtualizables=["frame"])


class Int(object):
    _immutable_fields_ = ["value"]

    def __init__(self, value):
        self.value = value


class Code(object):
    _immutable_fields_ = ["ops[*]", "callee"]

    def __init__(self, ops):
        self.ops = ops
        self.callee = None


class Worker(object):
    def __init__(self, number, done):
        self.number = number
        self.done = done
        self.top = None
        self.result = 0


class State(object):
    def __init__(self):
        self.workers = []
        self.begun = 0
        self.rounds = 0


state = State()


class Frame(object):
    _virtualizable_ = ["depth", "stack[*]", "locals[*]"]

    def __init__(self, worker, back):
        self = hint(self, access_directly=True, fresh_virtualizable=True)
        self.stack = [None] * 4
        self.locals = [None] * 3
        self.depth = 0
        self.worker = worker
        self.back = back

    def push(self, value):
        depth = hint(self.depth, promote=True)
        assert depth >= 0
        self.stack[depth] = value
        self.depth = depth + 1

    def pop(self):
        depth = hint(self.depth, promote=True) - 1
        assert depth >= 0
        value = self.stack[depth]
        self.stack[depth] = None
        self.depth = depth
        return value


@dont_look_inside
def turn(n):
    """Others run now; the value lives in a new object meanwhile."""
    held = Int(n)
    rsyscall.gil_yield()
    return held.value


@dont_look_inside
def look(n):
    """What the frames of all threads hold must be in order: 0 if it is."""
    wrong = 0
    if n % 7 == 0:
        for worker in state.workers:
            frame = worker.top
            while frame is not None:
                for i in range(1, 3):
                    value = frame.locals[i]
                    if value is not None and value.value < 0:
                        wrong += 1
                if frame.depth < 0 or frame.depth > 4:
                    wrong += 1
                frame = frame.back
    return wrong


def call(code, argument, worker, back):
    frame = Frame(worker, back)
    frame.locals[0] = argument
    worker.top = frame
    result = run(code, frame)
    worker.top = back
    return result


def run(code, frame):
    pc = 0
    while True:
        driver.jit_merge_point(pc=pc, code=code, frame=frame)
        ops = code.ops
        op = ops[pc]
        arg = ops[pc + 1]
        pc += 2
        if op == PUSH:
            frame.push(Int(arg))
        elif op == ADD:
            b = frame.pop()
            a = frame.pop()
            frame.push(Int(a.value + b.value))
        elif op == LESS:
            b = frame.pop()
            a = frame.pop()
            frame.push(Int(int(a.value < b.value)))
        elif op == LOAD:
            frame.push(frame.locals[arg])
        elif op == STORE:
            frame.locals[arg] = frame.pop()
        elif op == JUMP_IF:
            if frame.pop().value != 0:
                pc = arg
                driver.can_enter_jit(pc=pc, code=code, frame=frame)
        elif op == TURN:
            frame.push(Int(turn(frame.pop().value)))
        elif op == LOOK:
            frame.push(Int(look(frame.pop().value)))
        elif op == CALL:
            argument = frame.pop()
            frame.push(call(code.callee, argument, frame.worker, frame))
        else:
            return frame.pop()


def program():
    leaf = Code([PUSH, 0, STORE, 1,
                 # 4: counts up to 5, and takes turns in between
                 LOAD, 1, PUSH, 1, ADD, 0, TURN, 0, STORE, 1,
                 LOAD, 1, PUSH, 5, LESS, 0, JUMP_IF, 4,
                 LOAD, 0, LOAD, 1, ADD, 0, RETURN, 0])  # fmt: skip
    main = Code([PUSH, 0, STORE, 1, PUSH, 0, STORE, 2,
                 # 8: local 1 counts, 2 sums
                 LOAD, 2, LOAD, 1, CALL, 0, ADD, 0, LOAD, 1, LOOK, 0, ADD, 0, STORE, 2,
                 LOAD, 1, TURN, 0, PUSH, 1, ADD, 0, STORE, 1,
                 LOAD, 1, LOAD, 0, LESS, 0, JUMP_IF, 8,
                 LOAD, 2, RETURN, 0])  # fmt: skip
    main.callee = leaf
    return main


CODE = program()


def work():
    worker = state.workers[state.begun]
    state.begun += 1
    rounds = state.rounds + worker.number
    worker.result = call(CODE, Int(rounds), worker, None).value
    rsyscall.semaphore_post(worker.done)


def entry_point(argv):
    if rsyscall.thread_is_new():
        work()
        return 0
    count = 4
    if len(argv) > 1:
        state.rounds = int(argv[1])
    if len(argv) > 2:
        count = int(argv[2])
    for i in range(count):
        state.workers.append(Worker(i, rsyscall.semaphore_new()))
    for i in range(count):
        if rsyscall.thread_start() < 0:
            return 1
    for worker in state.workers:
        rsyscall.semaphore_wait(worker.done, -1)
        rsyscall.semaphore_free(worker.done)
        print("%d: %d" % (worker.number, worker.result))
    return 0


def target(driver, args):
    return entry_point, None
