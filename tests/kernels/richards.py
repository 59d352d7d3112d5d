"""A simulated operating system's scheduler: objects, virtual methods, linked queues."""

IDLE = 0
WORKER = 1
HANDLER_A = 2
HANDLER_B = 3
DEVICE_A = 4
DEVICE_B = 5

KIND_DEVICE = 0
KIND_WORK = 1

HELD = 4
SUSPENDED = 2
RUNNABLE = 1


class Packet(object):
    def __init__(self, link, ident, kind):
        self.link = link
        self.ident = ident
        self.kind = kind
        self.datum = 0
        self.data = [0] * 4

    def append_to(self, queue):
        self.link = None
        if queue is None:
            return self
        at = queue
        while at.link is not None:
            at = at.link
        at.link = self
        return queue


class Task(object):
    def __init__(self, scheduler, ident, priority, queue, state):
        self.scheduler = scheduler
        self.ident = ident
        self.priority = priority
        self.queue = queue
        self.state = state
        self.link = scheduler.tasks
        scheduler.tasks = self
        scheduler.table[ident] = self

    def step(self, packet):
        raise NotImplementedError

    def held_or_suspended(self):
        return self.state & HELD != 0 or self.state == SUSPENDED

    def run(self):
        packet = None
        if self.state == SUSPENDED | RUNNABLE:
            packet = self.queue
            self.queue = packet.link
            if self.queue is None:
                self.state = 0
            else:
                self.state = RUNNABLE
        return self.step(packet)

    def accept(self, packet, current):
        if self.queue is None:
            self.queue = packet
            self.state |= RUNNABLE
            if self.priority > current.priority:
                return self
        else:
            self.queue = packet.append_to(self.queue)
        return current


class Idle(Task):
    def __init__(self, scheduler, count):
        Task.__init__(self, scheduler, IDLE, 0, None, 0)
        self.seed = 1
        self.count = count

    def step(self, packet):
        self.count -= 1
        if self.count == 0:
            return self.scheduler.hold_current()
        if self.seed & 1 == 0:
            self.seed >>= 1
            return self.scheduler.release(DEVICE_A)
        self.seed = (self.seed >> 1) ^ 0xD008
        return self.scheduler.release(DEVICE_B)


class Worker(Task):
    def __init__(self, scheduler, queue):
        Task.__init__(self, scheduler, WORKER, 1000, queue, SUSPENDED | RUNNABLE)
        self.destination = HANDLER_A
        self.letter = 0

    def step(self, packet):
        if packet is None:
            return self.scheduler.suspend_current()
        if self.destination == HANDLER_A:
            self.destination = HANDLER_B
        else:
            self.destination = HANDLER_A
        packet.ident = self.destination
        packet.datum = 0
        for i in range(4):
            self.letter += 1
            if self.letter > 26:
                self.letter = 1
            packet.data[i] = 64 + self.letter
        return self.scheduler.queue_packet(packet)


class Handler(Task):
    def __init__(self, scheduler, ident, priority, queue):
        Task.__init__(self, scheduler, ident, priority, queue, SUSPENDED | RUNNABLE)
        self.work = None
        self.device = None

    def step(self, packet):
        if packet is not None:
            if packet.kind == KIND_WORK:
                self.work = packet.append_to(self.work)
            else:
                self.device = packet.append_to(self.device)
        work = self.work
        if work is not None:
            count = work.datum
            if count >= 4:
                self.work = work.link
                return self.scheduler.queue_packet(work)
            device = self.device
            if device is not None:
                self.device = device.link
                device.datum = work.data[count]
                work.datum = count + 1
                return self.scheduler.queue_packet(device)
        return self.scheduler.suspend_current()


class Device(Task):
    def __init__(self, scheduler, ident, priority):
        Task.__init__(self, scheduler, ident, priority, None, SUSPENDED)
        self.pending = None

    def step(self, packet):
        if packet is None:
            pending = self.pending
            if pending is None:
                return self.scheduler.suspend_current()
            self.pending = None
            return self.scheduler.queue_packet(pending)
        self.pending = packet
        return self.scheduler.hold_current()


class Scheduler(object):
    def __init__(self):
        self.tasks = None
        self.current = None
        self.table = [None] * 6
        self.queued = 0
        self.held = 0

    def hold_current(self):
        self.held += 1
        current = self.current
        current.state |= HELD
        return current.link

    def suspend_current(self):
        current = self.current
        current.state |= SUSPENDED
        return current

    def release(self, ident):
        task = self.table[ident]
        task.state &= ~HELD
        if task.priority > self.current.priority:
            return task
        return self.current

    def queue_packet(self, packet):
        task = self.table[packet.ident]
        self.queued += 1
        packet.link = None
        packet.ident = self.current.ident
        return task.accept(packet, self.current)

    def schedule(self):
        task = self.tasks
        while task is not None:
            self.current = task
            if task.held_or_suspended():
                task = task.link
            else:
                task = task.run()


def simulate(count):
    s = Scheduler()
    Idle(s, count)
    queue = Packet(None, WORKER, KIND_WORK)
    queue = Packet(queue, WORKER, KIND_WORK)
    Worker(s, queue)
    queue = Packet(None, DEVICE_A, KIND_DEVICE)
    queue = Packet(queue, DEVICE_A, KIND_DEVICE)
    queue = Packet(queue, DEVICE_A, KIND_DEVICE)
    Handler(s, HANDLER_A, 2000, queue)
    queue = Packet(None, DEVICE_B, KIND_DEVICE)
    queue = Packet(queue, DEVICE_B, KIND_DEVICE)
    queue = Packet(queue, DEVICE_B, KIND_DEVICE)
    Handler(s, HANDLER_B, 3000, queue)
    Device(s, DEVICE_A, 4000)
    Device(s, DEVICE_B, 5000)
    s.schedule()
    return s.queued * 100000 + s.held


def entry_point(argv):
    rounds = 400
    if len(argv) > 1:
        rounds = int(argv[1])
    total = 0
    for _ in range(rounds):
        total += simulate(10000)
    print("%d" % total)
    return 0


def target(driver, args):
    return entry_point, None
