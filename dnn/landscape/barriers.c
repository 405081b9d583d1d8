/* Barriers: the loss on paths between two solutions, with and without aligning the hidden units of
   the second to the first (linear mode connectivity: Entezari et al., arXiv:2110.06296; Ainsworth
   et al., arXiv:2209.04836). Exchange: the loss on the line between a solution and itself with m
   hidden units permuted, (1 - s) w + s pi(w), pi a random cycle of m units (after Liao et al.,
   arXiv:2407.20724). */
#include <math.h>
#include <omp.h>
#include <string.h>

#include "common/numerics/interpolation.h"
#include "dnn/landscape/landscape_commands.h"
#include "dnn/landscape/landscape_io.h"
#include "dnn/landscape/solutions.h"
#include "dnn/sampling/state.h"
#include "dnn/landscape/unit_alignment.h"

/* clang-format off: a key on one or two lines is easier to read than one member per line */
const struct runfile_key barriers_keys[] = {
    LANDSCAPE_IO_INTO,
    {.name = "path",
     .doc = "path between two solutions",
     .type = RUNFILE_TEXT,
     .value = "line",
     .table = &interpolation_table},
    {.name = "align",
     .doc = "also align hidden units; no: networks whose units cannot be aligned",
     .type = RUNFILE_BOOL,
     .value = "yes"},
    {.name = "points",
     .doc = "number of points on a path, ends included",
     .type = RUNFILE_INT,
     .value = "21",
     .min = 3,
     .max = 10001},
    {.name = "max_pairs",
     .doc = "largest number of pairs",
     .type = RUNFILE_INT,
     .value = "10",
     .min = 1,
     .max = 1e6},
    LANDSCAPE_IO_SAMPLES,
    LANDSCAPE_IO_THREADS,
    {0},
};

const struct runfile_key barriers_exchange_keys[] = {
    {.name = "copies",
     .doc = "number of random choices of units, per number of units",
     .type = RUNFILE_INT,
     .value = "10",
     .min = 1,
     .max = 1e6},
    {.name = "points",
     .doc = "number of points on a path, ends included; odd",
     .type = RUNFILE_INT,
     .value = "21",
     .min = 3,
     .max = 10001},
    {.name = "layer",
     .doc = "hidden layer, from 1",
     .type = RUNFILE_INT,
     .value = "1",
     .min = 1,
     .max = 128},
    LANDSCAPE_IO_SAMPLES,
    LANDSCAPE_IO_SEED,
    LANDSCAPE_IO_THREADS,
    {0},
};
/* clang-format on */

/* ---- between solutions ----------------------------------------------------------------------- */

enum { ALIGNMENTS = 3 }; /* 0 as they are, 1 by weights, 2 by values of units */

struct path {
    const struct interpolation_method *way;
    size_t points, profiled; /* profiled: samples that units are compared on */
    double *x;               /* (P) */
};

static void write_path(struct solutions *s, const struct path *p, FILE *table, const double *a,
                       const double *b, const char *name)
{
    for (size_t k = 0; k < p->points; k++) {
        const double share = (double)k / (double)(p->points - 1);
        p->way->point(s->P, a, b, share, p->x);
        const struct solutions_score train = solutions_train(s, p->x),
                                     test = solutions_test(s, p->x, s->samples);
        fprintf(table, "%s %.6g %.8g %.6g %.8g %.6g %.8g\n", name, share, train.loss, train.error,
                test.loss, test.error, train.u);
    }
    fputs("\n\n", table);
    fflush(table);
}

static void profile(struct solutions *s, const struct unit_alignment *y, const double *w, size_t n,
                    double *z)
{
    for (size_t k = 0; k < s->P; k++) s->rounded[k] = (real)w[k];
    unit_alignment_profile(y, &s->st->gradient, s->rounded, &s->st->data.train, n, z);
}

static void align(struct solutions *s, const struct unit_alignment *y, size_t n, int how,
                  const double *a, const double *b, double *out)
{
    if (how == 0) memcpy(out, b, s->P * sizeof *out);
    if (how == 1) unit_alignment_align(y, a, b, out);
    if (how < 2) return;
    const size_t size = unit_alignment_profile_size(y, n);
    double *const za = base_alloc(2 * size, sizeof *za), *const zb = za + size;
    profile(s, y, a, n, za), profile(s, y, b, n, zb);
    unit_alignment_align_profiles(y, n, za, zb, b, out);
    base_free(za);
}

static void write_pair(struct solutions *s, const struct unit_alignment *y, const struct path *p,
                       FILE *table, size_t i, size_t j, double *aligned)
{
    for (int how = 0; how < (y ? ALIGNMENTS : 1); how++) {
        align(s, y, p->profiled, how, s->w[i], s->w[j], aligned);
        char *const name = base_text("%zu %zu %d", i, j, how);
        write_path(s, p, table, s->w[i], aligned, name);
        base_free(name);
    }
}

int barriers_command(const struct program_request *r)
{
    struct solutions s;
    struct unit_alignment y;
    struct runfile *const o = landscape_io_load(&s, r, "barriers", barriers_keys, 2, 10000);
    const bool both = runfile_bool(o, "barriers", "align");
    if (both) unit_alignment_init(&y, &s.st->net, solutions_layers(&s));
    struct path p = {runfile_row(o, "barriers", "path"),
                     (size_t)runfile_int(o, "barriers", "points"),
                     s.samples < 1000 ? s.samples : 1000, base_alloc(s.P, sizeof(double))};
    double *const aligned = base_alloc(s.P, sizeof *aligned);
    const char *const into = runfile_text(o, "barriers", "into");
    landscape_io_require(r, &s, into, (const char *const[]){"barriers", NULL});
    char *const doc =
        base_text("loss between solutions i and j (%s); aligned: 0 not, 1 by weights, 2 by values",
                  p.way->doc);
    FILE *const table = landscape_io_table(
        into, "barriers", doc,
        "i 1 j 1 aligned 1 s 1 loss loss error 1 test_loss loss test_error 1 u loss");
    landscape_io_name(into, &s);
    base_free(doc);
    size_t left = (size_t)runfile_int(o, "barriers", "max_pairs");
    for (size_t gap = 1; gap < s.n && left;
         gap++) /* order in which every solution takes part early */
        for (size_t i = 0; i + gap < s.n && left; i++, left--)
            write_pair(&s, both ? &y : NULL, &p, table, i, i + gap, aligned);
    landscape_io_end(into, "barriers", table);
    printf("%s/barriers.dat\n", into);
    base_free(p.x), base_free(aligned);
    solutions_clear(&s);
    runfile_free(o);
    return EXIT_OK;
}

/* ---- between a solution and its copies ------------------------------------------------------- */

/* Draws m units; each takes the place of the next. */
static void draw_cycle(struct rng *rng, size_t units, size_t m, uint32_t *order)
{
    uint32_t *const drawn = base_alloc(units, sizeof *drawn);
    for (uint32_t k = 0; k < units; k++) drawn[k] = order[k] = k;
    rng_shuffle(rng, drawn, (uint32_t)units);
    for (size_t k = 0; k < m; k++) order[drawn[k]] = drawn[(k + 1) % m];
    base_free(drawn);
}

/* 2, 3, 4, 6, 8, 12 ... and all. */
static size_t next_count(size_t m, size_t units)
{
    size_t power = 1;
    while (2 * power <= m) power *= 2;
    const size_t next = m == power ? (m == 2 ? 3 : m + m / 2) : 2 * power;
    return m < units && next > units ? units : next;
}

struct replica_exchange {
    const struct unit_alignment *y;
    size_t group, points, copies;
    struct rng rng;
    double *copy, *x; /* (P) */
    uint32_t *order;
};

/* Fatal unless the copy computes the same function. */
static void check_copy(struct solutions *s, const struct replica_exchange *e, double loss)
{
    const double there = solutions_train(s, e->copy).loss;
    require(fabs(there - loss) < 1e-9 * (1 + fabs(loss)),
            "a copy with its units exchanged has loss %.12g, not %.12g", there, loss);
}

static void write_copies(struct solutions *s, struct replica_exchange *e, FILE *table, size_t m)
{
    const double loss = solutions_train(s, s->w[0]).loss;
    for (size_t c = 0; c < e->copies; c++) {
        draw_cycle(&e->rng, e->y->group[e->group].units, m, e->order);
        unit_alignment_permute(e->y, e->group, e->order, s->w[0], e->copy);
        check_copy(s, e, loss);
        const double q = interpolation_overlap(s->P, s->w[0], e->copy);
        for (size_t k = 0; k < e->points; k++) {
            const double share = (double)k / (double)(e->points - 1);
            interpolation_methods[0].point(s->P, s->w[0], e->copy, share, e->x);
            const struct solutions_score x = solutions_train(s, e->x);
            fprintf(table, "%zu %zu %.8g %.6g %.10g %.6g\n", m, c, q, share, x.loss, x.error);
        }
    }
    fputs("\n\n", table);
}

int barriers_exchange_command(const struct program_request *r)
{
    struct solutions s;
    struct unit_alignment y;
    struct runfile *const o = landscape_io_load(&s, r, "exchange", barriers_exchange_keys, 1, 1);
    unit_alignment_init(&y, &s.st->net, solutions_layers(&s));
    const size_t layer = (size_t)runfile_int(o, "exchange", "layer");
    require(layer <= y.n, "exchange layer=%zu: there are %zu hidden layers", layer, y.n);
    require(y.group[layer - 1].classes == 1, "exchange layer=%zu: its units vote with unlike signs",
            layer);
    const size_t units = y.group[layer - 1].units;
    struct replica_exchange e = {.y = &y,
                                 .group = layer - 1,
                                 .points = (size_t)runfile_int(o, "exchange", "points"),
                                 .copies = (size_t)runfile_int(o, "exchange", "copies")};
    rng_init(&e.rng, (uint64_t)runfile_int(o, "exchange", "seed"), 0, RNG_NOISE);
    e.copy = base_alloc(s.P, sizeof(double)), e.x = base_alloc(s.P, sizeof(double));
    e.order = base_alloc(units, sizeof *e.order);
    /* the table exchange.dat of a ladder must not be replaced: both have the same name */
    landscape_io_require(r, &s, r->words[0], (const char *const[]){"exchange: loss", NULL});
    FILE *const table = landscape_io_table(
        r->words[0], "exchange",
        "loss on straight lines to copies with `units` hidden units exchanged in a cycle",
        "units 1 copy 1 overlap 1 s 1 loss loss error 1");
    for (size_t m = 2; m <= units; m = next_count(m, units)) write_copies(&s, &e, table, m);
    landscape_io_end(r->words[0], "exchange", table);
    printf("%s/exchange.dat\n", r->words[0]);
    base_free(e.copy), base_free(e.x), base_free(e.order);
    solutions_clear(&s);
    runfile_free(o);
    return EXIT_OK;
}
