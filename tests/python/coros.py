# args: 400
"""async/await on a hand-written event loop: futures, queues, timers, locks, async generators and contexts."""
import sys


class Future:
    def __init__(self):
        self.done = False
        self.value = None
        self.waiters = []

    def set(self, value):
        self.done = True
        self.value = value
        for t in self.waiters:
            LOOP.ready.append((t, value))
        self.waiters = []

    def __await__(self):
        if not self.done:
            yield self
        return self.value


class Task(Future):
    def __init__(self, coro):
        super().__init__()
        self.coro = coro
        LOOP.ready.append((self, None))

    def step(self, value):
        try:
            fut = self.coro.send(value)
        except StopIteration as e:
            self.set(e.value)
            return
        if fut is None:
            LOOP.ready.append((self, None))
        else:
            fut.waiters.append(self)


class Nap:
    def __await__(self):
        yield None


class Loop:
    def __init__(self):
        self.ready = []
        self.timers = []
        self.now = 0
        self.steps = 0

    def sleep(self, ticks):
        f = Future()
        at = self.now + ticks
        i = len(self.timers)
        self.timers.append((at, f))
        while i and self.timers[i - 1][0] < at:
            self.timers[i] = self.timers[i - 1]
            i -= 1
        self.timers[i] = at, f
        return f

    def run(self, coro):
        main = Task(coro)
        while not main.done:
            if not self.ready:
                at, f = self.timers.pop()
                self.now = at
                f.set(None)
            batch, self.ready = self.ready, []
            for t, v in batch:
                self.steps += 1
                t.step(v)
        return main.value


class Queue:
    def __init__(self):
        self.items, self.getters = [], []

    def put(self, x):
        if self.getters:
            self.getters.pop(0).set(x)
        else:
            self.items.append(x)

    async def get(self):
        if self.items:
            return self.items.pop(0)
        f = Future()
        self.getters.append(f)
        return await f


class Lock:
    def __init__(self):
        self.held, self.line = False, []

    async def __aenter__(self):
        while self.held:
            f = Future()
            self.line.append(f)
            await f
        self.held = True

    async def __aexit__(self, *exc):
        self.held = False
        if self.line:
            self.line.pop(0).set(None)


async def numbers(n):
    for i in range(n):
        if i % 3 == 0:
            await Nap()
        yield i


async def producer(q, n):
    async for i in numbers(n):
        q.put(i)
    q.put(None)


async def consumer(q, out, nxt=None):
    total = 0
    while True:
        x = await q.get()
        if x is None:
            out.append(total)
            if nxt is not None:
                nxt.put(None)
            return total
        total += x
        if nxt is not None:
            nxt.put(x ^ 1)


async def fib(n):
    if n < 2:
        return n
    return await fib(n - 1) + await fib(n - 2)


async def locker(lock, box, n):
    for _ in range(n):
        async with lock:
            v = box[0]
            await Nap()
            box[0] = v + 1


async def sleeper(k, n):
    for i in range(n):
        await LOOP.sleep(1 + (k * 7 + i) % 13)
    return LOOP.now


async def work(n):
    out = []
    qs = [Queue() for _ in range(4)]
    tasks = [Task(producer(qs[0], n * 8))]
    for i in range(3):
        tasks.append(Task(consumer(qs[i], out, qs[i + 1])))
    tasks.append(Task(consumer(qs[3], out)))
    lock, box = Lock(), [0]
    tasks += [Task(locker(lock, box, n // 4)) for _ in range(6)]
    tasks += [Task(sleeper(k, n // 8)) for k in range(20)]
    f = sum([await fib(13) for _ in range(n // 60)])
    done = [await t for t in tasks]
    squares = [x * x async for x in numbers(n) if x & 1]
    return out, box, f, sum(d for d in done if d), sum(squares), LOOP.steps


def main(n):
    global LOOP
    LOOP = Loop()
    print('coros', LOOP.run(work(n)))


main(int(sys.argv[1]) if len(sys.argv) > 1 else 12000)
