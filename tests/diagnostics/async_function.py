"""A coroutine."""

# row: refuse.async-function

async def work(n):
    return n


def entry_point(argv):
    work(len(argv))
    return 0


def target(driver, args):
    return entry_point, None
