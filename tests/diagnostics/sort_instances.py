"""Instances without order are sorted."""

# row: refuse.sort-instances


class Thing(object):
    x = 0


def entry_point(argv):
    things = [Thing(), Thing()]
    things.sort()
    print(len(things))
    return 0


def target(driver, args):
    return entry_point, None
