/* Preparation of data. Principal components: eigenvectors of the covariance C = X^T X / n of
   the training part (X centred) by LAPACK (dsyevr, the k largest), each with its largest entry
   positive, which fixes the sign; components are taken of both parts with the training part's
   mean. */
#include "dnn/data/preprocess.h"

#include "dnn/data/data_parts.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double raw(const struct data_part *p, size_t i)
{
    return p->pixel ? (double)p->pixel[i] : (double)p->value[i];
}

/* Scales every feature to mean 0 and variance 1 over the training part; constant features become
   0. */
static void fit_pixels(const struct data *d, double *shift, double *scale)
{
    const size_t n = layer_features(d->shape);
    double *const squares = base_alloc(n, sizeof *squares);
    for (size_t s = 0; s < d->train.n; s++)
        for (size_t i = 0; i < n; i++) shift[i] += raw(&d->train, s * n + i);
    for (size_t i = 0; i < n; i++) shift[i] /= (double)d->train.n;
    for (size_t s = 0; s < d->train.n; s++)
        for (size_t i = 0; i < n; i++) squares[i] += pow(raw(&d->train, s * n + i) - shift[i], 2);
    for (size_t i = 0; i < n; i++)
        scale[i] = squares[i] > 0 ? 1 / sqrt(squares[i] / (double)d->train.n) : 1;
    base_free(squares);
}

static void fit_unit(const struct data *d, double *shift, double *scale)
{
    for (size_t i = 0; i < layer_features(d->shape); i++) shift[i] = 0, scale[i] = 1 / 255.0;
}

static void fit_signed(const struct data *d, double *shift, double *scale)
{
    for (size_t i = 0; i < layer_features(d->shape); i++) shift[i] = 127.5, scale[i] = 1 / 127.5;
}

const struct preprocess_kind preprocess_kinds[] = {
    {"channels", "images: each channel to mean 0, variance 1; synthetic inputs as they are", NULL,
     false},
    {"pixels", "every input to mean 0, variance 1", fit_pixels, false},
    {"unit", "bytes to 0 ... 1", fit_unit, false},
    {"signed", "bytes to -1 ... 1", fit_signed, false},
    {.name = "none", .doc = "inputs as they are, bytes as 0 ... 255", .raw = true},
    {0},
};

const struct base_table preprocess_table = {"preparation", "inputs, in [data] preprocess",
                                            preprocess_kinds, sizeof *preprocess_kinds};

/* ---- classes --------------------------------------------------------------------------------- */

static void keep(struct data_part *p, size_t features, const int *number)
{
    size_t n = 0;
    for (size_t s = 0; s < p->n; s++) {
        const int label = number[p->label[s]];
        if (label < 0) continue;
        p->label[n] = (uint8_t)label;
        p->number[n] = p->number[s];
        if (p->pixel) memmove(p->pixel + n * features, p->pixel + s * features, features);
        if (p->value)
            memmove(p->value + n * features, p->value + s * features, features * sizeof(real));
        n++;
    }
    p->n = n;
}

void preprocess_select_classes(struct data *d, const char *list, const char *where)
{
    int number[256], kept = 0;
    for (int c = 0; c < 256; c++) number[c] = -1;
    for (const char *at = list; *at;) {
        char *end;
        const unsigned long c = strtoul(at, &end, 10);
        require(end > at && c < d->classes && number[c] < 0,
                "%s = %s: needs different class numbers 0 ... %zu", where, list, d->classes - 1);
        number[c] = kept++;
        for (at = end; *at == ' '; at++) {
        }
    }
    require(kept >= 2, "%s = %s: needs two classes or more", where, list);
    struct data_part *part[DATA_PARTS];
    for (size_t k = data_parts_of(d, part); k-- > 0;)
        keep(part[k], layer_features(d->shape), number);
    require(d->train.n > 0 && d->test.n > 0, "%s = %s: no samples are left", where, list);
    d->classes = (size_t)kept;
}

/* ---- real numbers ---------------------------------------------------------------------------- */

static void to_real(struct data_part *p, size_t features, const double *shift, const double *scale)
{
    real *const value = base_alloc(p->n * features, sizeof *value);
    for (size_t s = 0; s < p->n; s++)
        for (size_t i = 0; i < features; i++)
            value[s * features + i] = (real)((raw(p, s * features + i) - shift[i]) * scale[i]);
    base_free(p->pixel);
    base_free(p->value);
    p->pixel = NULL;
    p->value = value;
}

void preprocess_apply(struct data *d, const struct preprocess_kind *kind)
{
    const size_t n = layer_features(d->shape);
    double *const shift = base_alloc(n, sizeof *shift), *const scale = base_alloc(n, sizeof *scale);
    kind->fit(d, shift, scale);
    struct data_part *part[DATA_PARTS];
    for (size_t k = data_parts_of(d, part); k-- > 0;) to_real(part[k], n, shift, scale);
    base_free(shift);
    base_free(scale);
}

/* ---- principal components -------------------------------------------------------------------- */

enum { BLOCK = 512 }; /* samples converted at a time */

static void centred(const struct data_part *p, size_t first, size_t b, size_t n, const double *mean,
                    double *x)
{
    for (size_t s = 0; s < b; s++)
        for (size_t i = 0; i < n; i++) x[s * n + i] = raw(p, (first + s) * n + i) - mean[i];
}

static void covariance(const struct data_part *p, size_t n, const double *mean, double *c)
{
    double *const x = base_alloc(BLOCK * n, sizeof *x);
    for (size_t first = 0; first < p->n; first += BLOCK) {
        const size_t b = p->n - first < BLOCK ? p->n - first : BLOCK;
        centred(p, first, b, n, mean, x);
        cblas_dsyrk(CblasRowMajor, CblasUpper, CblasTrans, (int)n, (int)b, 1 / (double)p->n, x,
                    (int)n, 1, c, (int)n);
    }
    base_free(x);
}

/* The k largest eigenvalues, falling, and their vectors as rows of v (k, n). */
static void largest(double *c, size_t n, size_t k, double *eigenvalue, double *v)
{
    double *const value = base_alloc(n, sizeof *value), *const z = base_alloc(n * k, sizeof *z);
    lapack_int found, *const support = base_alloc(2 * n, sizeof *support);
    const lapack_int status =
        LAPACKE_dsyevr(LAPACK_ROW_MAJOR, 'V', 'I', 'U', (int)n, c, (int)n, 0, 0, (int)(n - k + 1),
                       (int)n, 0, &found, value, z, (int)k, support);
    require(status == 0 && (size_t)found == k, "[data] pca_components: LAPACK failed (%d)",
            (int)status);
    for (size_t j = 0; j < k; j++) {
        size_t top = 0;
        for (size_t i = 0; i < n; i++)
            if (fabs(z[i * k + k - 1 - j]) > fabs(z[top * k + k - 1 - j])) top = i;
        const double sign = z[top * k + k - 1 - j] < 0 ? -1 : 1;
        for (size_t i = 0; i < n; i++) v[j * n + i] = sign * z[i * k + k - 1 - j];
        eigenvalue[j] = value[k - 1 - j];
    }
    base_free(value);
    base_free(z);
    base_free(support);
}

static void project(struct data_part *p, size_t n, size_t k, const double *mean, const double *v)
{
    double *const x = base_alloc(BLOCK * n, sizeof *x), *const y = base_alloc(BLOCK * k, sizeof *y);
    real *const value = base_alloc(p->n * k, sizeof *value);
    for (size_t first = 0; first < p->n; first += BLOCK) {
        const size_t b = p->n - first < BLOCK ? p->n - first : BLOCK;
        centred(p, first, b, n, mean, x);
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)b, (int)k, (int)n, 1, x, (int)n,
                    v, (int)n, 0, y, (int)k);
        for (size_t i = 0; i < b * k; i++) value[first * k + i] = (real)y[i];
    }
    base_free(x);
    base_free(y);
    base_free(p->pixel);
    base_free(p->value);
    p->pixel = NULL;
    p->value = value;
}

void preprocess_components(struct data *d, size_t k, bool whiten, double *share, double *spread)
{
    const size_t n = layer_features(d->shape);
    require(k <= n && k <= d->train.n,
            "[data] pca_components = %zu: there are %zu inputs and %zu training samples", k, n,
            d->train.n);
    double *const mean = base_alloc(n, sizeof *mean), *const c = base_alloc(n * n, sizeof *c),
                  *const v = base_alloc(k * n, sizeof *v),
                  *const eigenvalue = base_alloc(k, sizeof *eigenvalue);
    for (size_t s = 0; s < d->train.n; s++)
        for (size_t i = 0; i < n; i++) mean[i] += raw(&d->train, s * n + i) / (double)d->train.n;
    openblas_set_num_threads(1); /* the same bits on all machines of one kind */
    covariance(&d->train, n, mean, c);
    double trace = 0;
    for (size_t i = 0; i < n; i++) trace += c[i * n + i];
    largest(c, n, k, eigenvalue, v);
    for (size_t j = 0; j < k; j++) {
        const double sd = sqrt(fmax(eigenvalue[j], 0));
        if (share) share[j] = eigenvalue[j] / trace;
        if (spread) spread[j] = sd;
        for (size_t i = 0; whiten && i < n; i++) v[j * n + i] /= sd > 1e-12 ? sd : 1;
    }
    struct data_part *part[DATA_PARTS];
    for (size_t i = data_parts_of(d, part); i-- > 0;) project(part[i], n, k, mean, v);
    d->shape = (struct layer_shape){1, 1, k};
    void *const owned[] = {mean, c, v, eigenvalue};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) base_free(owned[i]);
}
