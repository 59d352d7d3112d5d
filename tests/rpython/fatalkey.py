"""An exception of the program that nobody catches."""

# fatal: MissingThing


class MissingThing(Exception):
    def __init__(self, name):
        self.name = name


def find(things, name):
    for thing in things:
        if thing == name:
            return thing
    raise MissingThing(name)


def entry_point(argv):
    print("before", find(["a", "b"], "a"))
    print(find(["a", "b"], "c"))
    return 0


def target(driver, args):
    return entry_point, None
