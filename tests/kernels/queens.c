/* Queens on a board: as queens.py. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

struct board {
    long n;
    bool *columns, *up, *down;
};

static long place(struct board *b, long row)
{
    if (row == b->n)
        return 1;
    long count = 0;
    for (long column = 0; column < b->n; column++) {
        long up = row + column, down = row - column + b->n;
        if (b->columns[column] || b->up[up] || b->down[down])
            continue;
        b->columns[column] = b->up[up] = b->down[down] = true;
        count += place(b, row + 1);
        b->columns[column] = b->up[up] = b->down[down] = false;
    }
    return count;
}

int main(int argc, char **argv)
{
    long n = argc > 1 ? atol(argv[1]) : 13;
    struct board b = { n, calloc(n, 1), calloc(2 * n, 1), calloc(2 * n, 1) };
    printf("%ld\n", place(&b, 0));
    return 0;
}
