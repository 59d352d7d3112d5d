"""The unicode type."""


def entry_point(argv):
    # fmt: off
    u = u"abc" + u"\u20ac"
    print(len(u), u == u"abc", u.find(u"b"))
    # fmt: on
    e = u.encode("utf-8")
    print(len(e))
    return 0


def target(driver, args):
    return entry_point, None
