# sys.settrace and sys.setprofile: events, jumps, changed locals
import sys

events = []


def tracer(frame, event, arg):
    if event == "exception":
        arg = arg[0].__name__
    events.append((frame.f_code.co_name, event, frame.f_lineno, arg))
    return tracer


def numbers():
    yield 1
    yield 2


def work(a):
    total = 0
    for i in numbers():
        total += i
        if i == 1:
            continue
    try:
        total / (a - a)
    except ZeroDivisionError as e:
        total = len(str(e))
    finally:
        pass
    with Manager():
        total += 1
    while True:
        total += 1
        if total > 3:
            break
    return (
        total
        + a
    )


class Manager:
    def __enter__(self):
        return 0

    def __exit__(self, *exc):
        return False


def jumped():
    x = 1
    x = 2
    x = 3
    return x


def jumper(frame, event, arg):
    if frame.f_code is jumped.__code__ and event == "line":
        first = jumped.__code__.co_firstlineno
        if frame.f_lineno == first + 2:
            frame.f_lineno = first + 4
            try:
                frame.f_lineno = first + 100
            except ValueError as e:
                print(str(e).replace(str(first + 100), "N"))
    return jumper


def changed():
    x = 1
    return x


def changer(frame, event, arg):
    if event == "return":
        return
    if "x" in frame.f_locals:
        frame.f_locals["x"] = 42
    return changer


sys.settrace(tracer)
work(7)
sys.settrace(None)
for e in events:
    print(e)
sys.settrace(jumper)
print(jumped())
sys.settrace(changer)
print(changed())
sys.settrace(None)

calls = []
sys.setprofile(lambda frame, event, arg: calls.append((event, getattr(arg, "__name__", None))))
work(3)
len([].append(1) or "")
sys.setprofile(None)
print(calls)
print(sys.gettrace(), sys.getprofile())
