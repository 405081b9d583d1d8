/* Updates of the weights from the gradient g = dL/dw + decay w of a batch:
     sgd    v <- m v - rate g,  w <- w + v
     adam   v <- m v + (1 - m) g,  s <- q s + (1 - q) g^2,
            w <- w - rate v / (1 - m^t) / (sqrt(s / (1 - q^t)) + 1e-8);  decay is part of g
   and schedules of the rate, which depend on the step alone, so a restart needs no state of
   them. */
#include "dnn/training/optimisers.h"

#include <math.h>

#include "common/config/runfile.h"
#include "dnn/kernels/elementwise.h"

static double constant(const struct optimisers_plan *p, int64_t step)
{
    (void)p, (void)step;
    return 1;
}

static double stairs(const struct optimisers_plan *p, int64_t step)
{
    return pow(p->factor, (double)(step / p->period));
}

static double exponential(const struct optimisers_plan *p, int64_t step)
{
    return pow(p->factor, (double)step / (double)p->period);
}

static double cosine(const struct optimisers_plan *p, int64_t step)
{
    const double done = step < p->period ? (double)step / (double)p->period : 1;
    return p->factor + (1 - p->factor) * (1 + cos(M_PI * done)) / 2;
}

static double warm_up(const struct optimisers_plan *p, int64_t step)
{
    return step < p->period ? (double)(step + 1) / (double)p->period : 1;
}

const struct optimisers_schedule optimisers_schedules[] = {
    {"constant", "the same rate always", constant},
    {"step", "times `factor` at every `period`", stairs},
    {"exponential", "times `factor` in the course of every `period`", exponential},
    {"cosine", "half a cosine from the rate to `factor` of it in one `period`, then constant",
     cosine},
    {"warm_up", "linear from 0 in one `period`, then constant", warm_up},
    {0},
};

const struct base_table optimisers_schedule_table = {
    "schedule", "learning rates, in [train] schedule", optimisers_schedules,
    sizeof *optimisers_schedules};

void optimisers_read(struct optimisers_plan *plan, const struct runfile *f)
{
    *plan = (struct optimisers_plan){.schedule = runfile_row(f, "train", "schedule"),
                                     .rate = runfile_real(f, "train", "learning_rate"),
                                     .factor = runfile_real(f, "train", "factor"),
                                     .period = runfile_int(f, "train", "period"),
                                     .memory = runfile_real(f, "train", "beta2")};
}

double optimisers_rate(const struct optimisers_plan *p, int64_t step)
{
    return p->rate * p->schedule->share(p, step);
}

enum {
    PIECE = 1 << 12,
    SHARED = 1 << 18
}; /* weights per piece; weights that pay off on several threads */

void optimisers_sgd(const struct optimisers_update *u)
{
    const struct elementwise_step s = {(real)u->rate, (real)u->momentum, (real)u->decay};
    const size_t n = u->n, pieces = (n + PIECE - 1) / PIECE;
#pragma omp parallel for num_threads(u->threads) schedule(static) if (n > SHARED)
    for (size_t p = 0; p < pieces; p++) {
        const size_t i = p * PIECE, length = n - i < PIECE ? n - i : PIECE;
        elementwise()->descend(&s, u->dw + i, u->velocity + i, u->w + i, length);
    }
}

void optimisers_adam(const struct optimisers_update *u)
{
    const double m = u->momentum, q = u->memory, t = (double)(u->step + 1);
    const real keep = (real)m, take = (real)(1 - m), keep2 = (real)q, take2 = (real)(1 - q),
               rate = (real)(u->rate / (1 - pow(m, t))), decay = (real)u->decay,
               scale = (real)(1 / (1 - pow(q, t)));
    real *const w = u->w, *const v = u->velocity, *const s = u->square;
    for (size_t i = 0; i < u->n; i++) {
        const real g = u->dw[i] + decay * w[i];
        v[i] = keep * v[i] + take * g;
        s[i] = keep2 * s[i] + take2 * g * g;
        w[i] -= rate * v[i] / ((real)sqrt((double)(scale * s[i])) + (real)1e-8);
    }
}
