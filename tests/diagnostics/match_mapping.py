"""A mapping pattern."""

# row: refuse.match-mapping


def entry_point(argv):
    match {"a": len(argv)}:
        case {"a": x}:
            return x
    return 0


def target(driver, args):
    return entry_point, None
