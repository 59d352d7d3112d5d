"""Growing a list that was promised to keep its length."""

# row: refuse.resized-fixed-list

class Code(object):
    _immutable_fields_ = ["ops[*]"]

    def __init__(self, ops):
        self.ops = ops


def entry_point(argv):
    code = Code([1, 2, 3])
    code.ops.append(len(argv))
    return len(code.ops)


def target(driver, args):
    return entry_point, None
