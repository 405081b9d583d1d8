/* Expectations that are exact for any U that confines the weights and any exact sampler:
     <e^(-dH/T)> = 1 for trajectories (Creutz, Phys. Rev. D 38, 1228 (1988));
     <w . dU/dw> = P T, the virial theorem; for outputs homogeneous in w and linear losses
       it is loss + decay |w|^2 = P T u/U;
     <U/u decay w_i^2> = T for weights that only the decay acts on (inputs that are always 0);
     <(U/u) V_i^2> = rate T of underdamped motion between its kicks, in harmonic wells.
   Errors are those of the longest blocks of which there are at least 32 (Flyvbjerg and
   Petersen, J. Chem. Phys. 91, 461 (1989)). The effective sample size is the variance divided
   by the squared error. */
#include "dnn/sampling/diagnostics.h"

#include <math.h>
#include <string.h>

#include "common/io/checkpoint.h"
#include "dnn/sampling/dynamics.h"
#include "dnn/sampling/state.h"
#include "dnn/sampling/target.h"

const struct diagnostics_check diagnostics_checks[DIAGNOSTICS_ROWS + 1] = {
    {"acceptance", "share of trials accepted", NAN},
    {"energy_error", "square of dH/T of a trajectory", NAN},
    {"balance", "e^(-dH/T) of a trajectory", 1},
    {"virial", "w . dU/dw / (P T)", 1},
    {"decay", "U/u decay w^2 / T of weights that only the decay acts on", 1},
    {"motion", "(U/u) V^2 / (rate T) of underdamped motion", 1},
    {"energy", "u = mean loss + (decay/2) |w|^2", NAN},
    {0},
};

/* ---- running means --------------------------------------------------------------------------- */

static void add(struct diagnostics_mean *m, double x)
{
    if (!isfinite(x)) return;
    if (m->level[0].n == 0) m->first = x;
    x -= m->first;
    for (struct diagnostics_level *l = m->level; l < m->level + DIAGNOSTICS_LEVELS; l++) {
        l->n++, l->sum += x, l->square += x * x;
        l->waits = !l->waits;
        if (l->waits) {
            l->half = x;
            return;
        }
        x = (l->half + x) / 2;
    }
}

/* Squared error of the mean, if the blocks of a level were independent. */
static double error2(const struct diagnostics_level *l)
{
    const double mean = l->sum / l->n;
    return fmax(0, l->square / l->n - mean * mean) / (l->n - 1);
}

struct estimate {
    double mean, error, independent; /* error NAN: the run is too short */
};

static struct estimate estimate(const struct diagnostics_mean *m)
{
    enum { BLOCKS = 32 };
    struct estimate e = {m->first + m->level[0].sum / m->level[0].n, NAN, NAN};
    double largest = -1;
    for (const struct diagnostics_level *l = m->level; l < m->level + DIAGNOSTICS_LEVELS; l++)
        if (l->n >= BLOCKS) largest = fmax(largest, error2(l));
    if (largest < 0) return e;
    e.error = sqrt(largest);
    e.independent = largest > 0 ? m->level[0].n * error2(&m->level[0]) / largest : NAN;
    return e;
}

/* ---- samples --------------------------------------------------------------------------------- */

static void decays(struct dnn_state *st)
{
    struct diagnostics *const h = &st->sampling.diagnostics;
    if (!h->dead_inputs) return;
    double sum = 0;
    for (size_t i = 0; i < h->dead_inputs; i++)
        sum += (double)st->w[h->at[i]] * (double)st->w[h->at[i]];
    add(&h->mean[DIAGNOSTICS_DECAY],
        st->sampling.scale * st->training.decay * sum / (double)h->dead_inputs / st->sampling.T);
}

static bool confined(const struct dnn_state *st)
{
    return st->training.decay > 0 && st->sampling.T > 0 && st->sampling.radius == 0;
}

/* The virial from the gradient at w, to which the term of the decay is added. */
static void state_with_gradient(struct dnn_state *st, double u)
{
    add(&st->sampling.diagnostics.mean[DIAGNOSTICS_U], u);
    if (!confined(st)) return;
    double sum = 0;
    for (size_t i = 0; i < st->net.weights; i++)
        sum += (double)st->w[i] * ((double)st->dw[i] + st->training.decay * (double)st->w[i]);
    add(&st->sampling.diagnostics.mean[DIAGNOSTICS_VIRIAL],
        st->sampling.scale * sum / ((double)st->net.weights * st->sampling.T));
    decays(st);
}

void diagnostics_trajectory(struct mc_chain *c, bool accepted)
{
    struct dnn_state *const st = c->state;
    struct diagnostics *const h = &st->sampling.diagnostics;
    const double dH = st->sampling.hmc.dH / st->sampling.T;
    add(&h->mean[DIAGNOSTICS_ACCEPTANCE], accepted);
    add(&h->mean[DIAGNOSTICS_ERROR], dH * dH);
    add(&h->mean[DIAGNOSTICS_BALANCE], exp(-dH));
    state_with_gradient(st, target_gradient_once(st));
}

/* w . dU/dw without a gradient: the derivative of U with respect to a scale of all weights. */
static double stretch(struct dnn_state *st)
{
    const double by = 1e-3;
    const size_t n = st->net.weights;
    memcpy(st->sampling.backup, st->w, n * sizeof *st->w);
    double U[2];
    for (int k = 0; k < 2; k++) {
        for (size_t i = 0; i < n; i++)
            st->w[i] = st->sampling.backup[i] * (real)(k ? 1 + by : 1 - by);
        U[k] = dnn_energy(st);
    }
    memcpy(st->w, st->sampling.backup, n * sizeof *st->w);
    return (U[1] - U[0]) / (2 * by);
}

static void count(const struct mc_chain *c, uint64_t *tried, uint64_t *accepted)
{
    *tried = *accepted = 0;
    for (const struct mc_entry *e = c->entry; e < c->entry + c->n; e++)
        *tried += e->tried, *accepted += e->accepted;
}

void diagnostics_sweep(struct mc_chain *c)
{
    struct dnn_state *const st = c->state;
    struct diagnostics *const h = &st->sampling.diagnostics;
    if (!(st->sampling.T > 0) || !isfinite(st->sampling.T)) return;
    uint64_t tried, accepted;
    count(c, &tried, &accepted);
    if (tried > h->tried)
        add(&h->mean[DIAGNOSTICS_ACCEPTANCE],
            (double)(accepted - h->accepted) / (double)(tried - h->tried));
    h->tried = tried, h->accepted = accepted;
    add(&h->mean[DIAGNOSTICS_U], c->energy / st->sampling.scale);
    if (!confined(st)) return;
    add(&h->mean[DIAGNOSTICS_VIRIAL], stretch(st) / ((double)st->net.weights * st->sampling.T));
    decays(st);
}

static double square_of(const real *v, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += (double)v[i] * (double)v[i];
    return sum;
}

void diagnostics_step(struct dnn_state *st, double u)
{
    state_with_gradient(st, u);
    const size_t P = st->net.weights;
    if (st->training.rule->inertia && st->training.full_batch && st->training.step > 0)
        add(&st->sampling.diagnostics.mean[DIAGNOSTICS_MOTION],
            st->sampling.scale * square_of(st->training.velocity, P) /
                ((double)P * st->training.rate * st->sampling.T));
}

/* ---- opening, keeping ------------------------------------------------------------------------ */

static bool always_zero(const struct data *d, size_t feature)
{
    const size_t n = layer_features(d->shape);
    if (!d->train.value) return false;
    for (size_t s = 0; s < d->train.n; s++)
        if (d->train.value[s * n + feature] != 0) return false;
    return true;
}

/* Finds the weights of a dense first layer whose inputs are always 0. */
void diagnostics_init(struct dnn_state *st, const struct runfile *f)
{
    const bool gradient = strcmp(runfile_text(f, "run", "dynamics"), "gradient") == 0;
    st->sampling.diagnostics.watched = !gradient || st->training.rule->thermal;
    const struct layer *const l = &st->net.layer[0];
    if (!l->kind->fully_connected || st->training.decay == 0 ||
        st->units.kind->role == UNIT_SIZES_DECAY)
        return;
    st->sampling.diagnostics.at =
        base_alloc(l->rows * l->columns + 1, sizeof *st->sampling.diagnostics.at);
    for (size_t i = 0; i < l->columns; i++)
        for (size_t row = 0; always_zero(&st->data, i) && row < l->rows; row++)
            st->sampling.diagnostics.at[st->sampling.diagnostics.dead_inputs++] =
                (uint32_t)(l->offset + row * l->columns + i);
}

void diagnostics_clear(struct dnn_state *st)
{
    base_free(st->sampling.diagnostics.at);
}

void diagnostics_visit(struct diagnostics *h, struct checkpoint *c)
{
    checkpoint_f64(c, "means", (double *)h->mean, sizeof h->mean / (sizeof(double)));
    checkpoint_u64(c, "tried", &h->tried, 1);
    checkpoint_u64(c, "accepted", &h->accepted, 1);
}

void diagnostics_reset(struct diagnostics *h)
{
    memset(h->mean, 0, sizeof h->mean);
    h->tried = h->accepted = 0;
}

/* ---- showing --------------------------------------------------------------------------------- */

const char diagnostics_columns[] = "check value error expected z samples independent",
           diagnostics_units[] = "name 1 1 1 1 1 1";

void diagnostics_write(const struct diagnostics *h, FILE *out)
{
    for (int i = 0; i < DIAGNOSTICS_ROWS; i++) {
        const struct diagnostics_mean *const m = &h->mean[i];
        if (m->level[0].n == 0) continue;
        const struct estimate e = estimate(m);
        fprintf(out, "%s %.8g %.3g %g %.2f %.0f %.1f\n", diagnostics_checks[i].name, e.mean,
                e.error, diagnostics_checks[i].expected,
                (e.mean - diagnostics_checks[i].expected) / e.error, m->level[0].n, e.independent);
    }
}

void diagnostics_report(const struct diagnostics *h,
                        void (*log_line)(void *context, const char *line), void *context)
{
    for (int i = 0; i < DIAGNOSTICS_ROWS; i++) {
        const struct diagnostics_mean *const m = &h->mean[i];
        if (m->level[0].n == 0) continue;
        const struct estimate e = estimate(m);
        const bool known = isfinite(diagnostics_checks[i].expected);
        const double z = (e.mean - diagnostics_checks[i].expected) / e.error;
        char verdict[80] = "";
        if (known)
            snprintf(verdict, sizeof verdict, ", expected %g: %s", diagnostics_checks[i].expected,
                     isnan(z)      ? "too short a run to say"
                     : fabs(z) < 4 ? "sound"
                                   : "OFF");
        const char *const name = diagnostics_checks[i].name, *const doc = diagnostics_checks[i].doc;
        char *const line =
            isnan(e.error)
                ? base_text("%s: %s: %.6g, without error%s; %.0f samples", name, doc, e.mean,
                            verdict, m->level[0].n)
                : base_text("%s: %s: %.6g +- %.2g%s; %.0f samples, %.0f independent", name, doc,
                            e.mean, e.error, verdict, m->level[0].n, e.independent);
        log_line(context, line);
        base_free(line);
    }
}
