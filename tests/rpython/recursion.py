"""Recursion: Ackermann, Hanoi, permutations, mutual recursion, deep but finite."""

# run: 7
# run: 4
# stress: 4


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


def hanoi(n, source, target_, spare, moves):
    if n == 0:
        return
    hanoi(n - 1, source, spare, target_, moves)
    moves.append(source + target_)
    hanoi(n - 1, spare, target_, source, moves)


def permutations(items, k, found):
    if k == len(items):
        found.append("".join(items))
        return
    for i in range(k, len(items)):
        items[k], items[i] = items[i], items[k]
        permutations(items, k + 1, found)
        items[k], items[i] = items[i], items[k]


def is_even(n):
    if n == 0:
        return True
    return is_odd(n - 1)


def is_odd(n):
    if n == 0:
        return False
    return is_even(n - 1)


def depth(n):
    if n == 0:
        return 0
    return 1 + depth(n - 1)


def partitions(n, limit, memo):
    if n == 0:
        return 1
    key = (n, limit)
    if key in memo:
        return memo[key]
    total = 0
    for i in range(1, min(n, limit) + 1):
        total += partitions(n - i, i, memo)
    memo[key] = total
    return total


def flood(grid, x, y):
    if x < 0 or y < 0 or y >= len(grid) or x >= len(grid[y]):
        return 0
    if grid[y][x] != ".":
        return 0
    grid[y][x] = "#"
    count = 1
    count += flood(grid, x + 1, y)
    count += flood(grid, x - 1, y)
    count += flood(grid, x, y + 1)
    count += flood(grid, x, y - 1)
    return count


def entry_point(argv):
    n = int(argv[1])
    print(ackermann(2, n), ackermann(1, n))
    moves = []
    hanoi(n, "A", "C", "B", moves)
    print(len(moves), " ".join(moves[:20]))
    found = []
    permutations(["a", "b", "c", "d"], 0, found)
    print(len(found), " ".join(found[:8]), found[-1])
    print(is_even(n), is_odd(n), depth(n * 100))
    print(partitions(n * 5, n * 5, {}))
    grid = [list("..x...."), list(".xx.xx."), list("x..x...")]
    print(flood(grid, 0, 0), flood(grid, 3, 0), flood(grid, 0, 0))
    for row in grid:
        print("".join(row))
    return depth(n)


def target(driver, args):
    return entry_point, None
