"""None and instances as text."""


class A(object):
    def __str__(self):
        return "A!"


def find(n):
    if n > 100:
        return "x"
    return None


def entry_point(argv):
    s = find(len(argv))
    print("%s" % (s,))
    print(s)
    a = A()
    print("%s" % a)
    print("%s" % (a,))
    print(str(s), s is None)
    return 0


def target(driver, args):
    return entry_point, None
