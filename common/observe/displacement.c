/* Implementation of displacement.h. alpha_2 = d <r^4> / ((d + 2) <r^2>^2) - 1 in d dimensions;
   histograms as in Kerr Winter and Janssen, arXiv 2405.13098. */
#include "common/observe/displacement.h"

#include <math.h>

const struct observe_column displacement_msd_columns[] = {{"msd", "length^2"}, {0}};

void displacement_add_msd(const struct observe_pair *p, size_t i, double *sum)
{
    sum[0] += observe_squared(p, i);
}

const struct observe_column displacement_norm_columns[] = {{"norm", "length"}, {0}};

void displacement_add_norm(const struct observe_pair *p, size_t i, double *sum)
{
    const int dim = p->now->dim;
    for (int k = 0; k < dim; k++) sum[0] += pow(p->now->x[i * (size_t)dim + (size_t)k], 2);
}

void displacement_finish_norm(const struct observe_pair *p, const double *sum, size_t n,
                              double *value)
{
    (void)p, (void)n;
    value[0] = sqrt(sum[0]);
}

const struct observe_column displacement_alpha2_columns[] = {
    {"alpha2", "1"}, {"r2", "length^2"}, {"r4", "length^4"}, {0}};

void displacement_add_alpha2(const struct observe_pair *p, size_t i, double *sum)
{
    const double r2 = observe_squared(p, i);
    sum[0] += r2;
    sum[1] += r2 * r2;
}

void displacement_finish_alpha2(const struct observe_pair *p, const double *sum, size_t n,
                                double *value)
{
    const double r2 = sum[0] / (double)n, r4 = sum[1] / (double)n, dim = p->now->dim;
    value[0] = dim * r4 / ((dim + 2) * r2 * r2) - 1;
    value[1] = r2;
    value[2] = r4;
}

/* Fractions of the displacements |r| in bins of equal width in ln r. The first and the last bin
   include everything beyond them. */
enum { BINS = 40 };

#define P(n)   {"p" #n, "1"},
#define TEN(t) P(t##0) P(t##1) P(t##2) P(t##3) P(t##4) P(t##5) P(t##6) P(t##7) P(t##8) P(t##9)
const struct observe_column displacement_histogram_columns[] = {
    {"displacements", "1"}, P(2) P(3) P(4) P(5) P(6) P(7) P(8) P(9) TEN(1) TEN(2) TEN(3) P(40){0}};
#undef TEN
#undef P

const struct runfile_key displacement_histogram_keys[] = {
    {.name = "min",
     .doc = "lower edge of the first of the 40 bins",
     .type = RUNFILE_REAL,
     .value = "0.01",
     .min = 1e-15,
     .max = 1e6,
     .unit = "length"},
    {.name = "max",
     .doc = "upper edge of the last bin",
     .type = RUNFILE_REAL,
     .value = "10",
     .min = 1e-15,
     .max = 1e9,
     .unit = "length"},
    {0},
};

void displacement_prepare_histogram(struct observe_pair *p)
{
    const double least = p->parameter[0], most = p->parameter[1];
    p->prepared[0] = log(least * least);
    p->prepared[1] = BINS / log(most * most / (least * least));
}

void displacement_add_histogram(const struct observe_pair *p, size_t i, double *sum)
{
    const double r2 = observe_squared(p, i),
                 at = r2 > 0 ? (log(r2) - p->prepared[0]) * p->prepared[1] : 0;
    sum[at < 0 ? 0 : at < BINS ? (int)at : BINS - 1]++;
}
