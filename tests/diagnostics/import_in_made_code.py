"""Code that the target makes while it is imported, and that fails."""

scope = {}
exec("def half(n):\n    return n // (n - n)\n", scope)
LIMIT = scope["half"](7)


def entry_point(argv):
    return LIMIT


def target(driver, args):
    return entry_point, None
