/* Primes by striking out multiples: as sieve.py. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long sieve(long n)
{
    bool *flags = malloc(n + 1);
    memset(flags, true, n + 1);
    long count = 0;
    for (long i = 2; i <= n; i++)
        if (flags[i]) {
            count++;
            for (long k = i * i; k <= n; k += i)
                flags[k] = false;
        }
    free(flags);
    return count;
}

int main(int argc, char **argv)
{
    long n = argc > 1 ? atol(argv[1]) : 1000000, total = 0;
    for (long i = 0; i < 100; i++)
        total += sieve(n - i);
    printf("%ld\n", total);
    return 0;
}
