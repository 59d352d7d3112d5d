"""Exceptions in all forms."""

# run: 5


class AppError(Exception):
    def __init__(self, code):
        self.code = code

    def text(self):
        return "app error %d" % self.code


class DeepError(AppError):
    def __init__(self, code, depth):
        AppError.__init__(self, code)
        self.depth = depth

    def text(self):
        return "deep error %d at %d" % (self.code, self.depth)


class OtherError(Exception):
    pass


def fail(kind, n):
    if kind == 0:
        raise AppError(n)
    if kind == 1:
        raise DeepError(n, n * 2)
    if kind == 2:
        raise OtherError
    if kind == 3:
        raise ValueError("bad value")
    if kind == 4:
        raise KeyError
    return kind


def catch(kind, n):
    try:
        return "result %d" % fail(kind, n)
    except DeepError as e:
        return "%s / %d" % (e.text(), e.depth)
    except AppError as e:
        return e.text()
    except (OtherError, KeyError):
        return "other or key"
    except ValueError:
        return "value"


def with_else(kind, log):
    try:
        fail(kind, 1)
    except AppError:
        log.append("handler")
    else:
        log.append("else")
    finally:
        log.append("finally")


def with_return(log):
    try:
        log.append("try")
        return 1
    finally:
        log.append("cleanup")


def loops(n):
    result = []
    for i in range(n):
        try:
            if i == 1:
                continue
            if i == 4:
                break
            result.append("body")
        finally:
            result.append("f%d" % i)
    return " ".join(result)


def nested(kind):
    try:
        try:
            fail(kind, 7)
        except OtherError:
            return "inner other"
        finally:
            fail(5, 0)
    except AppError as e:
        return "outer %d" % e.code
    except Exception:
        return "outer any"
    return "nothing"


def reraise(kind):
    try:
        fail(kind, 3)
    except AppError as e:
        e.code += 100
        raise
    except ValueError:
        raise OtherError
    return "no error"


def replace(log):
    try:
        try:
            raise KeyError
        except KeyError:
            log.append("first")
            raise IndexError
        finally:
            log.append("second")
    except IndexError:
        log.append("third")


def recurse(n):
    if n == 0:
        raise DeepError(1, 0)
    try:
        recurse(n - 1)
    except DeepError as e:
        e.depth += 1
        raise e


def chars(s, i):
    try:
        return s[i]
    except IndexError:
        return "?"


def entry_point(argv):
    n = int(argv[1])
    for kind in range(6):
        print(catch(kind, n))
    log = []
    for kind in [0, 1, 5]:
        with_else(kind, log)
    try:
        with_else(2, log)
    except OtherError:
        log.append("escaped")
    print(with_return(log), " ".join(log))
    print(loops(n + 1))
    print(nested(0), nested(2), nested(3), nested(5))
    for kind in [0, 1, 3, 5]:
        try:
            print(reraise(kind))
        except AppError as e:
            print("again", e.text())
        except OtherError:
            print("translated")
    more = []
    replace(more)
    print(" ".join(more))
    try:
        recurse(n * 10)
    except DeepError as e:
        print("depth", e.depth)
    print(chars("abc", 1), chars("abc", n))
    try:
        raise OSError(2, "missing")
    except OSError as e:
        print("errno", e.errno)
    error = None
    try:
        fail(0, 9)
    except AppError as e:
        error = e
    assert error is not None
    print(error.text(), isinstance(error, DeepError))
    assert n > 0, "positive expected"
    return n


def target(driver, args):
    return entry_point, None
