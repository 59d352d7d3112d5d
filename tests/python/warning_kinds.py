"""Warnings of the built-in part: filters, registries, conversions that will be refused one day."""

import operator
import warnings


class Index:
    def __index__(self):
        return True


class Whole(int):
    pass


class Number:
    def __int__(self):
        return Whole(3)


class Real(float):
    pass


class Measure:
    def __float__(self):
        return Real(3)


class Cut:
    def __trunc__(self):
        return 1


with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    operator.index(Index())
    int(Number())
    float(Measure())
    int(Cut())
    bool(NotImplemented)
    warnings.warn("plain")
    warnings.warn("other", FutureWarning, 2)
    for w in seen:
        print(w.category.__name__, w.message, w.lineno)

for action in ("once", "module", "default", "always"):
    with warnings.catch_warnings(record=True) as seen:
        warnings.resetwarnings()
        warnings.simplefilter(action)
        for i in range(3):
            warnings.warn("same %s" % action)
        warnings.warn("same %s" % action)
        print(action, len(seen))


def attempt(*args, **kwargs):
    try:
        warnings.warn(*args, **kwargs)
    except Exception as e:
        print(type(e).__name__, e)


attempt("x", int)
warnings.filterwarnings("error", "bad")
attempt("bad thing")
warnings.filters.insert(0, ("odd", None, Warning, None, 0))
warnings._filters_mutated()
attempt("y")
del warnings.filters[0]
registry = {}
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("default")
    warnings.warn_explicit("explicit", UserWarning, "place.py", 7, registry=registry)
    warnings.warn_explicit("explicit", UserWarning, "place.py", 7, registry=registry)
    print([(w.filename, w.lineno) for w in seen], len(registry))
