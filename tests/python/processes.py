# signals, processes, threads
import os
import queue
import select
import signal
import subprocess
import sys
import threading
import time

print(os.getuid() == os.geteuid(), os.getpgrp() > 0)


def h(s, f):
    print("sig", s)


signal.signal(signal.SIGUSR1, h)
os.kill(os.getpid(), signal.SIGUSR1)
signal.signal(signal.SIGALRM, lambda s, f: print("alarm"))
signal.setitimer(signal.ITIMER_REAL, 0.05)
t = time.time()
time.sleep(0.2)
print(time.time() - t > 0.19)
r, w = os.pipe()
os.write(w, b"x")
print(select.select([r], [w], [], 0) == ([r], [w], []))
p = select.poll()
p.register(r, 1)
print(p.poll(0) == [(r, 1)])
pid = os.fork()
if pid == 0:
    os._exit(3)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
print(subprocess.run(["echo", "hi"], capture_output=True))
print(subprocess.run("exit 5", shell=True).returncode)
print(
    subprocess.check_output(
        [sys.executable, "-c", "import sys; print(sys.stdin.read().upper())"], input=b"abc"
    )
)
try:
    subprocess.run(["/nonexist"])
except FileNotFoundError as e:
    print(e)
try:
    subprocess.run(["ls"], cwd="/nonexist")
except FileNotFoundError as e:
    print(e)
l = []


def f(n):
    for i in range(3):
        l.append((n, i))
        time.sleep(0.01)


ts = [threading.Thread(target=f, args=(i,)) for i in range(4)]
[t.start() for t in ts]
[t.join() for t in ts]
print(len(l), threading.active_count())


def g():
    global c
    for i in range(100000):
        c += 1


c = 0
ts = [threading.Thread(target=g) for i in range(3)]
[t.start() for t in ts]
[t.join() for t in ts]
print(c > 100000)
x = threading.local()
x.a = 1


def k():
    print(hasattr(x, "a"))
    x.a = 2


t = threading.Thread(target=k)
t.start()
t.join()
print(x.a)
q = queue.Queue()


def prod():
    for i in range(5):
        q.put(i)
    q.put(None)


threading.Thread(target=prod).start()
while (v := q.get()) is not None:
    print(v, end=" ")
print()
