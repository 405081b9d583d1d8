/* What swaps cost: processor time of a gradient step on one thread with a protocol over that
   without, the two timed in turns; the median of the ratios. On CIFAR-10 if SWAPGLASS_DATA names
   it, otherwise on Fashion-MNIST without the codes that need colours. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/core/base.h"
#include "dnn/system/system.h"
#include "tests/support.h"
#include "common/core/vector.h"

/* A cheap step: swaps weigh most in it. */
static const char network[] = "mlp 100";

static struct mc_chain opened(const char *swap)
{
    const bool colour = getenv("SWAPGLASS_DATA");
    struct mc_chain c =
        support_chain(&dnn_system_single,
                      "[run]\nsteps = 1\nthreads = 1\nfolder = x\n[data]\nname = %s\ntrain_samples "
                      "= 2000\ntest_samples = "
                      "10\n[network]\n"
                      "layers = %s\n[train]\nlearning_rate = 0.001\nbatch_size = 100\n[swap]\n%s\n",
                      colour ? "cifar10" : "fashion_mnist", network, swap);
    return c;
}

static double processor_time(void) /* [s] */
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double seconds(struct mc_chain *c, int steps)
{
    const double start = processor_time();
    for (int i = 0; i < steps; i++) c->system->dynamics->advance(c);
    return processor_time() - start;
}

static void measure(struct mc_chain *plain, const char *name, const char *swap)
{
    enum { STRETCHES = 31, STEPS = 6 };
    struct mc_chain c = opened(swap);
    double ratio[STRETCHES], with[STRETCHES];
    for (int k = 0; k < STRETCHES; k++) {
        const double without = seconds(plain, STEPS);
        with[k] = seconds(&c, STEPS);
        ratio[k] = with[k] / without;
    }
    qsort(ratio, STRETCHES, sizeof *ratio, vector_compare);
    qsort(with, STRETCHES, sizeof *with, vector_compare);
    printf("bench swaps.%s.step %.3f ms ratio %.3f (quartiles %.3f, %.3f) against no swap\n", name,
           1e3 * with[STRETCHES / 2] / STEPS, ratio[STRETCHES / 2], ratio[STRETCHES / 4],
           ratio[3 * STRETCHES / 4]);
    mc_clear(&c);
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
    mc_clear(&plain);
    return 0;
}
