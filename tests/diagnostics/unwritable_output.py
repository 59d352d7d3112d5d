"""The executable cannot be written."""

# args: unwritable_output.py -o no_such_folder/program


def entry_point(argv):
    return 0


def target(driver, args):
    return entry_point, None
