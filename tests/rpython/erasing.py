"""Storage strategies: values behind erasing pairs, in one attribute."""

from rpython.rlib.debug import make_sure_not_resized
from rpython.rlib.rerased import erase_int, new_erasing_pair, unerase_int
from rpython.rtyper.lltypesystem import lltype
from rpython.rtyper.lltypesystem.lloperation import llop
from rpython.rtyper.lltypesystem.rffi import INT, UINT, cast


class Strategy(object):
    pass


class IntStrategy(Strategy):
    erase, unerase = new_erasing_pair("ints")
    erase = staticmethod(erase)
    unerase = staticmethod(unerase)

    def text(self, storage):
        return ",".join([str(x) for x in self.unerase(storage)])


class NameStrategy(Strategy):
    erase, unerase = new_erasing_pair("names")
    erase = staticmethod(erase)
    unerase = staticmethod(unerase)

    def text(self, storage):
        return "+".join(self.unerase(storage))


class SizeStrategy(Strategy):
    erase, unerase = new_erasing_pair("size")
    erase = staticmethod(erase)
    unerase = staticmethod(unerase)

    def text(self, storage):
        return "%d nothings" % self.unerase(storage)


ints = IntStrategy()
names = NameStrategy()
sizes = SizeStrategy()


class Array(object):
    def __init__(self, strategy, storage):
        self.strategy = strategy
        self.storage = storage

    def text(self):
        strategy = self.strategy
        if isinstance(strategy, IntStrategy):
            return strategy.text(self.storage)
        if isinstance(strategy, NameStrategy):
            return strategy.text(self.storage)
        assert isinstance(strategy, SizeStrategy)
        return strategy.text(self.storage)


def fixed(values):
    make_sure_not_resized(values)
    return Array(ints, ints.erase(values))


prebuilt = Array(ints, IntStrategy.erase([7, 8, 9]))
empty = Array(sizes, SizeStrategy.erase(0))


def show(values):
    return "/".join(values)


def entry_point(argv):
    n = len(argv)
    arrays = [
        prebuilt,
        empty,
        fixed([x * n for x in range(4)]),
        Array(names, names.erase(["one", "two"])),
        Array(sizes, sizes.erase(n)),
    ]
    for array in arrays:
        print(array.text())
    for number in [n, -(1 << 62)]:
        print(unerase_int(erase_int(number)))
    try:
        erase_int(n << 62)
    except OverflowError:
        print("OverflowError")
    print(llop.int_mod(lltype.Signed, -7, 2 + n), llop.int_add(lltype.Signed, n, 2))
    print(cast(lltype.Signed, cast(INT, (1 << 31) + n)), cast(lltype.Signed, cast(UINT, -n)))
    table = {"k": "v", "l": "w"}
    kept = table.values()
    print(show(list(kept)), show([key for key in table.keys()]), len(table.items()))
    return 0


def target(driver, args):
    return entry_point
