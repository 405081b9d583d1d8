/* Compiled once for each instruction set (ISA = base, avx2, avx512). */
#include "glass/spins/spin_kernels.h"

enum { LANES = 8 };

static double lanes_sum(const double *lane)
{
    return ((lane[0] + lane[4]) + (lane[2] + lane[6])) +
           ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

static double dot(const float *restrict J, size_t n, const double *restrict s)
{
    double lane[LANES] = {0};
    size_t k = 0;
    for (; k + LANES <= n; k += LANES)
        for (size_t l = 0; l < LANES; l++) lane[l] += (double)J[k + l] * s[k + l];
    for (size_t l = 0; k < n; k++, l++) lane[l] += (double)J[k] * s[k];
    return lanes_sum(lane);
}

static double dot_add(const float *restrict J, size_t n, const double *restrict s, double c,
                      double *restrict g)
{
    double lane[LANES] = {0};
    size_t k = 0;
    for (; k + LANES <= n; k += LANES)
        for (size_t l = 0; l < LANES; l++) {
            const double x = (double)J[k + l];
            lane[l] += x * s[k + l];
            g[k + l] += c * x;
        }
    for (size_t l = 0; k < n; k++, l++) {
        lane[l] += (double)J[k] * s[k];
        g[k] += c * (double)J[k];
    }
    return lanes_sum(lane);
}

static double dots_add(size_t n, const double *restrict x, const double *restrict y,
                       const double *restrict a, const double *restrict b, double c, double d,
                       double *restrict u, double *restrict v)
{
    double lane[LANES] = {0};
    size_t k = 0;
    for (; k + LANES <= n; k += LANES)
        for (size_t l = 0; l < LANES; l++) {
            lane[l] += a[k + l] * x[k + l] + b[k + l] * y[k + l];
            u[k + l] += c * x[k + l];
            v[k + l] += d * y[k + l];
        }
    for (size_t l = 0; k < n; k++, l++) {
        lane[l] += a[k] * x[k] + b[k] * y[k];
        u[k] += c * x[k];
        v[k] += d * y[k];
    }
    return lanes_sum(lane);
}

#define JOIN_(a, b) a##_##b
#define JOIN(a, b)  JOIN_(a, b)

extern const struct spin_kernels JOIN(spin_kernels, ISA);
const struct spin_kernels JOIN(spin_kernels, ISA) = {dot, dot_add, dots_add};
