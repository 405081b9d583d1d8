/* Hybrid Monte Carlo: a trajectory of Newton's motion in the landscape u is one trial. Its step is
   that of the move; its length, mass and what warm-up may do about them stand in [hmc]. */
#ifndef DNN_SAMPLING_HMC_H
#define DNN_SAMPLING_HMC_H

#include <stdbool.h>
#include <stdint.h>

#include "common/mc/mc.h"
#include "common/config/runfile.h"
#include "dnn/kernels/precision.h"

struct checkpoint;
struct dnn_state;

struct hmc {
    double mass, spread;     /* spread: of the step, drawn anew for every trajectory */
    uint64_t steps, most;    /* of a trajectory; most: in warm-up, 0: steps is what it is */
    bool warm;               /* steps are being found */
    bool rejected_early;     /* the last trial was none */
    uint64_t tried, u_turns; /* trajectories since the last look; those that ended slowing down */
    double fastest;          /* (w - w_0) . v at most, so far in this trajectory ... */
    bool turning;            /* ... and is it less now */
    real *w, *dw, *v;        /* (P) weights and gradients at the start; velocities */
    double u;                /* at the start */
    double dH;               /* of the last trajectory [energy]; INFINITY: it diverged */
};

extern const struct runfile_key hmc_keys[]; /* of [hmc] */

void hmc_init(struct dnn_state *st, const struct runfile *f);
void hmc_clear(struct dnn_state *st);
void hmc_visit(struct hmc *t, struct checkpoint *c);
void hmc_adapt(struct hmc *t);
void hmc_end_warmup(struct hmc *t); /* warm-up is over */
/* How many steps warm-up found, if it was to. */
void hmc_report(const struct hmc *t, void (*say)(void *to, const char *line), void *to);

/* What is missing for a trajectory, in words, or NULL. */
const char *hmc_unsupported(const struct dnn_state *st);

/* Velocity Verlet from gradients that are up to date; |v|^2 at the end. Stops where u is infinite. */
double hmc_integrate(struct dnn_state *st, uint64_t steps, double dt);

/* Members of struct mc_move. */
struct mc_trial hmc_propose(void *state, const struct mc_move *self, struct rng *rng, double step);
void hmc_commit(void *state);
void hmc_revert(void *state);

#endif
