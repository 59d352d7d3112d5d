"""A method that no base class has."""

# row: refuse.super-missing


class Base(object):
    pass


class Sub(Base):
    def work(self):
        return super().work()


def entry_point(argv):
    print(Sub().work())
    return 0


def target(driver, args):
    return entry_point, None
