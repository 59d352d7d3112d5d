/* Matrices multiplied: as matmul.py. */
#include <stdio.h>
#include <stdlib.h>

static double **rows(long n)
{
    double **m = malloc(n * sizeof *m);
    for (long i = 0; i < n; i++)
        m[i] = calloc(n, sizeof **m);
    return m;
}

static void drop(long n, double **m)
{
    for (long i = 0; i < n; i++)
        free(m[i]);
    free(m);
}

static double **matrix(long n, double seed)
{
    double **m = rows(n);
    double tmp = seed / n;
    for (long i = 0; i < n; i++)
        for (long j = 0; j < n; j++)
            m[i][j] = tmp * (double)(i - j) * (double)(i + j);
    return m;
}

static double **multiply(long n, double **a, double **b)
{
    double **c = rows(n);
    for (long i = 0; i < n; i++) {
        double *row = c[i], *ai = a[i];
        for (long k = 0; k < n; k++) {
            double x = ai[k], *bk = b[k];
            for (long j = 0; j < n; j++)
                row[j] += x * bk[j];
        }
    }
    return c;
}

int main(int argc, char **argv)
{
    long n = argc > 1 ? atol(argv[1]) : 600;
    double **a = matrix(n, 1.0), **b = matrix(n, 2.0);
    double **c = multiply(n, a, b), **d = multiply(n, a, c);
    printf("%ld\n", (long)(d[n / 3][n / 5] * 1000.0));
    drop(n, a), drop(n, b), drop(n, c), drop(n, d);
    return 0;
}
