"""Exceptions, finally, with."""
# ruff: noqa - cases of the flow space, wrong on purpose or never called


class Error(Exception):
    def __init__(self, msg):
        self.msg = msg


class SubError(Error):
    pass


def case_try_except(d, k):
    try:
        return d[k]
    except KeyError:
        return None


def case_clauses(f, x):
    try:
        y = f(x)
    except SubError as e:
        y = e.msg
    except (ValueError, Error):
        return -1
    else:
        y = f(y)
    return y


def case_raise(x):
    if x < 0:
        raise Error("negative")
    if x > 10:
        raise ValueError
    assert x != 5, "five"
    return x


def case_local_raise(x):
    try:
        if x:
            raise SubError("a")
        raise KeyError
    except Error as e:
        return e.msg


def case_finally(f):
    try:
        return f()
    finally:
        f.close()


def case_finally_in_loop(items, f):
    for item in items:
        try:
            if item:
                break
            f(item)
        finally:
            f.done()
    return 0


def case_reraise(f):
    try:
        f()
    except Error:
        f.log()
        raise


def case_reraise_unknown(f, e):
    try:
        raise e
    except SubError:
        return 1
    except Error as e2:
        raise e2


def case_with(m, f):
    with m as value:
        f(value)
        return 1


def case_zero(a, b):
    try:
        return a // b
    except ZeroDivisionError:
        return 0
    except KeyError:
        return 1


def case_unfiltered(a, b):
    try:
        return a // b
    except KeyError:
        return 1


def case_catches_bug(f):
    try:
        f()
    except AssertionError:
        pass


def case_match(x):
    match x:
        case 1 | 2:
            return "few"
        case None:
            return "none"
        case Error(msg=m):
            return m
        case _:
            return "many"


def entry_point(argv):
    return 0


def target(driver, args):
    return entry_point
