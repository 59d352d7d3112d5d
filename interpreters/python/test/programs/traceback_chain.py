def f(x):
    return g(x) + 1
def g(x):
    try:
        return h(x)
    except ValueError as e:
        raise KeyError('k') from e
def h(x):
    y = {'a': 1}
    if x:
        raise ValueError('bad %d' % x)
    return y['b']
try:
    f(0)
except KeyError:
    pass
f(3)
