"""Rows of the language table: what containers ask of the instances in them."""

# run: 7
# run: 12


class Money(object):
    def __init__(self, cents):
        self.cents = cents

    def __hash__(self):
        return self.cents % 5

    def __eq__(self, other):
        return self.cents == other.cents

    def __repr__(self):
        return "Money(%d)" % self.cents


class Tip(Money):
    def __eq__(self, other):
        return self.cents <= other.cents and other.cents <= self.cents

    __hash__ = Money.__hash__

    def __repr__(self):
        return "Tip(%d)" % self.cents


class Plain(object):
    pass


class Named(object):
    def __init__(self, name):
        self.name = name

    def __str__(self):
        return self.name

    def __repr__(self):
        return "<%s>" % self.name


class Angry(object):
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return 1

    def __eq__(self, other):
        if self.n > 2:
            raise ValueError
        return self.n == other.n


PRICES = {Money(5): "five", Tip(7): "seven"}


# row: class.hash
def keys(n):
    d = {}
    for i in range(n * 2):
        d[Money(i % n)] = i
    d[Tip(n)] = -1
    print(len(d), d[Money(n - 1)], Money(n) in d, Money(n + 1) in d, d.get(Tip(2), 0))
    del d[Money(0)]
    print(len(d), [key.cents for key in d])
    print(Money(5) in PRICES, Money(6) in PRICES, PRICES[Tip(7)])
    s = {Money(i // 2) for i in range(n)}
    print(len(s), Money(1) in s, Money(n) in s)
    pairs = {(i, Money(i % 3)): i for i in range(n)}
    print(pairs[(4, Money(1))], (4, Money(2)) in pairs)
    plain = {Plain(): 1}
    print(Plain() in plain)
    angry = {Angry(1): 1}
    try:
        print(angry[Angry(1)])
        angry[Angry(3)] = 2
        print(angry[Angry(3)])
    except ValueError:
        print("angry")
    except KeyError:
        print("missing")


# row: class.hash
def items(n):
    wallet = [Money(n), Tip(5), Money(9)]
    print(Money(5) in wallet, Money(6) in wallet, wallet.index(Money(9)), wallet.count(Tip(5)))
    wallet.remove(Money(5))
    print(len(wallet), wallet == [Money(n), Money(9)], [Money(1)] != [Money(1)])
    print((n, Money(n)) == (n, Money(n)), (1, Money(2)) == (1, Money(3)))
    print(Money(3) in (Money(1), Money(3)), [(1, Money(n))] == [(1, Money(n))])
    first = {"a": Money(n)}
    second = {"a": Money(n)}
    print(first == second)


# row: class.list-repr
def texts(n):
    people = [Named("a"), Named(str(n))]
    print(people, (n, people[0]), {"k": people[1]}, str([people]))
    print("%s %r" % (people, (Named("z"), 1.5)), f"{people}")
    print([Money(n), Tip(n)], {Money(1): Named("v")})
    maybe = [Named("x"), None]
    print(maybe)


def entry_point(argv):
    n = int(argv[1])
    keys(n)
    items(n)
    texts(n)
    return 0


def target(driver, args):
    return entry_point, None
