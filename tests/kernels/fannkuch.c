/* Pancake flips over all permutations: as fannkuch.py. */
#include <stdio.h>
#include <stdlib.h>

static long fannkuch(long n)
{
    long *perm1 = malloc(n * sizeof(long)), *perm = malloc(n * sizeof(long)), *count = malloc(n * sizeof(long));
    for (long i = 0; i < n; i++)
        perm1[i] = i;
    long checksum = 0, most = 0, r = n, number = 0;
    for (;;) {
        for (; r != 1; r--)
            count[r - 1] = r;
        for (long i = 0; i < n; i++)
            perm[i] = perm1[i];
        long flips = 0;
        for (long k; (k = perm[0]) != 0;) {
            for (long i = 0, j = k; i < j; i++, j--) {
                long t = perm[i];
                perm[i] = perm[j];
                perm[j] = t;
            }
            flips++;
        }
        if (flips > most)
            most = flips;
        checksum += number % 2 == 0 ? flips : -flips;
        for (;;) {
            if (r == n) {
                free(perm1), free(perm), free(count);
                return checksum * 1000 + most;
            }
            long first = perm1[0];
            for (long i = 0; i < r; i++)
                perm1[i] = perm1[i + 1];
            perm1[r] = first;
            if (--count[r] > 0)
                break;
            r++;
        }
        number++;
    }
}

int main(int argc, char **argv)
{
    printf("%ld\n", fannkuch(argc > 1 ? atol(argv[1]) : 10));
    return 0;
}
