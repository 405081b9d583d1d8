/* Samples a second of gradient steps, forward and backward pass and update, on one core and two;
   and the arithmetic rate of their matrix products. */
#include <stdio.h>
#include <string.h>

#include "common/base.h"
#include "common/drive.h"
#include "common/runfile.h"
#include "dnn/system.h"
#include "tests/support.h"

static const struct mc_system *const systems[] = {&dnn_system_single, &dnn_system_double, NULL};
static const struct drive_program program = {.name = "dnn",
                                             .doc = "",
                                             .systems = systems,
                                             .section = "network",
                                             .key = "precision",
                                             .tables = dnn_tables_single};

static const struct load {  /* a row */
    const char *name, *ini; /* what follows the sections [run] */
    size_t batch;
    double flops; /* of the products of one sample's gradient */
} loads[] = {
    {"small_net.batch100", "layers = small_net\n[train]\nbatch = 100\n", 100, 2.654e6},
    {"small_net.batch128", "layers = small_net\n[train]\nbatch = 128\n", 128, 2.654e6},
    {"mlp_784_100_10.batch100", "layers = mlp 100\n[train]\nbatch = 100\n", 100, 0.3196e6},
    {"mlp_784_512_512_10.batch128", "layers = mlp 512 2\n[train]\nbatch = 128\n", 128, 3.210e6},
};

/* Best of several stretches of a fifth of a second [steps/s]: the machine may be shared. */
static double steps_per_second(struct mc_chain *c)
{
    double best = 0;
    for (int stretch = 0; stretch < 6; stretch++) {
        const double start = base_clock();
        int steps = 0;
        while (base_clock() < start + 0.2) c->system->dynamics->advance(c), steps++;
        const double rate = steps / (base_clock() - start);
        if (rate > best) best = rate;
    }
    return best;
}

static double measure(const struct load *l, const struct mc_system *system, int threads)
{
    char ini[1000];
    snprintf(ini, sizeof ini,
             "[run]\nsteps = 1\nfolder = x\nthreads = %d\n[data]\ntrain = 2000\ntest = "
             "10\n[network]\nprecision = %s\n%s",
             threads, system->name, l->ini);
    struct runfile *const f = support_load(&program, system, ini);
    struct mc_chain chain;
    mc_open(&chain, system, f);
    mc_begin(&chain, f);
    runfile_free(f);
    const double rate = steps_per_second(&chain);
    mc_close(&chain);
    return rate;
}

int main(void)
{
    base_program("bench");
    for (int p = 0; p < 2; p++)
        for (size_t i = 0; i < sizeof loads / sizeof *loads; i++) {
            const struct load *l = &loads[i];
            char name[100];
            snprintf(name, sizeof name, "networks.%s%s", l->name, p ? ".double" : "");
            const double one = measure(l, systems[p], 1), two = measure(l, systems[p], 2),
                         n = (double)l->batch;
            printf("bench %s.samples_per_second %.0f 1/s\n", name, one * n);
            printf("bench %s.threads2.samples_per_second %.0f 1/s ratio %.2f against one thread\n",
                   name, two * n, two / one);
            printf("bench %s.products %.1f GFLOP/s\n", name, one * n * l->flops * 1e-9);
        }
    return 0;
}
