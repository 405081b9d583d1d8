/* Hybrid Monte Carlo (Duane, Kennedy, Pendleton and Roweth, Phys. Lett. B 195, 216 (1987)):
     dw/dt = v,  dv/dt = -(1/m) du/dw,  v at first normal of variance T u/U / m,
   by velocity Verlet, accepted with probability min(1, e^(-dH/T)),
     H = U + (U/u) (m/2) |v|^2:
   e^(-U/T) whatever the step. u is that of a sample, so step and mass are those of Zambon et al.,
   arXiv:2503.08266. The Metropolis-adjusted Langevin algorithm is a trajectory of one step dt, a
   Langevin step of rate dt^2 / 2m. Refused trajectories put the same bits back.
   In warm-up, trajectories are lengthened or shortened until half of them end past the place where
   they left their start fastest, (w - w_0) . v largest: a quarter of a turn in a soft direction,
   where all memory is lost. */
#include "dnn/sampling/hmc.h"

#include <math.h>
#include <string.h>

#include "common/io/checkpoint.h"
#include "dnn/sampling/spherical.h"
#include "dnn/sampling/state.h"
#include "dnn/sampling/target.h"

/* clang-format off: a key reads better as a sentence than as a column */
const struct runfile_key hmc_keys[] = {
    {.name = "steps",
     .doc = "steps of [move.hmc] step that a trajectory has",
     .type = RUNFILE_INT,
     .value = "10",
     .min = 1,
     .max = 1e6},
    {.name = "max_steps",
     .doc = "most steps that warm-up may choose; 0 = `steps` stays as given",
     .type = RUNFILE_INT,
     .value = "0",
     .min = 0,
     .max = 1e6},
    {.name = "mass",
     .doc = "of every weight",
     .type = RUNFILE_REAL,
     .value = "1",
     .min = 1e-9,
     .max = 1e9},
    {.name = "step_jitter",
     .doc = "each trajectory draws its step uniformly within this share of [move.hmc] step, "
            "against resonances",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 0.9},
    {0},
};
/* clang-format on */

void hmc_open(struct dnn_state *st, const struct runfile *f)
{
    st->flight = (struct hmc){.mass = runfile_real(f, "hmc", "mass"),
                              .spread = runfile_real(f, "hmc", "step_jitter"),
                              .steps = (uint64_t)runfile_int(f, "hmc", "steps"),
                              .most = (uint64_t)runfile_int(f, "hmc", "max_steps")};
    struct hmc *const t = &st->flight;
    require(!t->most || t->most >= t->steps, "%s = %llu: fewer than steps = %llu",
            runfile_where(f, "hmc", "max_steps"), (unsigned long long)t->most,
            (unsigned long long)t->steps);
    t->warm = t->most && runfile_int(f, "run", "warmup") > 0;
    real **const owned[] = {&t->w, &t->slope, &t->v};
    const bool used = runfile_has(f, "move.hmc") || runfile_has(f, "move.mala");
    for (size_t i = 0; used && i < sizeof owned / sizeof *owned; i++)
        *owned[i] = base_alloc(st->net.weights, sizeof(real));
}

void hmc_close(struct dnn_state *st)
{
    base_free(st->flight.w);
    base_free(st->flight.slope);
    base_free(st->flight.v);
}

void hmc_visit(struct hmc *t, struct checkpoint *c)
{
    if (!t->most) return;
    uint8_t warm = t->warm;
    checkpoint_u64(c, "steps", &t->steps, 1);
    checkpoint_require(c, t->steps >= 1 && t->steps <= t->most, "steps");
    checkpoint_u64(c, "tried", &t->tried, 1);
    checkpoint_u64(c, "turned", &t->turned, 1);
    checkpoint_u8(c, "warm", &warm, 1);
    t->warm = warm;
}

const char *hmc_unsupported(const struct dnn_state *st)
{
    if (st->gradient.batch != st->data.train.n)
        return "a batch of all samples, [train] batch_size = 0";
    if (!(st->T > 0) || !isfinite(st->T)) return "a temperature above 0, [system] T";
    if (st->net.noisy || st->net.averages)
        return "a network without dropout or batchnorm, which have no energy";
    if (st->units.kind->role == UNIT_SIZES_RATE) return "units without rates of their own";
    return NULL;
}

const char hmc_single = 1;

/* ---- tuning ---------------------------------------------------------------------------------- */

void hmc_adapt(struct hmc *t)
{
    enum { FEW = 10 };
    if (!t->warm || t->tried < FEW) return;
    const double share = (double)t->turned / (double)t->tried;
    const double steps = rint((double)t->steps * exp2(0.5 - share) + (share < 0.5 ? 0.5 : -0.5));
    t->steps = steps < 1 ? 1 : steps > (double)t->most ? t->most : (uint64_t)steps;
    t->tried = t->turned = 0;
}

void hmc_end_warmup(struct hmc *t)
{
    t->warm = false;
    t->tried = t->turned = 0;
}

void hmc_report(const struct hmc *t, void (*say)(void *to, const char *line), void *to)
{
    if (!t->most || !t->tried) return;
    char *const line = base_text("hmc: trajectories of %llu steps, found in warm-up",
                                 (unsigned long long)t->steps);
    say(to, line);
    base_free(line);
}

/* ---- a trajectory ---------------------------------------------------------------------------- */

/* |v|^2 of the velocities, on a sphere of those along it. */
static double square_of(struct dnn_state *st)
{
    real *const v = st->flight.v;
    if (st->radius > 0) return spherical_tangent(st->w, v, st->net.weights, st->radius);
    double square = 0;
    for (size_t i = 0; i < st->net.weights; i++) square += (double)v[i] * (double)v[i];
    return square;
}

static double draw(struct dnn_state *st, struct rng *rng)
{
    const double width = sqrt(st->T / st->scale / st->flight.mass);
    for (size_t i = 0; i < st->net.weights; i++) st->flight.v[i] = (real)(width * rng_normal(rng));
    return square_of(st);
}

static double kick(struct dnn_state *st, double dt) /* returns |v|^2 */
{
    const real push = (real)(dt / st->flight.mass), decay = (real)st->decay;
    for (size_t i = 0; i < st->net.weights; i++)
        st->flight.v[i] -= push * (st->slope[i] + decay * st->w[i]);
    return square_of(st);
}

static void drift(struct dnn_state *st, double dt)
{
    if (st->radius > 0) {
        spherical_drift(st->w, st->flight.v, st->net.weights, st->radius, dt);
        return;
    }
    for (size_t i = 0; i < st->net.weights; i++) st->w[i] += (real)dt * st->flight.v[i];
}

/* How fast the start is being left; has it been left faster before? */
static void look_back(struct dnn_state *st)
{
    struct hmc *const t = &st->flight;
    double speed = 0;
    for (size_t i = 0; i < st->net.weights; i++)
        speed += ((double)st->w[i] - (double)t->w[i]) * (double)t->v[i];
    t->slows = speed < t->fastest;
    t->fastest = fmax(t->fastest, speed);
}

static void keep(struct dnn_state *st)
{
    struct hmc *const t = &st->flight;
    if (st->extra && st->extra->keep) st->extra->keep(st->extra_self);
    t->u = target_slope_once(st);
    t->fastest = 0, t->slows = false;
    memcpy(t->w, st->w, st->net.weights * sizeof *t->w);
    memcpy(t->slope, st->slope, st->net.weights * sizeof *t->slope);
}

double hmc_integrate(struct dnn_state *st, uint64_t steps, double dt)
{
    double square = kick(st, dt / 2);
    for (uint64_t k = 1; k <= steps && isfinite(st->u); k++) {
        drift(st, dt);
        target_slope(st);
        square = kick(st, k < steps ? dt : dt / 2);
        if (st->flight.warm) look_back(st);
    }
    return square;
}

struct mc_trial hmc_propose(void *state, const struct mc_move *self, struct rng *rng, double step)
{
    struct dnn_state *const st = state;
    struct hmc *const t = &st->flight;
    const bool one = self->data;
    t->grounded = hmc_unsupported(st);
    if (t->grounded) return (struct mc_trial){INFINITY, 0};
    keep(st);
    const double dt = one ? step : step * (1 + t->spread * (2 * rng_uniform(rng) - 1));
    const double before = draw(st, rng), half = st->scale * t->mass / 2;
    const double after = hmc_integrate(st, one ? 1 : t->steps, dt);
    const double dE = st->scale * (st->u - t->u), dK = half * (after - before);
    t->dH = isfinite(dE + dK) ? dE + dK : INFINITY;
    t->tried++, t->turned += t->slows;
    return isfinite(t->dH) ? (struct mc_trial){dE, -dK / st->T} : (struct mc_trial){INFINITY, 0};
}

void hmc_commit(void *state)
{
    struct dnn_state *const st = state;
    st->change++;
    st->u_change = st->change;
}

void hmc_revert(void *state)
{
    struct dnn_state *const st = state;
    struct hmc *const t = &st->flight;
    if (t->grounded) return;
    memcpy(st->w, t->w, st->net.weights * sizeof *t->w);
    memcpy(st->slope, t->slope, st->net.weights * sizeof *t->slope);
    st->u = t->u;
    if (st->extra && st->extra->restore) st->extra->restore(st->extra_self);
}
