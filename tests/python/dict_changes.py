"""Dicts and sets under random changes, against a list of pairs."""

import random


def check(seed, keys):
    r = random.Random(seed)
    d = {}
    model = []
    for step in range(3000):
        k = r.choice(keys)
        op = r.random()
        idx = next((i for i, (a, b) in enumerate(model) if a == k), -1)
        if op < 0.55:
            d[k] = step
            if idx >= 0:
                model[idx] = (model[idx][0], step)
            else:
                model.append((k, step))
        elif op < 0.85:
            got = d.pop(k, None)
            if idx >= 0:
                assert got == model[idx][1]
                del model[idx]
            else:
                assert got is None
        elif op < 0.9 and model:
            assert d.popitem() == model.pop()
        elif op < 0.92:
            d = dict(d)
        elif op < 0.94:
            d2 = d.copy()
            d.clear()
            d.update(d2)
        elif op < 0.945:
            d.clear()
            model = []
        else:
            assert (k in d) == (idx >= 0)
        if step % 50 == 0:
            assert list(d.items()) == model, (list(d.items()), model)
            assert list(reversed(d)) == [a for a, b in reversed(model)]
            assert len(d) == len(model)
            s = set(d)
            assert len(s) == len(model) and all(x in s for x, _ in model)
            f = frozenset(s)
            assert hash(f) == hash(frozenset(reversed(list(s))))
            if model:
                x = model[0][0]
                s.discard(x)
                assert x not in s
                s.add(x)
                assert s == f


for seed in range(2):
    for keys in (
        [str(i) for i in range(5)],
        list(range(6)),
        [str(i) for i in range(40)],
        list(range(-3, 30)),
        [1, "a", (1, 2), 2.5, None, "b", b"c"],
        [*range(20), *map(str, range(20)), *((i, "x") for i in range(9))],
        [float(i) for i in range(12)] + [3],
    ):
        check(seed, keys)
print("ok")
