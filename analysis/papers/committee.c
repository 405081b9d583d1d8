/* Implementation of committee.h, except its figures. */
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "analysis/read/table.h"
#include "analysis/papers/committee.h"
#include "common/core/base.h"
#include "common/io/run_folder.h"
#include "common/numerics/interpolation.h"
#include "common/io/trajectory.h"

static const char u_at[] = "u at T = ";

struct committee committee_init(const char *out, const struct published *p)
{
    return (struct committee){.out = out,
                              .published = p,
                              .weights = published_value(p, "weights N").value,
                              .samples = published_value(p, "samples P").value,
                              .decay = published_value(p, "decay lambda").value};
}

size_t committee_temperatures(const struct committee *c, const char *name[COMMITTEE_TEMPERATURES])
{
    const size_t length = sizeof u_at - 1;
    size_t n = 0;
    for (const struct published_row *r = c->published->row;
         r < c->published->row + c->published->n && n < COMMITTEE_TEMPERATURES; r++)
        if (strncmp(r->claim, u_at, length) == 0) name[n++] = r->claim + length;
    return n;
}

struct statistics_estimate committee_published(const struct committee *c, const char *what,
                                               const char *T)
{
    char *const claim = base_text("%s at T = %s", what, T);
    const struct statistics_estimate e = published_value(c->published, claim);
    base_free(claim);
    return e;
}

bool committee_has(const char *out, const char *name, const char *table)
{
    char *const folder = base_text("%s/%s", out, name), *const path =
                                                            base_text("%s/%s.dat", folder, table);
    const struct run_folder_status status = run_folder_status(folder);
    const bool run = strcmp(status.word, "none") != 0, ended = strcmp(status.word, "finished") == 0,
               there = access(path, R_OK) == 0 && (ended || !run);
    base_free(folder), base_free(path);
    return there;
}

static struct table open_table(const char *out, const char *name, const char *table)
{
    char *const folder = base_text("%s/%s", out, name);
    const struct table t = table_read(folder, table);
    base_free(folder);
    return t;
}

enum { QUANTITIES = 4, CHAINS = 16 };

/* Means of one chain, with errors that include its autocorrelation time. */
static void add_chain(const struct committee *c, const char *name,
                      struct statistics_estimate (*chain)[CHAINS], size_t number)
{
    struct table t = open_table(c->out, name, "series");
    const size_t u = table_column(&t, "u"), right = table_column(&t, "train_accuracy"),
                 norm = table_column(&t, "weight_norm");
    double *const x = base_alloc(QUANTITIES * t.rows, sizeof *x);
    for (size_t i = 0; i < t.rows; i++) {
        const double length = table_at(&t, i, norm);
        x[i] = table_at(&t, i, u), x[t.rows + i] = 1 - table_at(&t, i, right);
        x[2 * t.rows + i] = length * length;
        x[3 * t.rows + i] = x[i] + c->decay / 2 * length * length;
    }
    for (size_t k = 0; k < QUANTITIES; k++)
        chain[k][number] = statistics_correlated(t.rows, x + k * t.rows);
    base_free(x), table_clear(&t);
}

/* Standard error: the larger of the combined autocorrelation error within chains and the spread
   between chain means. */
static struct statistics_estimate together(size_t n, const struct statistics_estimate *chain)
{
    double value[CHAINS] = {0}, own = 0;
    for (size_t k = 0; k < n; k++)
        value[k] = chain[k].value, own += chain[k].error * chain[k].error;
    const struct statistics_estimate e = statistics_mean(n, value);
    return (struct statistics_estimate){e.value, fmax(e.error, sqrt(own) / (double)n)};
}

struct committee_state committee_state(const struct committee *c, const char *runs)
{
    struct statistics_estimate chain[QUANTITIES][CHAINS];
    size_t n = 0;
    for (bool more = true; more && n < CHAINS;) {
        char *const name = base_text("%s-%zu", runs, n + 1);
        more = committee_has(c->out, name, "series");
        if (more) add_chain(c, name, chain, n++);
        base_free(name);
    }
    return (struct committee_state){n, together(n, chain[0]), together(n, chain[1]),
                                    together(n, chain[2]), together(n, chain[3])};
}

/* ---- overlaps -------------------------------------------------------------------------------- */

struct frames {
    size_t n, P;
    double *w; /* (n, P) owned */
};

static struct frames load(const char *out, const char *name)
{
    char *const path = base_text("%s/%s/trajectory.h5", out, name);
    struct trajectory *const t = trajectory_open(path);
    struct frames f = {.n = trajectory_frames(t)};
    require(f.n > 0, "%s: holds no frame", path);
    for (size_t k = 0; k < f.n; k++) {
        struct frame one;
        trajectory_read(t, k, &one);
        if (!f.w) f.P = one.n, f.w = base_alloc(f.n * f.P, sizeof *f.w);
        for (size_t i = 0; i < f.P; i++) f.w[k * f.P + i] = one.x[i];
    }
    trajectory_close(t);
    base_free(path);
    return f;
}

/* Mean overlap of the frames of x with those of y, without pairs of one frame. */
static struct statistics_estimate overlap_of(const struct frames *x, const struct frames *y)
{
    double *const q = base_alloc(x->n, sizeof *q);
    for (size_t i = 0; i < x->n; i++) {
        const size_t others = y->n - (x == y);
        for (size_t j = 0; j < y->n; j++)
            if (x != y || i != j)
                q[i] +=
                    interpolation_overlap(x->P, x->w + i * x->P, y->w + j * x->P) / (double)others;
    }
    const struct statistics_estimate e = statistics_correlated(x->n, q);
    base_free(q);
    return e;
}

/* The variance of a mean over pairs has a part from each frame of a pair (Hoeffding). */
struct statistics_estimate committee_overlap(const char *out, const char *a, const char *b)
{
    const struct frames x = load(out, a), y = b ? load(out, b) : x;
    require(x.P == y.P, "%s/%s: %zu weights, %s has %zu", out, b ? b : a, y.P, a, x.P);
    const struct statistics_estimate one = overlap_of(&x, b ? &y : &x),
                                     other = b ? overlap_of(&y, &x) : one;
    base_free(x.w);
    if (b) base_free(y.w);
    return (struct statistics_estimate){one.value,
                                        hypot(one.error, other.error) * (b ? 1 : M_SQRT2)};
}

/* ---- profiles -------------------------------------------------------------------------------- */

static size_t points(const struct table *t)
{
    const size_t s = table_column(t, "s");
    size_t n = 1;
    while (n < t->rows && table_at(t, n, s) > 0) n++;
    return n;
}

size_t committee_profiles(const char *out, const char *name)
{
    struct table t = open_table(out, name, "barriers");
    const size_t n = t.rows / points(&t);
    table_clear(&t);
    return n;
}

struct committee_profile committee_profile(const char *out, const char *name, size_t path,
                                           const char *of)
{
    struct table t = open_table(out, name, "barriers");
    const size_t s = table_column(&t, "s"), u = table_column(&t, of), n = points(&t);
    struct committee_profile p = {.n = n, .top = -INFINITY};
    p.s = base_alloc(n, sizeof *p.s), p.u = base_alloc(n, sizeof *p.u);
    require((path + 1) * n <= t.rows, "%s: there is no path %zu", t.path, path);
    for (size_t k = 0; k < n; k++) {
        p.s[k] = table_at(&t, path * n + k, s), p.u[k] = table_at(&t, path * n + k, u);
        p.top = fmax(p.top, p.u[k]);
    }
    table_clear(&t);
    return p;
}

void committee_profile_clear(struct committee_profile *p)
{
    base_free(p->s), base_free(p->u);
}
