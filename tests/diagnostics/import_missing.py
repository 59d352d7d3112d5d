"""The target imports a module that does not exist."""

# row: refuse.import-missing

import a_module_that_is_not_there


def entry_point(argv):
    return a_module_that_is_not_there.run(argv)


def target(driver, args):
    return entry_point, None
