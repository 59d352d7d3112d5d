"""What ended loops and generators held is let go of."""

import gc
import weakref


class C:
    pass


def dies(use):
    c = C()
    ref = weakref.ref(c)
    use(c)
    del c
    gc.collect()
    return ref() is None


def generated(c):
    def run(x):
        yield 1

    made = run(c)
    kept.append(made)
    return list(made)


kept = []
for _ in range(300):
    set(["a", "b"])
    set([1, 2])
print(dies(lambda c: set([c, 1])), dies(lambda c: [c].index(c)), dies(lambda c: sorted([c])))
print(dies(generated), kept[0].gi_frame)
