"""SystemExit."""

# row: exc.system-exit


def entry_point(argv):
    if len(argv) > 1:
        raise SystemExit(3)
    return 0


def target(driver, args):
    return entry_point, None
