"""Long lists that grow in memory in which longer ones lay before."""


def grown(n, step):
    result = []
    for i in range(n):
        result.append([i] if i % step == 0 else None)
    return result


for n in (400_000, 50_000, 250_000, 20_000, 700_000, 150_000):
    kept = grown(n, 101)
    print(n, sum(x[0] for x in kept if x is not None))
    del kept
