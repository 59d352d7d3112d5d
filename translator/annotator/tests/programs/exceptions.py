"""Handlers, exception classes with state, implicit exceptions."""


class Problem(Exception):
    def __init__(self, code):
        self.code = code


class Worse(Problem):
    def __init__(self):
        Problem.__init__(self, 99)


def see_problem(e):
    return e.code


def see_os(e):
    return e.errno


def risky(n):
    if n == 1:
        raise Problem(n)
    if n == 2:
        raise Worse
    if n == 3:
        raise OSError(2, "no such file")
    if n == 4:
        raise ValueError("text")
    return n


def always(n):
    raise Problem(n)


def entry_point(argv):
    total = 0
    try:
        total = risky(int(argv[1]))
    except Worse:
        total = 1
    except Problem as e:
        total = see_problem(e)
    except OSError as e:
        total = see_os(e)
    except ValueError:
        pass
    finally:
        total += 1
    try:
        total += [1, 2][total]
    except IndexError:
        total = 0
    except KeyError:
        total = unreachable(total)
    try:
        always(total)
        return never("x")
    except Problem:
        return total


def unreachable(x):
    return x.nothing


def never(x):
    return x.nothing


def target(driver, args):
    return entry_point
