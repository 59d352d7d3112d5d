"""The module time."""

from rpython.rlib import rsyscall, rtime
from rpython.rlib.rarithmetic import intmask

from interpreters.python.interpreter import actions
from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.gateway import function
from interpreters.python.module import modinfo, structseq
from interpreters.python.module.io.common import wrap_oserror
from interpreters.python.objspace import moduleobject
from interpreters.python.objspace import operation as space

struct_time = structseq.make_type(
    "time.struct_time",
    "tm_year tm_mon tm_mday tm_hour tm_min tm_sec tm_wday tm_yday tm_isdst".split(),
    ["tm_zone", "tm_gmtoff"],
)

CLOCK_THREAD = 3
MAX_SECONDS = 67768036191676799  # where the year is no int of C any more
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
    if space.isinstance_w(w_seconds, space.w_int):
        try:
            n = space.int_w(w_seconds)
        except OperationError:
            raise out_of_range()
    else:
        if not space.isinstance_w(w_seconds, space.w_float):
            n = space.getindex_w(w_seconds, space.w_OverflowError)
            return n
        x = space.float_w(w_seconds)
        if x != x:
            raise operr(space.w_ValueError, "Invalid value NaN (not a number)")
        if x >= 9.2e18 or x <= -9.2e18:
            raise out_of_range()
        n = int(x)
        if float(n) > x:
            n -= 1
    if n > MAX_SECONDS or n < -MAX_SECONDS:
        raise operr(space.w_OverflowError, "timestamp out of range for platform time_t")
    return n


def out_of_range():
    """The OverflowError for seconds."""
    return operr(space.w_OverflowError, "timestamp out of range for platform time_t")


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
    return make_struct(seconds_argument(w_seconds), "GMT", 0)


def localtime(w_seconds):
    seconds = seconds_argument(w_seconds)
    offset = rtime.utc_offset(seconds)
    zone = "UTC"
    if offset != 0:
        zone = "LOCAL"
    return make_struct(seconds, zone, offset)


def tuple_ints(w_tuple, name):
    """The first nine numbers of a time tuple."""
    if not isinstance(w_tuple, structseq.W_StructSeq) and not space.isinstance_w(
        w_tuple, space.w_tuple
    ):
        raise operr(space.w_TypeError, "Tuple or struct_time argument required")
    numbers = []
    for w_item in space.unpackiterable(w_tuple):
        n = space.int_w(w_item)
        if n > 0x7FFFFFFF or n < -0x80000000:
            raise operr(space.w_OverflowError, "signed integer is greater than maximum")
        numbers.append(n)
    if len(numbers) != 9:
        raise operr(space.w_TypeError, name + "(): illegal time tuple argument")
    if numbers[0] < -0x80000000 + 1900:
        raise operr(space.w_OverflowError, "year out of range")
    return numbers


def checked(numbers):
    """The numbers of a time tuple; zeros become the first of their kind (ValueError)."""
    n = numbers[:]
    for i in [1, 2, 7]:
        if n[i] == 0:
            n[i] = 1
    if n[1] < 1 or n[1] > 12:
        raise operr(space.w_ValueError, "month out of range")
    if n[2] < 1 or n[2] > 31:
        raise operr(space.w_ValueError, "day of month out of range")
    if n[3] < 0 or n[3] > 23:
        raise operr(space.w_ValueError, "hour out of range")
    if n[4] < 0 or n[4] > 59:
        raise operr(space.w_ValueError, "minute out of range")
    if n[5] < 0 or n[5] > 61:
        raise operr(space.w_ValueError, "seconds out of range")
    if n[6] < -1:
        raise operr(space.w_ValueError, "day of week out of range")
    n[6] = (n[6] + 7) % 7
    if n[7] < 1 or n[7] > 366:
        raise operr(space.w_ValueError, "day of year out of range")
    return n


def mktime(w_tuple):
    n = tuple_ints(w_tuple, "mktime")
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
    return space.newtext(asctime_text(checked(tuple_ints(w_tuple, "asctime"))))


def ctime(w_seconds):
    return space.newtext(asctime_text(tuple_ints(localtime(w_seconds), "ctime")))


def strftime(w_format, w_tuple):
    if w_tuple is None:
        w_tuple = localtime(None)
    if not space.isinstance_w(w_format, space.w_str):
        raise operr(
            space.w_TypeError,
            "strftime() argument 1 must be str, not " + space.typename(w_format),
        )
    n = checked(tuple_ints(w_tuple, "strftime"))
    text = space.text_w(w_format)
    if text.find("\0") >= 0:
        raise operr(space.w_ValueError, "embedded null character")
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
    if c == "e":
        return "%d" % n[2] if n[2] >= 10 else " %d" % n[2]
    if c == "C":
        return two(n[0] // 100)
    if c == "U":
        return two((n[7] + 6 - (n[6] + 1) % 7) // 7)
    if c == "W":
        return two((n[7] + 6 - n[6]) // 7)
    if c == "G":
        return "%d" % iso_year(n)
    if c == "g":
        return two(iso_year(n) % 100)
    if c == "V":
        return two(iso_week(n))
    if c == "r":
        half = "AM" if n[3] < 12 else "PM"
        return two((n[3] + 11) % 12 + 1) + ":" + two(n[4]) + ":" + two(n[5]) + " " + half
    if c == "s":
        seconds = days_from_civil(n[0], n[1], n[2]) * 86400 + n[3] * 3600 + n[4] * 60 + n[5]
        return "%d" % (seconds - rtime.utc_offset(seconds))
    if c == "n":
        return "\n"
    if c == "t":
        return "\t"
    if c == "%":
        return "%"
    return "%" + c


def iso_week(n):
    """The number of the ISO week: weeks begin on Monday, the first holds January 4th."""
    week = (n[7] - 1 - n[6] + 10) // 7
    if week < 1:
        return weeks_of(n[0] - 1)
    if week > weeks_of(n[0]):
        return 1
    return week


def iso_year(n):
    """The year to which the ISO week belongs."""
    week = (n[7] - 1 - n[6] + 10) // 7
    if week < 1:
        return n[0] - 1
    if week > weeks_of(n[0]):
        return n[0] + 1
    return n[0]


def weeks_of(year):
    """The number of ISO weeks of a year."""
    first = (days_from_civil(year, 1, 1) + 3) % 7
    length = days_from_civil(year + 1, 1, 1) - days_from_civil(year, 1, 1)
    if first == 3 or first == 2 and length == 366:
        return 53
    return 52


def clock_read(number, w_clock, w_argument):
    """A system call about a clock that reads or writes a timespec: nanoseconds."""
    clock = space.int_w(w_clock)
    memory = rsyscall.malloc(16)
    try:
        if w_argument is not None:
            ns = space.int_w(w_argument)
            rsyscall.put(memory, packed_words(ns // 1000000000, ns % 1000000000))
        result = rsyscall.syscall(number, clock, memory, 0, 0, 0, 0)
        if result < 0:
            raise wrap_oserror(OSError(-result, "clock"), None)
        data = rsyscall.get(memory, 16)
        return unpacked_word(data, 0) * 1000000000 + unpacked_word(data, 8)
    finally:
        rsyscall.free(memory)


def unpacked_word(data, pos):
    """The word at a place."""
    value = 0
    for i in range(8):
        value |= ord(data[pos + i]) << (8 * i)
    return intmask(value)


def clock_gettime_ns(w_clock):
    return space.newint(clock_read(228, w_clock, None))


def clock_getres(w_clock):
    return space.newfloat(float(clock_read(229, w_clock, None)) * 1e-9)


def clock_settime(w_clock, w_time):
    clock_read(227, w_clock, space.newint(int(space.float_w(w_time) * 1e9)))


def clock_settime_ns(w_clock, w_time):
    clock_read(227, w_clock, w_time)


def thread_time_ns():
    return clock_gettime_ns(space.newint(CLOCK_THREAD))


def thread_time():
    return space.newfloat(float(clock_read(228, space.newint(CLOCK_THREAD), None)) * 1e-9)


def strptime(args):
    """strptime(string, format): what the module _strptime does"""
    w_module = importing.import_absolute("_strptime")
    return space.call_args(space.getattr(w_module, "_strptime_time"), args)


def clock_gettime(w_clock):
    return space.newfloat(float(clock_read(228, w_clock, None)) * 1e-9)


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
        function("thread_time", thread_time, ""),
        function("thread_time_ns", thread_time_ns, ""),
        function("strptime", strptime, "..."),
        function("clock_gettime_ns", clock_gettime_ns, "clk_id, /"),
        function("clock_getres", clock_getres, "clk_id, /"),
        function("clock_settime", clock_settime, "clk_id, time, /"),
        function("clock_settime_ns", clock_settime_ns, "clk_id, time, /"),
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
        ("CLOCK_THREAD_CPUTIME_ID", CLOCK_THREAD),
        ("CLOCK_MONOTONIC_RAW", 4),
        ("CLOCK_BOOTTIME", 7),
        ("CLOCK_TAI", 11),
        ("struct_time", struct_time.w_type),
        ("_STRUCT_TM_ITEMS", 11),
    ],
    fill=fill,
)

from interpreters.python.module import importing  # noqa: E402
