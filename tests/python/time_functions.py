"""The module time."""

import os
import time

os.environ["TZ"] = "UTC"


def attempt(function, *args):
    try:
        print(function(*args))
    except Exception as e:  # noqa: BLE001
        print(type(e).__name__, e)


for seconds in (0, 951782400, 1609459199, 1609459200, 1735689599.9, -1.5, 4102444800):
    t = time.gmtime(seconds)
    print(tuple(t), time.asctime(t), time.strftime("%Y-%m-%d %H:%M:%S %a %A %b %B %j %U %W %V %G %u %w %e %C %I %p %y %D %T", t))
print(time.strptime("2024-02-29 13:14:15", "%Y-%m-%d %H:%M:%S"))
attempt(time.strptime, "x", "%Y")
for value in ((2000, 13, 1, 0, 0, 0, 0, 1, 0), (2000, 1, 32, 0, 0, 0, 0, 1, 0), (2000, 1, 1, 24, 0, 0, 0, 1, 0),
              (2000, 1, 1, 0, 0, 62, 0, 1, 0), (2000, 1, 1, 0, 0, 0, -2, 1, 0), (2000, 1, 1, 0, 0, 0, 0, 367, 0),
              (2**40, 1, 1, 0, 0, 0, 0, 1, 0), (2000,), 5, (2000, 0, 0, 0, 0, 0, 0, 0, 0)):  # fmt: skip
    attempt(time.asctime, value)
for value in (1e200, float("nan"), 2**70, "x"):
    try:
        time.gmtime(value)
    except Exception as e:  # noqa: BLE001
        print(type(e).__name__)
print(time.clock_getres(time.CLOCK_REALTIME) > 0, type(time.clock_gettime_ns(time.CLOCK_MONOTONIC)), time.thread_time() >= 0)
attempt(time.clock_gettime, 999)
