"""int() of objects that have only __trunc__: its result must be an int or have __index__, and is not asked again."""

import warnings

warnings.simplefilter("ignore", DeprecationWarning)


class Small(int):
    pass


class WithIndex:
    def __index__(self):
        return True


class WithInt:
    def __int__(self):
        return 42


class Other:
    def __trunc__(self):
        return Other()


def truncated_to(value):
    class Number:
        def __trunc__(self):
            return value

    return Number()


for value in (7, True, Small(9), 1 << 70, WithIndex(), WithInt(), Other(), 1.5, "3", None):
    try:
        result = int(truncated_to(value))
        print(type(result), result)
    except TypeError as e:
        print(e)
