/* What swaps cost: time of a gradient step with a protocol over that without, the two timed in
   turns. On CIFAR-10 if SWAPGLASS_DATA names it, otherwise on Fashion-MNIST without the codes that
   need colours. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base.h"
#include "common/drive.h"
#include "common/runfile.h"
#include "dnn/system.h"
#include "tests/support.h"

static const struct mc_system *const systems[] = {&dnn_system_single, NULL};
static const struct drive_program program = {.name = "dnn",
                                             .doc = "",
                                             .systems = systems,
                                             .section = "network",
                                             .key = "precision",
                                             .tables = dnn_tables_single};

/* A cheap step: swaps weigh most in it. */
static const char network[] = "mlp 100";

static struct mc_chain opened(const char *swap)
{
    const bool colour = getenv("SWAPGLASS_DATA");
    char ini[1000];
    snprintf(ini, sizeof ini,
             "[run]\nsteps = 1\nfolder = x\n[data]\nname = %s\ntrain = 2000\ntest = 10\n[network]\n"
             "layers = %s\n[train]\nrate = 0.001\nbatch = 100\n[swap]\n%s\n",
             colour ? "cifar10" : "fashion_mnist", network, swap);
    struct runfile *const f = support_load(&program, &dnn_system_single, ini);
    struct mc_chain c;
    mc_open(&c, &dnn_system_single, f);
    mc_begin(&c, f);
    runfile_free(f);
    return c;
}

static double seconds(struct mc_chain *c, int steps)
{
    const double start = base_clock();
    for (int i = 0; i < steps; i++) c->system->dynamics->advance(c);
    return base_clock() - start;
}

/* Smallest time of several stretches each: the machine may be shared. */
static void measure(struct mc_chain *plain, const char *name, const char *swap)
{
    enum { STRETCHES = 12, STEPS = 15 };
    struct mc_chain c = opened(swap);
    double with = 1e9, without = 1e9;
    for (int k = 0; k < STRETCHES; k++) {
        const double a = seconds(plain, STEPS), b = seconds(&c, STEPS);
        if (a < without) without = a;
        if (b < with) with = b;
    }
    printf("bench swaps.%s.step %.3f ms ratio %.3f against no swap\n", name, 1e3 * with / STEPS,
           with / without);
    mc_close(&c);
}

int main(void)
{
    base_program("bench");
    const struct base_table *protocols = dnn_tables_single;
    while (strcmp(protocols->name, "protocols") != 0) protocols++;
    struct mc_chain plain = opened("");
    for (size_t i = 0; i < base_rows(protocols); i++) {
        const char *const name = ((const struct base_row *)base_row(protocols, i))->name;
        const bool colour = getenv("SWAPGLASS_DATA"), code = strspn(name, "1SA") == 3;
        if (!code || (!colour && name[1] == 'S')) continue;
        char swap[100], label[100];
        snprintf(swap, sizeof swap, "protocol = %s", name);
        measure(&plain, name, swap);
        if (name[0] != 'A') continue;
        snprintf(swap, sizeof swap, "protocol = %s\npair = independent", name);
        snprintf(label, sizeof label, "%s.independent", name);
        measure(&plain, label, swap);
    }
    mc_close(&plain);
    return 0;
}
