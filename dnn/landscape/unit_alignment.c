/* A hidden unit is a row and a bias of its layer and a block of columns of the next. Layers
   between must treat all channels alike. Matching is linear assignment with similarities: scalar
   products of all weights of two units, or correlations of their values. */
#include "dnn/landscape/unit_alignment.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "common/numerics/assignment.h"

void unit_alignment_init(struct unit_alignment *s, const struct network *net, const char *where)
{
    *s = (struct unit_alignment){.net = net};
    openblas_set_num_threads(
        1); /* pairs of networks run in parallel, and bits must not depend on the threads of BLAS */
    struct unit_alignment_group *open = NULL; /* group whose layer `to` is still to be found */
    for (size_t i = 0; i < net->depth; i++) {
        const struct layer *const l = &net->layer[i];
        const bool vote = l->kind->channels == LAYER_ADDS,
                   weights = l->kind->channels == LAYER_MIXES;
        require(l->kind->channels != LAYER_FIXES,
                "%s: layer %zu, %s: its units cannot be exchanged", where, i + 1, l->kind->name);
        if (!vote && !weights) continue;
        if (open) {
            open->to = l, open->into = i;
            open->per = weights ? l->columns / open->units : 0, open->classes = l->classes;
            s->n++;
        }
        open = weights ? &s->group[s->n] : NULL;
        if (open) open->from = l, open->units = l->rows;
    }
    require(s->n > 0, "%s: no layer has exchangeable hidden units", where);
}

/* ---- orders ---------------------------------------------------------------------------------- */

void unit_alignment_permute(const struct unit_alignment *s, size_t g, const uint32_t *order,
                            const double *w, double *out)
{
    const struct unit_alignment_group *const q = &s->group[g];
    const size_t n = q->from->columns, per = q->per;
    memcpy(out, w, s->net->weights * sizeof *out);
    for (size_t k = 0; k < q->units; k++) {
        const double *const in = w + q->from->offset;
        double *const to = out + q->from->offset;
        memcpy(to + k * n, in + order[k] * n, n * sizeof *to);
        if (q->from->bias) to[q->units * n + k] = in[q->units * n + order[k]];
        for (size_t r = 0; per && r < q->to->rows; r++) {
            const size_t row = q->to->offset + r * q->to->columns;
            memcpy(out + row + k * per, w + row + order[k] * per, per * sizeof *out);
        }
    }
}

void unit_alignment_match(const struct unit_alignment_group *g, double *similarity, uint32_t *order)
{
    const size_t n = g->units;
    double size = 1;
    for (size_t k = 0; k < n * n; k++) size += fabs(similarity[k]);
    for (size_t k = 0; k < n; k++)
        for (size_t l = 0; l < n; l++) {
            const bool same = k * g->classes / n == l * g->classes / n;
            double *const x = &similarity[k * n + l];
            *x = same ? -*x : size; /* forbidden pairs: larger than any gain */
        }
    assignment_solve(n, similarity, order);
}

/* ---- by weights ------------------------------------------------------------------------------ */

/* (units, units) inner products of all weights of units of a and of b. */
static void similarity(const struct unit_alignment_group *g, const double *a, const double *b,
                       double *out)
{
    const size_t n = g->units, m = g->from->columns, at = g->from->offset, per = g->per;
    const int N = (int)n;
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, N, N, (int)m, 1, a + at, (int)m, b + at,
                (int)m, 0, out, N);
    if (g->from->bias)
        for (size_t k = 0; k < n * n; k++) out[k] += a[at + n * m + k / n] * b[at + n * m + k % n];
    for (size_t r = 0; per && r < g->to->rows; r++) {
        const size_t row = g->to->offset + r * g->to->columns;
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, N, N, (int)per, 1, a + row, (int)per,
                    b + row, (int)per, 1, out, N);
    }
}

static size_t most_units(const struct unit_alignment *s)
{
    size_t most = 0;
    for (size_t g = 0; g < s->n; g++)
        if (s->group[g].units > most) most = s->group[g].units;
    return most;
}

/* Permutes the units of `out` into their best order; false if they are in it already. */
static bool improve(const struct unit_alignment *s, size_t g, const double *a, double *out,
                    double *work, double *matrix, uint32_t *order)
{
    const size_t n = s->group[g].units;
    similarity(&s->group[g], a, out, matrix);
    double before = 0, after = 0, size = 0;
    for (size_t k = 0; k < n; k++) before += matrix[k * n + k], size += fabs(matrix[k * n + k]);
    unit_alignment_match(&s->group[g], matrix, order);
    for (size_t k = 0; k < n; k++) after -= matrix[k * n + order[k]];
    if (after <= before + 1e-12 * size) return false;
    unit_alignment_permute(s, g, order, out, work);
    memcpy(out, work, s->net->weights * sizeof *out);
    return true;
}

void unit_alignment_align(const struct unit_alignment *s, const double *a, const double *b,
                          double *out)
{
    const size_t n = most_units(s), P = s->net->weights;
    double *const matrix = base_alloc(n * n, sizeof *matrix), *const work =
                                                                  base_alloc(P, sizeof *a);
    uint32_t *const order = base_alloc(n, sizeof *order);
    memcpy(out, b, P * sizeof *out);
    bool better = true;
    while (better) { /* terminates: the overlap grows in every round */
        better = false;
        for (size_t g = 0; g < s->n; g++)
            if (improve(s, g, a, out, work, matrix, order)) better = s->n > 1;
    }
    base_free(matrix), base_free(work), base_free(order);
}

/* ---- by what units do ------------------------------------------------------------------------ */

/* Number of values of a unit per sample. */
static size_t places(const struct unit_alignment_group *g)
{
    return layer_features(g->to->in) / g->units;
}

size_t unit_alignment_profile_size(const struct unit_alignment *s, size_t n)
{
    size_t size = 0;
    for (size_t g = 0; g < s->n; g++) size += s->group[g].units * places(&s->group[g]) * n;
    return size;
}

static void standardise(double *z, size_t n)
{
    double mean = 0, square = 0;
    for (size_t i = 0; i < n; i++) mean += z[i] / (double)n;
    for (size_t i = 0; i < n; i++) z[i] -= mean, square += z[i] * z[i];
    const double scale =
        square > 0 ? 1 / sqrt(square) : 0; /* a dead unit has similarity 0 with all others */
    for (size_t i = 0; i < n; i++) z[i] *= scale;
}

/* Copies the values of the group's units for samples first ... first + b - 1 of n, from the memory
   of a forward pass. */
static void collect(const struct unit_alignment_group *g, const struct network_work *work,
                    size_t first, size_t b, size_t n, double *z)
{
    const size_t run = places(g) * b;
    for (size_t k = 0; k < g->units; k++)
        for (size_t i = 0; i < run; i++)
            z[(k * n + first) * places(g) + i] = (double)work->value[g->into][k * run + i];
}

void unit_alignment_profile(const struct unit_alignment *s, struct gradient *g, const real *w,
                            const struct data_part *part, size_t n, double *z)
{
    struct network_work *const work = &g->memory[0];
    work->training = false, work->average = g->average;
    for (size_t first = 0; first < n; first += g->block) {
        const size_t b = n - first < g->block ? n - first : g->block;
        data_gather(g->data, part, NULL, first, b, work->value[0], work->label);
        network_forward(s->net, w, work, b);
        double *at = z;
        for (size_t k = 0; k < s->n; k++) {
            collect(&s->group[k], work, first, b, n, at);
            at += s->group[k].units * places(&s->group[k]) * n;
        }
    }
    for (size_t k = 0; k < s->n; k++)
        for (size_t u = 0; u < s->group[k].units; u++, z += places(&s->group[k]) * n)
            standardise(z, places(&s->group[k]) * n);
}

void unit_alignment_align_profiles(const struct unit_alignment *s, size_t n, const double *za,
                                   const double *zb, const double *b, double *out)
{
    const size_t units = most_units(s), P = s->net->weights;
    double *const matrix = base_alloc(units * units, sizeof *matrix), *const work = base_alloc(
                                                                          P, sizeof *work);
    uint32_t *const order = base_alloc(units, sizeof *order);
    memcpy(out, b, P * sizeof *out);
    for (size_t g = 0; g < s->n; g++) {
        const struct unit_alignment_group *const q = &s->group[g];
        const int N = (int)q->units, m = (int)(places(q) * n);
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, N, N, m, 1, za, m, zb, m, 0, matrix,
                    N);
        unit_alignment_match(q, matrix, order);
        unit_alignment_permute(s, g, order, out, work);
        memcpy(out, work, P * sizeof *out);
        za += q->units * places(q) * n, zb += q->units * places(q) * n;
    }
    base_free(matrix), base_free(work), base_free(order);
}
