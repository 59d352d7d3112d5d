"""One function called with unrelated classes."""

# row: refuse.union-argument

class Dog(object):
    def speak(self):
        return "woof"


class Car(object):
    def speak(self):
        return "honk"


def say(thing):
    print(thing.speak())


def entry_point(argv):
    say(Dog())
    say(Car())
    return 0


def target(driver, args):
    return entry_point, None
