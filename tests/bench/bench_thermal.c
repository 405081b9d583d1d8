/* Sampling of networks. Metropolis trials of single weights and units against a forward pass over
   all samples, the two timed in turns on one core, in processor time; and trajectories of hybrid
   Monte Carlo on the tree committee machine of Zambon et al., arXiv:2503.08266 (1000 weights, 50
   units, 1800 samples, 10 steps, double precision). */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/core/base.h"
#include "dnn/system/system.h"
#include "tests/support.h"
#include "common/core/vector.h"

static const struct mc_system *const systems[] = {&dnn_system_single, &dnn_system_double, NULL};
enum { PAIRS = 31 };

static struct mc_chain opened(const struct mc_system *system, const char *rest)
{
    return support_chain(system, "[run]\nsteps = 1\nfolder = x\n%s[network]\nprecision = %s\n",
                         rest, system->name);
}

/* Processor time [s]: the machine may be shared. */
static double spent(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double median(double *x)
{
    qsort(x, PAIRS, sizeof *x, vector_compare);
    return x[PAIRS / 2];
}

static double trial_time(struct mc_chain *c, const char *move, int trials)
{
    const size_t entry = (size_t)(mc_entry(c, move) - c->entry);
    const double start = spent();
    for (int i = 0; i < trials; i++) mc_attempt(c, entry);
    return (spent() - start) / trials;
}

static double energy_time(struct mc_chain *c)
{
    const double start = spent();
    c->system->energy(c->state);
    return spent() - start;
}

static void trials(const struct mc_system *system, const char *name, const char *rest,
                   const char *move, int times)
{
    struct mc_chain c = opened(system, rest);
    double trial[PAIRS], pass[PAIRS], ratio[PAIRS];
    trial_time(&c, move, 3);
    for (int k = 0; k < PAIRS; k++) {
        pass[k] = energy_time(&c);
        trial[k] = trial_time(&c, move, times);
        ratio[k] = pass[k] / trial[k];
    }
    printf("bench thermal.%s.%s.%s %.1f us, forward pass %.1f us, ratio %.1f\n", name, move,
           system->name, 1e6 * median(trial), 1e6 * median(pass), median(ratio));
    mc_clear(&c);
}

#define PERCEPTRON                                                                                 \
    "dynamics = metropolis\n[system]\nT = 3\n[data]\nname = fashion_mnist\ntrain_samples = 1000\n" \
    "test_samples = 10\n[network]\nlayers = mlp 100\n"
#define KWJ                                                                                        \
    "dynamics = metropolis\n[system]\nT = 3\n[data]\nname = teacher\ndim = 10\ntrain_samples = "   \
    "6000\n"                                                                                       \
    "test_samples = 10\n[network]\nlayers = kwj 30\n[train]\nloss = quadratic_hinge\n"
#define TREE                                                                                       \
    "dynamics = hmc\n[system]\nT = 18\n[data]\nname = random_labels\ndim = 1000\ntrain_samples = " \
    "1800\n"                                                                                       \
    "test_samples = 10\n[network]\nlayers = tree 50 nobias, relu, vote\n[train]\nloss = "          \
    "logistic\n"                                                                                   \
    "weight_decay = 2e-7\nbatch_size = 0\n[move.hmc]\nstep = 20\n"

static void trajectories(const struct mc_system *system)
{
    enum { MOVES = 10 };
    struct mc_chain c = opened(system, TREE);
    double time[PAIRS];
    trial_time(&c, "hmc", 2);
    for (int k = 0; k < PAIRS; k++) time[k] = trial_time(&c, "hmc", MOVES);
    const double typical = median(time);
    printf("bench thermal.hmc.tree.%s %.0f trajectories of 10 steps/s, the fastest %.0f\n",
           system->name, 1 / typical, 1 / time[0]);
    mc_clear(&c);
}

int main(void)
{
    base_program("bench");
    for (int k = 0; k < 2; k++) {
        const struct mc_system *const system = systems[k];
        trials(system, "784-100-10", PERCEPTRON, "displace", 30);
        trials(system, "784-100-10", PERCEPTRON, "unit", 5);
        trials(system, "kwj_30", KWJ, "displace", 5);
        trajectories(system);
    }
    return 0;
}
