/* Full-batch Langevin dynamics of the networks of Kerr Winter and Janssen (10 - w x 6 - 1, 60,000
   samples, single precision) against PyTorch, where peer_langevin.py finds it (PYTHON names the
   interpreter; python3). Ours and theirs take turns; of a turn the fastest step counts, of the turns
   the median of the ratios: the machine may be shared. Products a second are compared with the
   multiply-add peak: what three times PyTorch's rate would take may lie beyond it.
   Arguments WIDTH THREADS: that line alone. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/core/base.h"
#include "dnn/system/system.h"
#include "tests/peak.h"
#include "tests/support.h"
#include "common/core/vector.h"

enum { PAIRS = 3, LEAST = 8 };   /* steps of a turn */
static const double stretch = 1; /* of each turn [s] */

static double median(size_t n, double *x)
{
    qsort(x, n, sizeof *x, vector_compare);
    return x[n / 2];
}

static void open_chain(struct mc_chain *c, int width, int threads)
{
    *c = support_chain(
        &dnn_system_single,
        "[run]\nsteps = 1\nfolder = x\nthreads = %d\n[system]\nT = 0.01\n[network]\nlayers = "
        "kwj %d\nbias = no\n[data]\nname = teacher\ndim = 10\ntrain_samples = 60000\ntest_samples "
        "= "
        "10\n[train]\noptimiser = langevin\nlearning_rate = 0.001\nbatch_size = 0\nloss = "
        "quadratic_hinge\n",
        threads, width);
    for (int i = 0; i < 2; i++) c->system->dynamics->advance(c);
}

/* Processor time of one thread, which others' work lengthens less; wall-clock time of two [s]. */
static double now(int threads)
{
    struct timespec t;
    clock_gettime(threads > 1 ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double ours(struct mc_chain *c, int threads)
{
    double best = INFINITY;
    const double begin = base_clock();
    for (int n = 0; n < LEAST || base_clock() < begin + stretch; n++) {
        const double start = now(threads);
        c->system->dynamics->advance(c);
        best = fmin(best, 1e3 * (now(threads) - start));
    }
    return best;
}

static bool theirs(int width, int threads, double *time, char version[40])
{
    const char *const python = getenv("PYTHON");
    char *const command = base_text("%s tests/bench/peer_langevin.py %d %d %g 2>/dev/null",
                                    python ? python : "python3", width, threads, stretch);
    FILE *const answer = popen(command, "r");
    base_free(command);
    const bool found = answer && fscanf(answer, "%39s %lf", version, time) == 2;
    if (answer) pclose(answer);
    return found;
}

/* Of the products of one step: 2 for every weight and sample forward, 4 backward, 2 in the first
   layer. */
static double operations(int width)
{
    const double w = width;
    return 60000 * (6 * (5 * w * w + w) + 4 * 10 * w);
}

static void measure(int width, int threads, double peak)
{
    double own[PAIRS], ratio[PAIRS], peer = 0;
    char version[40] = "";
    bool found = true;
    struct mc_chain c;
    open_chain(&c, width, threads);
    for (int i = 0; i < PAIRS; i++) {
        own[i] = ours(&c, threads);
        found = found && theirs(width, threads, &peer, version);
        ratio[i] = peer / own[i];
    }
    mc_clear(&c);
    const double time = median(PAIRS, own), rate = operations(width) / (1e-3 * time) / threads;
    printf("bench langevin.kwj_%d %d thread%s %.2f ms a step, %.0f %% of the peak", width, threads,
           threads > 1 ? "s" : "", time, 100 * rate / peak);
    if (found) {
        const double middle = median(PAIRS, ratio);
        printf(", PyTorch %s takes %.2f times as long (%.2f to %.2f in %d pairs), %.0f %%; three "
               "times its rate: %.0f %%",
               version, middle, ratio[0], ratio[PAIRS - 1], PAIRS, 100 * rate / peak / middle,
               300 * rate / peak / middle);
    }
    printf("\n");
    fflush(stdout);
}

int main(int argc, char **argv)
{
    base_program("bench");
    const double peak = peak_rate();
    printf("bench langevin.peak %.1f GFLOP/s of multiply-adds on one core\n", 1e-9 * peak);
    if (argc == 3) {
        measure(atoi(argv[1]), atoi(argv[2]), peak);
        return 0;
    }
    for (int threads = 1; threads <= 2; threads++) {
        measure(30, threads, peak);
        measure(72, threads, peak);
    }
    return 0;
}
