/* Hybrid Monte Carlo (Duane, Kennedy, Pendleton and Roweth, Phys. Lett. B 195, 216 (1987)):
     dw/dt = v,  dv/dt = -(1/m) du/dw,  v at first normal of variance T u/U / m,
   integrated by velocity Verlet and accepted with probability min(1, e^(-dH/T)),
     H = U + (U/u) (m/2) |v|^2.
   This samples e^(-U/T) for any step. Forces are those of u, so step and mass are those of Zambon
   et al., arXiv:2503.08266. The Metropolis-adjusted Langevin algorithm is a trajectory of one step
   dt, a Langevin step of rate dt^2 / 2m. A rejected trajectory restores the same bits. Warm-up
   adapts the number of steps until half of the trajectories end after the point where (w - w_0) .
   v was largest. That is a quarter of a period in a soft direction, after which w is decorrelated
   from w_0. */
#include "dnn/sampling/hmc.h"

#include <math.h>
#include <string.h>

#include "common/io/checkpoint.h"
#include "dnn/sampling/spherical.h"
#include "dnn/sampling/moves.h"
#include "dnn/sampling/state.h"
#include "dnn/sampling/target.h"

/* clang-format off: a key on one or two lines is easier to read than one member per line */
const struct runfile_key hmc_keys[] = {
    {.name = "steps",
     .doc = "steps per trajectory, of length [move.hmc] step",
     .type = RUNFILE_INT,
     .value = "10",
     .min = 1,
     .max = 1e6},
    {.name = "max_steps",
     .doc = "upper limit of steps adapted in warm-up; 0: not adapted",
     .type = RUNFILE_INT,
     .value = "0",
     .min = 0,
     .max = 1e6},
    {.name = "mass",
     .doc = "mass of every weight",
     .type = RUNFILE_REAL,
     .value = "1",
     .min = 1e-9,
     .max = 1e9},
    {.name = "step_jitter",
     .doc = "relative width of the step, drawn for every trajectory against resonances",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 0.9},
    {0},
};
/* clang-format on */

void hmc_init(struct dnn_state *st, const struct runfile *f)
{
    st->sampling.hmc = (struct hmc){.mass = runfile_real(f, "hmc", "mass"),
                                    .spread = runfile_real(f, "hmc", "step_jitter"),
                                    .steps = (uint64_t)runfile_int(f, "hmc", "steps"),
                                    .max_steps = (uint64_t)runfile_int(f, "hmc", "max_steps")};
    struct hmc *const t = &st->sampling.hmc;
    require(!t->max_steps || t->max_steps >= t->steps, "%s = %llu: fewer than steps = %llu",
            runfile_where(f, "hmc", "max_steps"), (unsigned long long)t->max_steps,
            (unsigned long long)t->steps);
    t->warm = t->max_steps && runfile_int(f, "run", "warmup") > 0;
    real **const owned[] = {&t->w, &t->dw, &t->v};
    const bool used = runfile_has(f, "move.hmc") || runfile_has(f, "move.mala");
    for (size_t i = 0; used && i < sizeof owned / sizeof *owned; i++)
        *owned[i] = base_alloc(st->net.weights, sizeof(real));
}

void hmc_clear(struct dnn_state *st)
{
    base_free(st->sampling.hmc.w);
    base_free(st->sampling.hmc.dw);
    base_free(st->sampling.hmc.v);
}

void hmc_visit(struct hmc *t, struct checkpoint *c)
{
    if (!t->max_steps) return;
    uint8_t warm = t->warm;
    checkpoint_u64(c, "steps", &t->steps, 1);
    checkpoint_require(c, t->steps >= 1 && t->steps <= t->max_steps, "steps");
    checkpoint_u64(c, "tried", &t->tried, 1);
    checkpoint_u64(c, "turned", &t->u_turns, 1);
    checkpoint_u8(c, "warm", &warm, 1);
    t->warm = warm;
}

const char *hmc_unsupported(const struct dnn_state *st)
{
    if (st->gradient.batch != st->data.train.n)
        return "a batch of all samples, [train] batch_size = 0";
    if (!(st->sampling.T > 0) || !isfinite(st->sampling.T))
        return "a temperature above 0, [system] T";
    if (st->net.noisy || st->net.averages)
        return "a network without dropout or batchnorm, for which U is not defined";
    if (st->units.kind->role == UNIT_SIZES_RATE) return "[units] property other than rate";
    return NULL;
}

/* ---- tuning ---------------------------------------------------------------------------------- */

void hmc_adapt(struct hmc *t)
{
    enum { FEW = 10 };
    if (!t->warm || t->tried < FEW) return;
    const double share = (double)t->u_turns / (double)t->tried;
    const double steps = rint((double)t->steps * exp2(0.5 - share) + (share < 0.5 ? 0.5 : -0.5));
    t->steps = steps < 1 ? 1 : steps > (double)t->max_steps ? t->max_steps : (uint64_t)steps;
    t->tried = t->u_turns = 0;
}

void hmc_end_warmup(struct hmc *t)
{
    t->warm = false;
    t->tried = t->u_turns = 0;
}

void hmc_report(const struct hmc *t, void (*log_line)(void *context, const char *line),
                void *context)
{
    if (!t->max_steps || !t->tried) return;
    char *const line = base_text("hmc: trajectories of %llu steps, found in warm-up",
                                 (unsigned long long)t->steps);
    log_line(context, line);
    base_free(line);
}

/* ---- a trajectory ---------------------------------------------------------------------------- */

/* |v|^2; on a sphere, of the tangential part, to which v is projected. */
static double square_of(struct dnn_state *st)
{
    real *const v = st->sampling.hmc.v;
    if (st->sampling.radius > 0)
        return spherical_tangent(st->w, v, st->net.weights, st->sampling.radius);
    double square = 0;
    for (size_t i = 0; i < st->net.weights; i++) square += (double)v[i] * (double)v[i];
    return square;
}

static double draw(struct dnn_state *st, struct rng *rng)
{
    const double width = sqrt(st->sampling.T / st->sampling.scale / st->sampling.hmc.mass);
    for (size_t i = 0; i < st->net.weights; i++)
        st->sampling.hmc.v[i] = (real)(width * rng_normal(rng));
    return square_of(st);
}

static double kick(struct dnn_state *st, double dt) /* returns |v|^2 */
{
    const real push = (real)(dt / st->sampling.hmc.mass), decay = (real)st->training.decay;
    for (size_t i = 0; i < st->net.weights; i++)
        st->sampling.hmc.v[i] -= push * (st->dw[i] + decay * st->w[i]);
    return square_of(st);
}

static void drift(struct dnn_state *st, double dt)
{
    if (st->sampling.radius > 0) {
        spherical_drift(st->w, st->sampling.hmc.v, st->net.weights, st->sampling.radius, dt);
        return;
    }
    for (size_t i = 0; i < st->net.weights; i++) st->w[i] += (real)dt * st->sampling.hmc.v[i];
}

/* (w - w_0) . v, and whether it has been larger before in this trajectory. */
static void look_back(struct dnn_state *st)
{
    struct hmc *const t = &st->sampling.hmc;
    double speed = 0;
    for (size_t i = 0; i < st->net.weights; i++)
        speed += ((double)st->w[i] - (double)t->w[i]) * (double)t->v[i];
    t->turning = speed < t->fastest;
    t->fastest = fmax(t->fastest, speed);
}

static void keep(struct dnn_state *st)
{
    struct hmc *const t = &st->sampling.hmc;
    if (st->sampling.extra && st->sampling.extra->keep)
        st->sampling.extra->keep(st->sampling.extra_self);
    t->u = target_gradient_once(st);
    t->fastest = 0, t->turning = false;
    memcpy(t->w, st->w, st->net.weights * sizeof *t->w);
    memcpy(t->dw, st->dw, st->net.weights * sizeof *t->dw);
}

double hmc_integrate(struct dnn_state *st, uint64_t steps, double dt)
{
    double square = kick(st, dt / 2);
    for (uint64_t k = 1; k <= steps && isfinite(st->cache.u); k++) {
        drift(st, dt);
        target_gradient(st);
        square = kick(st, k < steps ? dt : dt / 2);
        if (st->sampling.hmc.warm) look_back(st);
    }
    return square;
}

struct mc_trial hmc_propose(void *state, const struct mc_move *self, struct rng *rng, double step)
{
    struct dnn_state *const st = state;
    struct hmc *const t = &st->sampling.hmc;
    const bool one = ((const struct moves_kind *)self->data)->one_step;
    t->rejected_early = hmc_unsupported(st);
    if (t->rejected_early) return (struct mc_trial){INFINITY, 0};
    keep(st);
    const double dt = one ? step : step * (1 + t->spread * (2 * rng_uniform(rng) - 1));
    const double before = draw(st, rng), half = st->sampling.scale * t->mass / 2;
    const double after = hmc_integrate(st, one ? 1 : t->steps, dt);
    const double dE = st->sampling.scale * (st->cache.u - t->u), dK = half * (after - before);
    t->dH = isfinite(dE + dK) ? dE + dK : INFINITY;
    t->tried++, t->u_turns += t->turning;
    return isfinite(t->dH) ? (struct mc_trial){dE, -dK / st->sampling.T}
                           : (struct mc_trial){INFINITY, 0};
}

void hmc_commit(void *state)
{
    state_changed_gradient(state);
}

void hmc_revert(void *state)
{
    struct dnn_state *const st = state;
    struct hmc *const t = &st->sampling.hmc;
    if (t->rejected_early) return;
    memcpy(st->w, t->w, st->net.weights * sizeof *t->w);
    memcpy(st->dw, t->dw, st->net.weights * sizeof *t->dw);
    st->cache.u = t->u;
    if (st->sampling.extra && st->sampling.extra->restore)
        st->sampling.extra->restore(st->sampling.extra_self);
}
