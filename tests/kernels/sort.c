/* Quicksort with insertion of short runs: as sort.py. */
#include <stdio.h>
#include <stdlib.h>

static void insertion(long *items, long low, long high)
{
    for (long i = low + 1; i <= high; i++) {
        long x = items[i], j = i - 1;
        for (; j >= low && items[j] > x; j--)
            items[j + 1] = items[j];
        items[j + 1] = x;
    }
}

static void quicksort(long *items, long low, long high)
{
    while (high - low > 12) {
        long pivot = items[(low + high) / 2], i = low, j = high;
        while (i <= j) {
            while (items[i] < pivot)
                i++;
            while (pivot < items[j])
                j--;
            if (i <= j) {
                long t = items[i];
                items[i++] = items[j];
                items[j--] = t;
            }
        }
        if (j - low < high - i) {
            quicksort(items, low, j);
            low = i;
        } else {
            quicksort(items, i, high);
            high = j;
        }
    }
    insertion(items, low, high);
}

int main(int argc, char **argv)
{
    long n = argc > 1 ? atol(argv[1]) : 1000000, total = 0, seed = 42;
    for (int round = 0; round < 8; round++) {
        long *items = NULL, used = 0, room = 0;
        for (long i = 0; i < n; i++) {
            seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF;
            if (used == room)
                items = realloc(items, (room = room * 2 + 16) * sizeof *items);
            items[used++] = seed;
        }
        quicksort(items, 0, n - 1);
        total += items[n / 3] ^ items[n / 2];
        free(items);
    }
    printf("%ld\n", total);
    return 0;
}
