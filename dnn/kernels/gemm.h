/* Matrix products, the arithmetic of every layer with weights. They run on the calling thread, so
   that bits do not depend on the number of threads. The loops are kernels compiled for each
   instruction set; the widest available one is used. */
#ifndef DNN_KERNELS_GEMM_H
#define DNN_KERNELS_GEMM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dnn/kernels/precision.h"

struct gemm_sum { /* y(i, j) = bias(i) + sum over k of a(i, k) x(k, j), i < m, j < n */
    size_t m, n, k;
    const real *a; /* a(i, k) = a[i a_row + a_at[k]] */
    size_t a_row;
    const uint32_t *a_at; /* (k) */
    const real *x;        /* x(k, j) = x[x_at[k] + j] */
    const uint32_t *x_at; /* (k) */
    const real *bias;     /* (m), or NULL: 0 */
    real *y;              /* y(i, j) = y[i y_row + j]; overlaps nothing above */
    size_t y_row;
};

struct gemm_dots { /* dw(i, q) = sum over r < runs, j < run of dy(i, r, j) x(q, r, j) */
    size_t m, columns, runs, run;
    const real *dy; /* dy[i dy_row + r dy_run + j] */
    size_t dy_row, dy_run;
    const real *x;        /* x[x_at[q] + r x_run + j] */
    const uint32_t *x_at; /* (columns) */
    size_t x_run;
    real *dw; /* (m, columns) */
};

/* Inputs whose lower half of the bits is zero (-1 and +1, synthetic inputs in double) can be
   packed two per word. Products that are limited by memory bandwidth then take half the time. */
struct gemm_pairs { /* values x(k, j), k < rows, j < n; n even */
    size_t rows, n;
    /* Strip by strip of j, in each row by row: x(k, j) in the upper half, x(k, n/2 + j) in the
       lower half. The last strip overlaps the one before. */
    const real *pair;
};

struct gemm_rows {
    size_t first, count;
};

struct gemm_kernels { /* one table an instruction set */
    void (*combine)(const struct gemm_sum *p);
    size_t strip; /* products of packed inputs */
    void (*combine_pairs)(const struct gemm_pairs *x, struct gemm_rows r, const real *a, real bias,
                          real *y);
    void (*dots_pairs)(const struct gemm_pairs *x, struct gemm_rows r, const real *dy, real *dw);
    void (*dots)(const struct gemm_dots *p);
    void (*turn)(const real *x, size_t rows, size_t columns, real *y);
};

/* 0, stride, 2 stride, ... into list (n), which is returned: the a_at or x_at of a dense matrix. */
const uint32_t *gemm_multiples(uint32_t *list, size_t n, size_t stride);
void gemm_init(void); /* chooses the kernels; call once before the first product */
void gemm_combine(const struct gemm_sum *p);
void gemm_dots(const struct gemm_dots *p);
/* Products with some rows of x: y(j) = bias + sum over k of a(k) x(k, j), dw(k) = sum over j of
   dy(j) x(k, j) */
void gemm_combine_pairs(const struct gemm_pairs *x, struct gemm_rows r, const real *a, real bias,
                        real *y);
void gemm_dots_pairs(const struct gemm_pairs *x, struct gemm_rows r, const real *dy, real *dw);
size_t gemm_paired(size_t rows, size_t n); /* size of the packed form of x (rows, n) [reals] */
/* Packs x (rows, n) into pair. Returns false, with pair undefined, if bits would be lost or n is
   odd or small. */
bool gemm_pair(const real *x, size_t rows, size_t n, real *pair);
/* y (columns, rows) = the transpose of x (rows, columns) */
void gemm_transpose(const real *x, size_t rows, size_t columns, real *y);

#endif
