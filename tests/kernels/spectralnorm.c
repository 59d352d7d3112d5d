/* Spectral norm of an infinite matrix: as spectralnorm.py. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static double a(long i, long j)
{
    return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1);
}

static void multiply_av(long n, const double *v, double *av)
{
    for (long i = 0; i < n; i++) {
        double total = 0;
        for (long j = 0; j < n; j++)
            total += a(i, j) * v[j];
        av[i] = total;
    }
}

static void multiply_atv(long n, const double *v, double *atv)
{
    for (long i = 0; i < n; i++) {
        double total = 0;
        for (long j = 0; j < n; j++)
            total += a(j, i) * v[j];
        atv[i] = total;
    }
}

static void multiply_at_av(long n, const double *v, double *at_av)
{
    double *u = malloc(n * sizeof(double));
    multiply_av(n, v, u);
    multiply_atv(n, u, at_av);
    free(u);
}

int main(int argc, char **argv)
{
    long n = argc > 1 ? atol(argv[1]) : 1500;
    double *u = malloc(n * sizeof(double)), *v = malloc(n * sizeof(double));
    for (long i = 0; i < n; i++)
        u[i] = 1;
    for (int i = 0; i < 10; i++) {
        multiply_at_av(n, u, v);
        multiply_at_av(n, v, u);
    }
    double vbv = 0, vv = 0;
    for (long i = 0; i < n; i++) {
        vbv += u[i] * v[i];
        vv += v[i] * v[i];
    }
    printf("%ld\n", (long)(sqrt(vbv / vv) * 1000000000.0));
    return 0;
}
