/* Trials of weights by kept values, against the energy from scratch as they go. */
#ifndef TESTS_KEPT_TRIALS_H
#define TESTS_KEPT_TRIALS_H

#include "common/mc/mc.h"

/* Largest relative difference between running energy and oracle. It is compared 50 times during a number of trials,
   which cycle through all displacements and exchanges. */
static inline double kept_trials(struct mc_chain *c, int trials)
{
    static const char *const kinds[] = {"displace", "displace", "displace", "unit",    "displace",
                                        "layer",    "displace", "mixed",    "displace"};
    enum { KINDS = sizeof kinds / sizeof *kinds };
    size_t entry[KINDS];
    for (size_t i = 0; i < KINDS; i++) entry[i] = (size_t)(mc_entry(c, kinds[i]) - c->entry);
    double worst = 0;
    for (int k = 1; k <= trials; k++) {
        mc_attempt(c, entry[k % KINDS]);
        if (k % (trials / 50)) continue;
        const double oracle = c->system->energy(c->state), off = c->energy / oracle - 1;
        if (off > worst || -off > worst) worst = off > 0 ? off : -off;
    }
    return worst;
}

/* Networks and data of these trials: one hidden layer, several, a tree, decays of their own. */
static const char *const kept_networks[] = {
    "[network]\nlayers = dense 12, relu, dense classes\n[data]\nname = mixture\nnum_classes = 5\n"
    "[train]\nweight_decay = 0.01\n",
    "[network]\nlayers = dense 7, tanh, dense 6, leaky_relu, dense 5, relu, dense classes\n"
    "[data]\nname = teacher\n[train]\nweight_decay = 0.01\n",
    "[network]\nlayers = tree 5, relu, vote\n[data]\nname = random_labels\n[train]\n"
    "loss = logistic\nweight_decay = 0.01\n",
    "[network]\nlayers = dense 10, relu, tree 5, sigmoid, dense classes\nbias = no\n"
    "[data]\nname = teacher\n[train]\nweight_decay = 0.02\n[units]\nproperty = decay\n",
    NULL};

#endif
