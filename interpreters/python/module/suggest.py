"""What a program may have meant by a name that is not there: the end of the message of an uncaught exception.

The nearest name by edit distance wins, if no more than a third of the characters differ. A change of case
counts half.
"""

from interpreters.python.interpreter.error import OperationError
from interpreters.python.interpreter.executioncontext import ec
from interpreters.python.objspace import excobject, unicodeobject
from interpreters.python.objspace import operation as space

CHANGE = 2
CASE = 1
LONGEST = 40
MOST = 750  # names that are looked at


def lower(c):
    """An ASCII letter in lower case."""
    if "A" <= c <= "Z":
        return chr(ord(c) + 32)
    return c


def substitution(a, b):
    """The cost of one character in the place of another."""
    if a == b:
        return 0
    if lower(a) == lower(b):
        return CASE
    return CHANGE


def distance(a, b, limit):
    """The edit distance of two names; anything above the limit if it is greater."""
    start = 0
    while start < len(a) and start < len(b) and a[start] == b[start]:
        start += 1
    end_a = len(a)
    end_b = len(b)
    while end_a > start and end_b > start and a[end_a - 1] == b[end_b - 1]:
        end_a -= 1
        end_b -= 1
    n = end_a - start
    m = end_b - start
    if n == 0 or m == 0:
        return (n + m) * CHANGE
    difference = n - m if n > m else m - n
    if n > LONGEST or m > LONGEST or difference * CHANGE > limit:
        return limit + 1
    row = [CHANGE * (i + 1) for i in range(n)]
    result = 0
    j = 0
    while j < m:
        diagonal = result = j * CHANGE
        least = limit + 1
        i = 0
        while i < n:
            replace = diagonal + substitution(b[start + j], a[start + i])
            diagonal = row[i]
            result = min(replace, min(result, diagonal) + CHANGE)
            row[i] = result
            least = min(least, result)
            i += 1
        if least > limit:
            return limit + 1
        j += 1
    return result


def nearest(name, names):
    """The name most like another one, or ""."""
    if len(names) >= MOST:
        return ""
    best = ""
    best_distance = -1
    for other in names:
        if other == name:
            continue
        limit = (len(name) + len(other) + 3) * CHANGE // 6
        if best_distance >= 0:
            limit = min(limit, best_distance - 1)
        d = distance(name, other, limit)
        if d <= limit and (best_distance < 0 or d < best_distance):
            best = other
            best_distance = d
    return best


def text_items(w_iterable):
    """The strings among the items of an iterable."""
    names = []
    for w_item in space.unpackiterable(w_iterable):
        if isinstance(w_item, unicodeobject.W_UnicodeObject):
            names.append(space.text_w(w_item))
    return names


def for_attribute(name, w_obj):
    """An attribute that the object has."""
    w_dir = space.dict_getitem_str(ec.w_builtins_dict, "dir")
    if w_dir is None:
        return ""
    return nearest(name, text_items(w_dir.call1(w_obj)))


def for_name(name, w_traceback):
    """A variable that can be seen from where the exception was raised."""
    if w_traceback is None:
        return ""
    while w_traceback.w_next is not None:
        w_traceback = w_traceback.w_next
    frame = w_traceback.frame
    code = frame.code
    found = nearest(name, code.varnames[: code.nlocals] + code.cellvars + code.freevars)
    if found == "":
        found = nearest(name, text_items(frame.w_globals))
    if found == "":
        found = nearest(name, text_items(ec.w_builtins_dict))
    return found


def text_for(w_exc):
    """What to add to the message of an exception: ". Did you mean: 'name'?" or nothing."""
    if not isinstance(w_exc, excobject.W_BaseException):
        return ""
    w_name = w_exc.get_field("name")
    if not isinstance(w_name, unicodeobject.W_UnicodeObject):
        return ""
    found = ""
    try:
        if w_exc.getclass().issubtype(space.w_AttributeError):
            w_obj = w_exc.get_field("obj")
            if w_obj is not None:
                found = for_attribute(space.text_w(w_name), w_obj)
        elif w_exc.getclass().issubtype(space.w_NameError):
            found = for_name(space.text_w(w_name), w_exc.w_traceback)
    except OperationError:
        return ""
    if found == "":
        return ""
    return ". Did you mean: '" + found + "'?"
