"""N queens by backtracking, with lists and with bits; sudoku."""

# run: 6
# run: 8
# stress: 5


def place(row, n, columns, solutions):
    if row == n:
        solutions.append(columns[:])
        return
    for column in range(n):
        for r in range(row):
            c = columns[r]
            if c == column or abs(c - column) == row - r:
                break
        else:
            columns[row] = column
            place(row + 1, n, columns, solutions)


def count_bits(full, left, columns, right):
    if columns == full:
        return 1
    total = 0
    free = full & ~(left | columns | right)
    while free:
        bit = free & -free
        free -= bit
        total += count_bits(full, (left | bit) << 1, columns | bit, (right | bit) >> 1)
    return total


PUZZLE = "1..4....2....3.."


def candidates(board, pos):
    row = pos // 4
    column = pos % 4
    result = []
    for digit in "1234":
        used = False
        for i in range(4):
            if board[row * 4 + i] == digit or board[i * 4 + column] == digit:
                used = True
                break
            y = row // 2 * 2 + i // 2
            x = column // 2 * 2 + i % 2
            if board[y * 4 + x] == digit:
                used = True
                break
        if not used:
            result.append(digit)
    return result


def solve(board):
    pos = 0
    while pos < len(board) and board[pos] != ".":
        pos += 1
    if pos == len(board):
        return True
    for digit in candidates(board, pos):
        board[pos] = digit
        if solve(board):
            return True
    board[pos] = "."
    return False


def entry_point(argv):
    n = int(argv[1])
    solutions = []
    place(0, n, [0] * n, solutions)
    print(len(solutions), count_bits((1 << n) - 1, 0, 0, 0))
    for solution in solutions[:2]:
        for column in solution:
            print("." * column + "Q" + "." * (n - column - 1))
        print("-" * n)
    board = list(PUZZLE)
    solved = solve(board)
    print(solved, "".join(board))
    return len(solutions)


def target(driver, args):
    return entry_point, None
