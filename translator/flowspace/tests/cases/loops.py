"""Loops and comprehensions."""
# ruff: noqa - cases of the flow space, wrong on purpose or never called


def case_while(n):
    i = 0
    total = 0
    while i < n:
        total += i
        i += 1
    return total


def case_for(items):
    total = 0
    for item in items:
        if item < 0:
            continue
        if item > 100:
            break
        total += item
    else:
        total = -1
    return total


def case_dead_variable(items):
    for x in items:
        y = x + 1
        x = "text"
    for x in range(3):
        y = x
    return 0


def case_forever(f):
    while True:
        x = f()
        if x:
            break
    return x


def case_nested(n):
    count = 0
    for i in range(n):
        for j in range(i):
            if i == j:
                break
            count += j
    return count


def case_comprehension(items, n):
    return [x * n for x in items if x > 0]


def case_consumed(items):
    return any(x > 3 for x in items), sum(x * 2 for x in items)


def case_dict_comprehension(items):
    return {k: v for k, v in items}


def case_zip(a, b):
    total = 0
    for x, y in zip(a, b):
        total += x * y
    return total


def case_tuple_display(a, b):
    for x in (a, b, 3):
        a += x
    return a


def case_undefined(n):
    if n:
        x = 1
    return x


def case_undefined_in_loop(items):
    for item in items:
        pass
    return item


def case_generator_escapes(items):
    return (x for x in items)


def entry_point(argv):
    return 0


def target(driver, args):
    return entry_point
