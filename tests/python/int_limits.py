"""The limit of digits of ints as text."""

import sys


def attempt(function, *args):
    try:
        print(str(function(*args))[:20])
    except ValueError as e:
        print(e)


print(sys.get_int_max_str_digits())
attempt(int, "9" * 4301)
attempt(str, 10**4300)
attempt(str, 10**4299)
attempt(int, "1" * 9000, 16)
for limit in (0, 700, 100, -1):
    attempt(sys.set_int_max_str_digits, limit)
    print(sys.get_int_max_str_digits())
    attempt(int, "9" * 701)
    attempt(str, 10**700)
    attempt(str, -(10**699))
