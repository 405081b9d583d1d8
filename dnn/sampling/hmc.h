/* Hybrid Monte Carlo: a trajectory of Newton's equations in the landscape u is one trial. Its time
   step is the step of the move; [hmc] sets its length, the mass and the warm-up. */
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
    double mass, spread; /* spread: relative width of the time step, drawn for every trajectory */
    uint64_t steps;      /* per trajectory */
    uint64_t max_steps;  /* upper limit of steps in warm-up; 0: not adapted */
    bool warm;           /* steps is being adapted */
    bool rejected_early; /* the last trial was rejected without a trajectory */
    uint64_t tried;      /* trajectories since the last adaptation ... */
    uint64_t u_turns;    /* ... and the number of those that ended with turning = true */
    double fastest;      /* largest (w - w_0) . v so far in this trajectory */
    bool turning;        /* (w - w_0) . v has decreased since then */
    real *w, *dw, *v;    /* (P) weights and gradients at the start; velocities */
    double u;            /* at the start */
    double dH;           /* of the last trajectory [U]; INFINITY: it diverged */
};

extern const struct runfile_key hmc_keys[]; /* of [hmc] */

void hmc_init(struct dnn_state *st, const struct runfile *f);
void hmc_clear(struct dnn_state *st);
void hmc_visit(struct hmc *t, struct checkpoint *c);
void hmc_adapt(struct hmc *t);
void hmc_end_warmup(struct hmc *t); /* warm-up is over */
/* Logs the number of steps that warm-up has found. */
void hmc_report(const struct hmc *t, void (*log_line)(void *context, const char *line),
                void *context);

/* The requirement of trajectories that the state does not meet, as text; NULL if it meets all. */
const char *hmc_unsupported(const struct dnn_state *st);

/* Velocity Verlet; dw must belong to w. Returns |v|^2 at the end. Stops if u is not finite. */
double hmc_integrate(struct dnn_state *st, uint64_t steps, double dt);

/* Members of struct mc_move. */
struct mc_trial hmc_propose(void *state, const struct mc_move *self, struct rng *rng, double step);
void hmc_commit(void *state);
void hmc_revert(void *state);

#endif
