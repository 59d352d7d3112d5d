"""The module time."""

from rpython.rlib import rposix, rsyscall, rtime

from interpreters.python.interpreter import actions
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.gateway import function
from interpreters.python.module import modinfo, structseq
from interpreters.python.objspace import moduleobject
from interpreters.python.objspace import operation as space

struct_time = structseq.make_type(
    "time.struct_time",
    "tm_year tm_mon tm_mday tm_hour tm_min tm_sec tm_wday tm_yday tm_isdst".split(),
    ["tm_zone", "tm_gmtoff"],
)

DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
LONG_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
LONG_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def time_time():
    return space.newfloat(rtime.time())


def time_ns():
    return space.newint(rtime.time_ns())


def perf_counter():
    return space.newfloat(rtime.monotonic())


def perf_counter_ns():
    return space.newint(rtime.monotonic_ns())


def process_time():
    return space.newfloat(rtime.clock())


def process_time_ns():
    return space.newint(rtime.clock_ns())


def sleep(w_seconds):
    seconds = space.float_w(w_seconds)
    if seconds < 0.0:
        raise operr(space.w_ValueError, "sleep length must be non-negative")
    if seconds > 9e9:
        raise operr(space.w_OverflowError, "timestamp too large to convert to C _PyTime_t")
    deadline = rtime.monotonic_ns() + int(seconds * 1e9)
    request = rsyscall.malloc(16)
    try:
        while True:
            left = deadline - rtime.monotonic_ns()
            if left < 0:
                left = 0
            rsyscall.put(request, packed_words(left // 1000000000, left % 1000000000))
            # nanosleep; a signal ends it early
            if actions.syscall(35, request, 0, 0, 0, 0, 0) != -4:
                return
            actions.poll()
    finally:
        rsyscall.free(request)


def packed_words(first, second):
    """Two words in memory order."""
    chars = []
    for value in [first, second]:
        for i in range(8):
            chars.append(chr((value >> (8 * i)) & 0xFF))
    return "".join(chars)


# ---- calendar --------------------------------------------------------------------------------


class Broken(object):
    """A point of time taken apart."""

    def __init__(self, seconds):
        days = seconds // 86400
        rest = seconds % 86400
        self.hour = rest // 3600
        self.minute = rest // 60 % 60
        self.second = rest % 60
        self.weekday = (days + 3) % 7
        # civil date from days since 1970-01-01, counting years from March
        z = days + 719468
        era = z // 146097
        doe = z - era * 146097
        yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
        doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
        mp = (5 * doy + 2) // 153
        self.day = doy - (153 * mp + 2) // 5 + 1
        self.month = mp + 3 if mp < 10 else mp - 9
        self.year = yoe + era * 400
        if self.month <= 2:
            self.year += 1
        self.yearday = days - days_from_civil(self.year, 1, 1) + 1


def days_from_civil(year, month, day):
    """Days since 1970-01-01."""
    if month <= 2:
        year -= 1
    era = year // 400
    yoe = year - era * 400
    mp = month - 3 if month > 2 else month + 9
    doy = (153 * mp + 2) // 5 + day - 1
    doe = yoe * 365 + yoe // 4 - yoe // 100 + doy
    return era * 146097 + doe - 719468


def seconds_argument(w_seconds):
    """The optional seconds of gmtime and localtime."""
    if w_seconds is None or w_seconds is space.w_None:
        return int(rtime.time())
    x = space.float_w(w_seconds)
    n = int(x)
    if float(n) > x:
        n -= 1
    return n


def make_struct(seconds, zone, offset):
    """A struct_time."""
    t = Broken(seconds + offset)
    items_w = []
    for n in [
        t.year,
        t.month,
        t.day,
        t.hour,
        t.minute,
        t.second,
        t.weekday,
        t.yearday,
        0,
    ]:
        items_w.append(space.newint(n))
    extra_w = [space.newtext(zone), space.newint(offset)]
    return structseq.W_StructSeq(struct_time, items_w, extra_w)


def gmtime(w_seconds):
    return make_struct(seconds_argument(w_seconds), "UTC", 0)


def localtime(w_seconds):
    seconds = seconds_argument(w_seconds)
    offset = rtime.utc_offset(seconds)
    zone = "UTC"
    if offset != 0:
        zone = "LOCAL"
    return make_struct(seconds, zone, offset)


def tuple_ints(w_tuple):
    """The first nine numbers of a time tuple."""
    numbers = []
    for w_item in space.unpackiterable(w_tuple):
        if len(numbers) < 9:
            numbers.append(space.int_w(w_item))
    if len(numbers) < 9:
        raise operr(space.w_TypeError, "time tuple must have exactly 9 items")
    return numbers


def mktime(w_tuple):
    n = tuple_ints(w_tuple)
    seconds = days_from_civil(n[0], n[1], n[2]) * 86400 + n[3] * 3600 + n[4] * 60 + n[5]
    seconds -= rtime.utc_offset(seconds)
    return space.newfloat(float(seconds))


def two(n):
    """At least two digits."""
    if 0 <= n and n < 10:
        return "0%d" % n
    return "%d" % n


def asctime_text(n):
    """Sun Jun 20 23:21:05 1993"""
    day = "%d" % n[2]
    if len(day) < 2:
        day = " " + day
    return "%s %s %s %s:%s:%s %d" % (
        DAYS[n[6] % 7],
        MONTHS[(n[1] - 1) % 12],
        day,
        two(n[3]),
        two(n[4]),
        two(n[5]),
        n[0],
    )


def asctime(w_tuple):
    if w_tuple is None:
        w_tuple = localtime(None)
    return space.newtext(asctime_text(tuple_ints(w_tuple)))


def ctime(w_seconds):
    return space.newtext(asctime_text(tuple_ints(localtime(w_seconds))))


def strftime(w_format, w_tuple):
    if w_tuple is None:
        w_tuple = localtime(None)
    n = tuple_ints(w_tuple)
    text = space.text_w(w_format)
    parts = []
    i = 0
    while i < len(text):
        c = text[i]
        i += 1
        if c != "%" or i >= len(text):
            parts.append(c)
            continue
        parts.append(format_directive(text[i], n))
        i += 1
    return space.newtext("".join(parts))


def format_directive(c, n):
    """The text for one % directive of strftime."""
    if c == "Y":
        return "%d" % n[0]
    if c == "m":
        return two(n[1])
    if c == "d":
        return two(n[2])
    if c == "H":
        return two(n[3])
    if c == "M":
        return two(n[4])
    if c == "S":
        return two(n[5])
    if c == "y":
        return two(n[0] % 100)
    if c == "j":
        text = "%d" % n[7]
        while len(text) < 3:
            text = "0" + text
        return text
    if c == "a":
        return DAYS[n[6] % 7]
    if c == "A":
        return LONG_DAYS[n[6] % 7]
    if c == "b" or c == "h":
        return MONTHS[(n[1] - 1) % 12]
    if c == "B":
        return LONG_MONTHS[(n[1] - 1) % 12]
    if c == "w":
        return "%d" % ((n[6] + 1) % 7)
    if c == "u":
        return "%d" % (n[6] + 1)
    if c == "I":
        return two((n[3] + 11) % 12 + 1)
    if c == "p":
        return "AM" if n[3] < 12 else "PM"
    if c == "Z":
        return "UTC"
    if c == "z":
        return "+0000"
    if c == "c":
        return asctime_text(n)
    if c == "x" or c == "D":
        return two(n[1]) + "/" + two(n[2]) + "/" + two(n[0] % 100)
    if c == "X" or c == "T":
        return two(n[3]) + ":" + two(n[4]) + ":" + two(n[5])
    if c == "F":
        return "%d-%s-%s" % (n[0], two(n[1]), two(n[2]))
    if c == "R":
        return two(n[3]) + ":" + two(n[4])
    if c == "n":
        return "\n"
    if c == "t":
        return "\t"
    if c == "%":
        return "%"
    return "%" + c


def clock_gettime(w_clock):
    try:
        return space.newfloat(rtime.clock_gettime(space.int_w(w_clock)))
    except OSError as e:
        raise operr(space.w_OSError, rposix.strerror(e.errno))


def get_clock_info(w_name):
    name = space.text_w(w_name)
    w_dict = space.newdict()
    monotonic = name == "monotonic" or name == "perf_counter" or name == "process_time"
    if not monotonic and name != "time" and name != "thread_time":
        raise operr(space.w_ValueError, "unknown clock")
    w_dict.setitem_str("implementation", space.newtext("clock_gettime"))
    w_dict.setitem_str("monotonic", space.newbool(monotonic))
    w_dict.setitem_str("adjustable", space.newbool(not monotonic))
    w_dict.setitem_str("resolution", space.newfloat(1e-09))
    return moduleobject.W_SimpleNamespace(w_dict)


def fill(w_dict):
    """The names of the time zone."""
    w_dict.setitem_str("tzname", space.newtuple([space.newtext("UTC"), space.newtext("UTC")]))


MODULE = modinfo.declare(
    "time",
    [
        function("time", time_time, ""),
        function("time_ns", time_ns, ""),
        function("perf_counter", perf_counter, ""),
        function("perf_counter_ns", perf_counter_ns, ""),
        function("monotonic", perf_counter, ""),
        function("monotonic_ns", perf_counter_ns, ""),
        function("process_time", process_time, ""),
        function("process_time_ns", process_time_ns, ""),
        function("thread_time", process_time, ""),
        function("thread_time_ns", process_time_ns, ""),
        function("sleep", sleep, "seconds, /"),
        function("gmtime", gmtime, "seconds=None, /"),
        function("localtime", localtime, "seconds=None, /"),
        function("mktime", mktime, "tuple, /"),
        function("asctime", asctime, "tuple=None, /"),
        function("ctime", ctime, "seconds=None, /"),
        function("strftime", strftime, "format, tuple=None, /"),
        function("clock_gettime", clock_gettime, "clk_id, /"),
        function("get_clock_info", get_clock_info, "name, /"),
    ],
    [
        ("timezone", 0),
        ("altzone", 0),
        ("daylight", 0),
        ("CLOCK_REALTIME", 0),
        ("CLOCK_MONOTONIC", 1),
        ("CLOCK_PROCESS_CPUTIME_ID", 2),
        ("struct_time", struct_time.w_type),
        ("_STRUCT_TM_ITEMS", 11),
    ],
    fill=fill,
)
