/* Couplings of copies w_1 ... w_y, energies added to u (Zambon, Malatesta, Tiana and Zecchina,
   arXiv:2503.08266):
     ratchet  (k/2) max(d - d_min, 0)^2, d = |w_1 - w_2|, d_min the smallest d so far. It falls
              within a trajectory, and is restored if that is rejected. Because d_min depends on the
              past, this finds paths and samples no distribution.
     centre   (gamma/y) sum over i of |w_i - c|, the distance, not its square. c is the mean of the
              copies, or the mean scaled to their mean length,
                c = s m,  m = (1/y) sum w_i,  s = (1/y) sum |w_i| / |m|.
              The gradient includes the dependence of c on w_i. Samples e^(-U/T) of all copies. */
#include "dnn/sampling/coupled_replicas.h"

#include <math.h>
#include <string.h>

#include "common/io/checkpoint.h"
#include "dnn/sampling/state.h"
#include "dnn/sampling/target.h"
#include "dnn/kernels/weight_vector.h"

/* clang-format off: a key on one or two lines is easier to read than one member per line */
const struct runfile_key coupled_replicas_keys[] = {
    {.name = "number",
     .doc = "copies of the network, moved in turn",
     .type = RUNFILE_INT,
     .value = "1",
     .min = 1,
     .max = 64},
    {.name = "moving",
     .doc = "number of copies that move; the rest are fixed (0 = all move)",
     .type = RUNFILE_INT,
     .value = "0",
     .min = 0,
     .max = 64},
    {.name = "coupling",
     .doc = "energy between copies",
     .type = RUNFILE_TEXT,
     .value = "none",
     .table = &coupled_replicas_table},
    {.name = "strength",
     .doc = "k of ratchet [loss/weight^2], gamma of centre [loss/weight]",
     .type = RUNFILE_REAL,
     .value = "1e-5",
     .min = 0,
     .max = 1e9},
    {.name = "stop_overlap",
     .doc = "ratchet: overlap of the ends at which it stops",
     .type = RUNFILE_REAL,
     .value = "0.999",
     .min = -1,
     .max = 1},
    {.name = "rescale",
     .doc = "centre: scale it to the mean length of the copies",
     .type = RUNFILE_BOOL,
     .value = "no"},
    {.name = "tolerance",
     .doc = "ratchet: share of samples that an end may misclassify",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 1},
    {0},
};
/* clang-format on */

/* ---- geometry -------------------------------------------------------------------------------- */

/* Copy k; w are the weights of the selected copy. */
static const real *copy(const struct coupled_replicas *r, const real *w, size_t k)
{
    return k == r->now ? w : r->w + k * r->P;
}

static double overlap(const struct coupled_replicas *r, size_t i, size_t j)
{
    return weight_vector_overlap(r->P, r->w + i * r->P, r->w + j * r->P);
}

/* Writes the centre to r->centre; returns its length divided by that of the mean. */
static double find_centre(const struct coupled_replicas *r, const real *w)
{
    double *const c = r->centre, lengths = 0, square = 0;
    memset(c, 0, r->P * sizeof *c);
    for (size_t k = 0; k < r->n; k++) {
        const real *const x = copy(r, w, k);
        for (size_t i = 0; i < r->P; i++) c[i] += (double)x[i] / (double)r->n;
        if (r->rescale) lengths += sqrt(weight_vector_dot(r->P, x, x)) / (double)r->n;
    }
    if (!r->rescale) return 1;
    for (size_t i = 0; i < r->P; i++) square += c[i] * c[i];
    const double scale = square > 0 ? lengths / sqrt(square) : 1;
    for (size_t i = 0; i < r->P; i++) c[i] *= scale;
    return scale;
}

static double from_centre(const struct coupled_replicas *r, const real *x)
{
    double sum = 0;
    for (size_t i = 0; i < r->P; i++) sum += pow((double)x[i] - r->centre[i], 2);
    return sqrt(sum);
}

/* ---- ratchet --------------------------------------------------------------------------------- */

static double ratchet_add(void *self, const real *w, real *dw)
{
    struct coupled_replicas *const r = self;
    const real *const other = copy(r, w, 1 - r->now);
    const double d = weight_vector_distance(r->P, w, other);
    if (dw && d < r->nearest) r->nearest = d; /* a rejected trajectory restores it */
    const double beyond = d - r->nearest;
    if (!(beyond > 0)) return 0;
    const double pull = r->strength * beyond / d;
    for (size_t i = 0; dw && i < r->P; i++)
        dw[i] += (real)(pull * ((double)w[i] - (double)other[i]));
    return r->strength / 2 * beyond * beyond;
}

static void ratchet_keep(void *self)
{
    struct coupled_replicas *const r = self;
    r->kept = r->nearest;
}

static void ratchet_restore(void *self)
{
    struct coupled_replicas *const r = self;
    r->nearest = r->kept;
}

/* ---- centre ---------------------------------------------------------------------------------- */

/* Unit vectors from the centre, added up in r->sum; returns the sum of distances. */
static double spread(const struct coupled_replicas *r, const real *w)
{
    double total = 0;
    memset(r->sum, 0, r->P * sizeof *r->sum);
    for (size_t k = 0; k < r->n; k++) {
        const real *const x = copy(r, w, k);
        const double d = from_centre(r, x);
        total += d;
        for (size_t i = 0; d > 0 && i < r->P; i++) r->sum[i] += ((double)x[i] - r->centre[i]) / d;
    }
    return total;
}

/* The gradient of gamma/y sum |w_j - c| with respect to w: its own term, and the terms that depend
   on c. */
static double centre_add(void *self, const real *w, real *dw)
{
    struct coupled_replicas *const r = self;
    const double y = (double)r->n, share = r->strength / y, scale = find_centre(r, w),
                 total = spread(r, w);
    if (!dw) return share * total;
    const double *const c = r->centre, own = from_centre(r, w),
                        length = sqrt(weight_vector_dot(r->P, w, w));
    double cc = 0, cs = 0;
    for (size_t i = 0; r->rescale && i < r->P; i++) cc += c[i] * c[i], cs += c[i] * r->sum[i];
    const double along = cc > 0 ? cs / cc : 0,
                 stretch = cc > 0 && length > 0 ? cs / sqrt(cc) / length : 0;
    for (size_t i = 0; i < r->P; i++) {
        const double away = own > 0 ? ((double)w[i] - c[i]) / own : 0,
                     carried = scale * (r->sum[i] - along * c[i]) + stretch * (double)w[i];
        dw[i] += (real)(share * (away - carried / y));
    }
    return share * total;
}

const struct target_extra coupled_replicas_couplings[] = {
    {.name = "none", .doc = "copies are independent"},
    {.name = "ratchet",
     .doc = "two ends: (k/2) max(d - d_min, 0)^2, d_min the smallest distance so far; finds paths, "
            "does not sample",
     .add = ratchet_add,
     .keep = ratchet_keep,
     .restore = ratchet_restore,
     .least = 2,
     .most = 2,
     .needs = "a ratchet has 2 ends",
     .meets = true},
    {.name = "centre",
     .doc = "(gamma/number) times the sum of distances from their centre",
     .add = centre_add,
     .least = 2,
     .needs = "a centre needs 2 copies or more"},
    {0},
};

const struct base_table coupled_replicas_table = {
    "coupling", "energies between copies, [replicas] coupling", coupled_replicas_couplings,
    sizeof *coupled_replicas_couplings};

/* ---- copies ---------------------------------------------------------------------------------- */

void coupled_replicas_init(struct dnn_state *st, const struct runfile *f)
{
    struct coupled_replicas *const r = &st->replicas;
    *r = (struct coupled_replicas){.n = (size_t)runfile_int(f, "replicas", "number"),
                                   .P = st->net.weights,
                                   .moving = (size_t)runfile_int(f, "replicas", "moving"),
                                   .strength = runfile_real(f, "replicas", "strength"),
                                   .reach = runfile_real(f, "replicas", "stop_overlap"),
                                   .rescale = runfile_bool(f, "replicas", "rescale"),
                                   .nearest = INFINITY};
    require(r->moving <= r->n, "%s = %zu: there are %zu copies",
            runfile_where(f, "replicas", "moving"), r->moving, r->n);
    if (!r->moving) r->moving = r->n;
    r->w = base_alloc(r->n * r->P, sizeof *r->w);
    if (r->n > 1) r->centre = base_alloc(r->P, sizeof *r->centre);
    if (r->n > 1) r->sum = base_alloc(r->P, sizeof *r->sum);
    st->w = r->w;
}

void coupled_replicas_clear(struct dnn_state *st)
{
    base_free(st->replicas.w), base_free(st->replicas.centre), base_free(st->replicas.sum);
}

static bool is_ratchet(const struct dnn_state *st)
{
    return st->sampling.extra && st->sampling.extra->meets;
}

void coupled_replicas_visit(struct dnn_state *st, struct checkpoint *c)
{
    struct coupled_replicas *const r = &st->replicas;
    checkpoint_real(c, "weights", r->w, r->n * r->P);
    if (is_ratchet(st)) checkpoint_f64(c, "nearest", &r->nearest, 1);
}

void coupled_replicas_select(struct dnn_state *st, size_t k)
{
    struct coupled_replicas *const r = &st->replicas;
    if (r->now == k) return;
    r->now = k;
    st->w = r->w + k * r->P;
    state_changed(st);
}

bool coupled_replicas_rest(const struct dnn_state *st)
{
    return is_ratchet(st) && overlap(&st->replicas, 0, 1) >= st->replicas.reach;
}

double coupled_replicas_mean(struct dnn_state *st, double (*value)(struct dnn_state *st))
{
    double sum = 0;
    for (size_t k = 0; k < st->replicas.n; k++) {
        coupled_replicas_select(st, k);
        sum += value(st);
    }
    coupled_replicas_select(st, 0);
    return sum / (double)st->replicas.n;
}

/* Fatal unless both ends of a ratchet are solutions. */
static void check_solutions(struct dnn_state *st, const struct runfile *f)
{
    const size_t n = st->data.train.n;
    const double tolerance = runfile_real(f, "replicas", "tolerance");
    for (size_t k = 0; k < st->replicas.n; k++) {
        const struct losses_score x = gradient_measure(
            &st->gradient, st->replicas.w + k * st->replicas.P, &st->data.train, n);
        require((double)n - x.correct <= tolerance * (double)n,
                "%s: end %zu is no solution: it misclassifies %zu of %zu samples at alpha = %.3g; "
                "`tolerance` "
                "= %g allows %g",
                runfile_where(f, "replicas", "coupling"), k, n - (size_t)x.correct, n,
                (double)n / (double)st->replicas.P, tolerance, floor(tolerance * (double)n));
    }
}

static void check(const struct dnn_state *st, const struct runfile *f)
{
    const char *const dynamics = runfile_text(f, "run", "dynamics"), *const where = runfile_where(
                                                                         f, "replicas", "number");
    require(strcmp(dynamics, "hmc") == 0 || strcmp(dynamics, "mala") == 0,
            "%s = %zu: needs [run] dynamics = hmc or mala", where, st->replicas.n);
    require(st->units.kind->role == UNIT_SIZES_NONE, "%s = %zu: needs [units] property = none",
            where, st->replicas.n);
    require(!swap_protocols_any(&st->training.swaps), "%s = %zu: copies do not swap", where,
            st->replicas.n);
}

void coupled_replicas_couple(struct dnn_state *st, const struct runfile *f)
{
    struct coupled_replicas *const r = &st->replicas;
    const struct target_extra *const row = runfile_row(f, "replicas", "coupling");
    const char *const where = runfile_where(f, "replicas", "number");
    require(r->n >= row->least && (!row->most || r->n <= row->most), "%s = %zu: %s", where, r->n,
            row->needs);
    if (r->n > 1) check(st, f);
    if (!row->add) return;
    st->sampling.extra = row;
    st->sampling.extra_self = r;
}

void coupled_replicas_start_ratchet(struct dnn_state *st, const struct runfile *f)
{
    struct coupled_replicas *const r = &st->replicas;
    if (!is_ratchet(st)) return;
    check_solutions(st, f);
    r->nearest = weight_vector_distance(r->P, r->w, r->w + r->P);
}

/* ---- what there is to watch
   ------------------------------------------------------------------- */

double coupled_replicas_overlap(void *state)
{
    const struct coupled_replicas *const r = &((struct dnn_state *)state)->replicas;
    double sum = 0;
    for (size_t i = 0; i < r->n; i++)
        for (size_t j = 0; j < i; j++) sum += overlap(r, i, j);
    return r->n > 1 ? 2 * sum / (double)(r->n * (r->n - 1)) : 1;
}

double coupled_replicas_distance(void *state)
{
    const struct dnn_state *const st = state;
    const struct coupled_replicas *const r = &st->replicas;
    double sum = 0;
    if (r->n == 1) return 0;
    find_centre(r, st->w);
    for (size_t k = 0; k < r->n; k++) sum += from_centre(r, copy(r, st->w, k));
    return sum / (double)r->n;
}

double coupled_replicas_highest(void *state)
{
    struct dnn_state *const st = state;
    double top = -INFINITY;
    for (size_t k = 0; k < st->replicas.n; k++) {
        coupled_replicas_select(st, k);
        top = fmax(top, dnn_u(st));
    }
    coupled_replicas_select(st, 0);
    return top;
}

/* Measured with the centre in place of the first copy, which is restored. */
double coupled_replicas_centre(void *state)
{
    struct dnn_state *const st = state;
    struct coupled_replicas *const r = &st->replicas;
    if (r->n == 1) return dnn_u(st);
    find_centre(r, st->w);
    for (size_t i = 0; i < r->P; i++) r->sum[i] = (double)st->w[i], st->w[i] = (real)r->centre[i];
    state_changed(st);
    const double found = dnn_u(st);
    for (size_t i = 0; i < r->P; i++) st->w[i] = (real)r->sum[i];
    state_changed(st);
    return found;
}
