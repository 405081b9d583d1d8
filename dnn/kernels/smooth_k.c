/* Smooth functions and normalisation of columns, compiled once for each instruction set (ISA =
   base, avx2, avx512) and precision. With x = n ln 2 + r, |r| <= ln 2 / 2, and integer n,
     exp(x) - 1 = 2^n (exp(r) - 1) + (2^n - 1),
   where exp(r) - 1 is its Taylor polynomial. The sum keeps all digits of small x. */
#include <math.h>
#include <string.h>

#include "dnn/kernels/smooth.h"

#define INLINE static inline __attribute__((always_inline))

#if defined PRECISION_single
enum { TERMS = 7, MANTISSA = 23, BIAS = 127 };
#define MAGIC   0x1.8p23F /* x + MAGIC has the integer nearest to x in its last bits */
#define LARGEST 87.0F
#define LN2_HI  0x1.62ep-1F /* 12 bits: n LN2_HI is exact */
#define LN2_LO  0x1.0bfbe8p-15F
#else
enum { TERMS = 14, MANTISSA = 52, BIAS = 1023 };
#define MAGIC   0x1.8p52
#define LARGEST 708.0
#define LN2_HI  0x1.62e42fefa38p-1 /* 42 bits */
#define LN2_LO  0x1.ef35793c7673p-45
#endif

static const real factorial[] = {/* 1 / k! */
                                 1.0,
                                 1.0,
                                 1.0 / 2,
                                 1.0 / 6,
                                 1.0 / 24,
                                 1.0 / 120,
                                 1.0 / 720,
                                 1.0 / 5040,
                                 1.0 / 40320,
                                 1.0 / 362880,
                                 1.0 / 3628800,
                                 1.0 / 39916800,
                                 1.0 / 479001600,
                                 1.0 / 6227020800,
                                 1.0 / 87178291200};

/* exp(x) - 1; arguments beyond LARGEST count as LARGEST, NaN is kept. */
INLINE real exp_less_one(real x)
{
    const real high = x > LARGEST ? LARGEST : x, y = high < -LARGEST ? -LARGEST : high;
    const real shifted = y * (real)1.4426950408889634 + MAGIC, n = shifted - MAGIC;
    const real r = (y - n * LN2_HI) - n * LN2_LO;
    precision_bits bits;
    memcpy(&bits, &shifted, sizeof bits);
    bits = (bits + BIAS) << MANTISSA;
    real power, sum = factorial[TERMS];
    memcpy(&power, &bits, sizeof power);
#pragma GCC unroll 14
    for (int k = TERMS - 1; k >= 1; k--) sum = sum * r + factorial[k];
    return power * (sum * r) + (power - 1);
}

INLINE real tanh_of(real x)
{
    const real e = exp_less_one(2 * x);
    return x > 22 ? 1 : e / (e + 2);
}

INLINE real sigmoid_of(real x)
{
    return 1 / (2 + exp_less_one(-x));
}

/* Share of the normal distribution below x. In single precision erfc by Chebyshev's fit of Press
   et al., Numerical Recipes, section 6.2, to 1.2e-7. */
#if defined PRECISION_single
INLINE real below(real x)
{
    static const real c[] = {-1.26551223F, 1.00002368F,  0.37409196F, 0.09678418F,  -0.18628806F,
                             0.27886807F,  -1.13520398F, 1.48851587F, -0.82215223F, 0.17087277F};
    const real z = (x < 0 ? -x : x) * (real)0.70710678118654752, t = 1 / (1 + z / 2);
    real sum = c[9];
#pragma GCC unroll 9
    for (int k = 8; k >= 0; k--) sum = sum * t + c[k];
    const real tail = t * (exp_less_one(sum - z * z) + 1) / 2;
    return x < 0 ? tail : 1 - tail;
}
#else
INLINE real below(real x)
{
    return erfc(-x * 0.70710678118654752) / 2;
}
#endif

INLINE real normal_density(real x)
{
    return (real)0.39894228040143268 * (exp_less_one(-x * x / 2) + 1);
}

/* Argument of tanh in the tanh form of GELU: a (x + 0.044715 x^3), a = sqrt(2 / pi) */
INLINE real bent(real x)
{
    return (real)0.79788456080286536 * (x + (real)0.044715 * x * x * x);
}

INLINE real silu_slope_of(real x)
{
    const real s = sigmoid_of(x);
    return s * (1 + x * (1 - s));
}

INLINE real gelu_tanh_slope_of(real x)
{
    const real t = tanh_of(bent(x)),
               slope = (real)0.79788456080286536 * (1 + (real)0.134145 * x * x);
    return (1 + t) / 2 + x / 2 * (1 - t * t) * slope;
}

#define FUNCTION(name, value)                                                                      \
    static void name(const real *x, real *y, size_t n)                                             \
    {                                                                                              \
        _Pragma("omp simd") for (size_t i = 0; i < n; i++) y[i] = value;                           \
    }
#define SLOPE(name, value)                                                                         \
    static void name(const real *x, const real *dy, real *dx, size_t n)                            \
    {                                                                                              \
        _Pragma("omp simd") for (size_t i = 0; i < n; i++) dx[i] = dy[i] * (value);                \
    }

FUNCTION(all_tanh, tanh_of(x[i]))
FUNCTION(silu, x[i] * sigmoid_of(x[i]))
FUNCTION(gelu, x[i] * below(x[i]))
FUNCTION(gelu_tanh, x[i] * (1 + tanh_of(bent(x[i]))) / 2)
SLOPE(silu_slope, silu_slope_of(x[i]))
SLOPE(gelu_slope, below(x[i]) + x[i] * normal_density(x[i]))
SLOPE(gelu_tanh_slope, gelu_tanh_slope_of(x[i]))

/* ---- columns --------------------------------------------------------------------------------- */

struct moments {                                      /* of the columns */
    double mean[SMOOTH_LANES], inverse[SMOOTH_LANES]; /* inverse: 1 / standard deviation */
};

INLINE void measure(const struct smooth_columns *c, const real *x, size_t n, struct moments *m)
{
    double sum[SMOOTH_LANES] = {0};
    for (size_t i = 0; i < c->terms; i++)
        for (size_t j = 0; j < n; j++) sum[j] += (double)x[i * c->row + j];
    for (size_t j = 0; j < n; j++) m->mean[j] = sum[j] / (double)c->terms, sum[j] = 0;
    for (size_t i = 0; i < c->terms; i++)
        for (size_t j = 0; j < n; j++) {
            const double gap = (double)x[i * c->row + j] - m->mean[j];
            sum[j] += gap * gap;
        }
    for (size_t j = 0; j < n; j++) m->inverse[j] = 1 / sqrt(sum[j] / (double)c->terms + c->epsilon);
}

INLINE void put(const struct smooth_columns *c, const real *x, size_t n, real *y)
{
    struct moments m;
    measure(c, x, n, &m);
    for (size_t i = 0; i < c->terms; i++) {
        const double w = (double)c->w[i], bias = c->bias ? (double)c->bias[i] : 0;
        for (size_t j = 0; j < n; j++)
            y[i * c->row + j] =
                (real)(w * (((double)x[i * c->row + j] - m.mean[j]) * m.inverse[j]) + bias);
    }
}

/* With g = w dy and z the normalised values, dx = (g - <g> - z <g z>) / s; <> is the mean over the
   terms of a column. */
INLINE void give_back(const struct smooth_columns *c, const real *x, const real *dy, size_t n,
                      real *dx, double *dw, double *db)
{
    struct moments m;
    double even[SMOOTH_LANES] = {0}, tilt[SMOOTH_LANES] = {0};
    measure(c, x, n, &m);
    for (size_t i = 0; i < c->terms; i++) {
        double sum = 0, along = 0;
        for (size_t j = 0; j < n; j++) {
            const double z = ((double)x[i * c->row + j] - m.mean[j]) * m.inverse[j],
                         d = (double)dy[i * c->row + j], g = (double)c->w[i] * d;
            sum += d, along += d * z;
            even[j] += g, tilt[j] += g * z;
        }
        dw[i] += along, db[i] += sum;
    }
    if (!dx) return;
    for (size_t j = 0; j < n; j++) even[j] /= (double)c->terms, tilt[j] /= (double)c->terms;
    for (size_t i = 0; i < c->terms; i++)
        for (size_t j = 0; j < n; j++) {
            const size_t at = i * c->row + j;
            const double z = ((double)x[at] - m.mean[j]) * m.inverse[j];
            dx[at] =
                (real)(m.inverse[j] * ((double)c->w[i] * (double)dy[at] - even[j] - z * tilt[j]));
        }
}

static void normalise(const struct smooth_columns *c, const real *x, size_t n, real *y)
{
    n == SMOOTH_LANES ? put(c, x, SMOOTH_LANES, y) : put(c, x, n, y);
}

static void normalise_back(const struct smooth_columns *c, const real *x, const real *dy, size_t n,
                           real *dx, double *dw, double *db)
{
    if (n == SMOOTH_LANES)
        give_back(c, x, dy, SMOOTH_LANES, dx, dw, db);
    else
        give_back(c, x, dy, n, dx, dw, db);
}

#define JOIN2(a, b) a##b
#define JOIN(a, b)  JOIN2(a, b)

const struct smooth_kernels JOIN(smooth_, ISA) = {.tanh = all_tanh,
                                                  .silu = silu,
                                                  .gelu = gelu,
                                                  .gelu_tanh = gelu_tanh,
                                                  .silu_slope = silu_slope,
                                                  .gelu_slope = gelu_slope,
                                                  .gelu_tanh_slope = gelu_tanh_slope,
                                                  .normalise = normalise,
                                                  .normalise_back = normalise_back};
