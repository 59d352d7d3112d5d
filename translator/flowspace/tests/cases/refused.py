"""What RPython does not have."""
# ruff: noqa - cases of the flow space, wrong on purpose or never called

counter = 0


def case_global():
    global counter
    counter += 1


def case_kwargs(**kw):
    return kw


def case_closure(x):
    return lambda: x


def case_eval(x):
    return eval(x)


def case_hash(x):
    return hash(x)


def case_del(x):
    del x.attr


def case_name():
    return nowhere


def case_call(f, d):
    return f(**d)


def case_not_rpython():
    """NOT_RPYTHON"""


def case_class():
    class A:
        pass


def entry_point(argv):
    return 0


def target(driver, args):
    return entry_point
