/* What several runs in step cost (nbc8, N = 1000, T near 0.5, a fifth swaps). Weak scaling: two runs
   on two threads against one on one, in wall time and in processor time a run, which a busy machine
   disturbs less. Exchange overhead: processor time of four rungs that exchange every 10 sweeps
   against four that never do. Medians of pairs measured one after the other. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/run/program.h"
#include "common/run/single_run.h"
#include "common/config/runfile.h"
#include "common/run/tempering.h"
#include "glass/spheres/system.h"
#include "tests/support.h"
#include "common/core/vector.h"

enum { PAIRS = 9 };

struct spent { /* [s] */
    double wall, processor;
};

static const struct mc_system *const systems[] = {&glass_spheres, NULL};
static const struct program program = {
    .name = "glass", .doc = "", .systems = systems, .section = "system", .key = "kind"};

static double processor_time(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* A run of `sweeps`: alone if ladder is NULL. */
static struct spent run(const char *ladder, int every, int threads, int sweeps)
{
    char *const folder = support_folder(), *const ini = base_text("%s/a.ini", folder);
    FILE *const out = base_open(ini, "w");
    fprintf(out,
            "[run]\nsweeps = %d\nthreads = %d\nfolder = %s/out\ncheckpoint = 1e5\n"
            "[system]\nN = 1000\nT = 0.5\n[move.displace]\nweight = 0.8\n[move.swap]\n"
            "weight = 0.2\n[observe.series]\nschedule = never\n",
            sweeps, threads, folder);
    if (ladder) fprintf(out, "[tempering]\nladder = %s\nevery = %d\n", ladder, every);
    fclose(out);
    struct runfile *const f = program_load(&program, NULL, ini, 0, NULL);
    const double wall = base_clock(), processor = processor_time();
    if (ladder)
        tempering_run(&glass_spheres, f, false);
    else
        single_run_start(&glass_spheres, f, false);
    const struct spent s = {base_clock() - wall, processor_time() - processor};
    runfile_free(f);
    base_free(ini);
    support_remove(folder);
    return s;
}

static void show(const char *what, double *ratio)
{
    qsort(ratio, PAIRS, sizeof *ratio, vector_compare);
    printf("%-62s %.3f  (%.3f ... %.3f)\n", what, ratio[PAIRS / 2], ratio[0], ratio[PAIRS - 1]);
}

int main(void)
{
    enum { ALONE = 1500, RUNGS = 600, NEVER = 1000000 };
    double wall[PAIRS], processor[PAIRS], exchange[PAIRS];
    for (int k = 0; k < PAIRS; k++) {
        const struct spent one = run(NULL, 0, 1, ALONE), two = run("0.5, 0.501", NEVER, 2, ALONE);
        wall[k] = two.wall / one.wall;
        processor[k] = two.processor / 2 / one.processor;
        const char *const four = "0.5, 0.51, 0.52, 0.53";
        const double with = run(four, 10, 1, RUNGS).processor;
        exchange[k] = with / run(four, NEVER, 1, RUNGS).processor;
    }
    printf("medians of %d pairs (least ... most)\n", PAIRS);
    show("two runs on two threads / one on one: wall time", wall);
    show("the same: processor time a run", processor);
    show("four rungs, an exchange every 10 sweeps / none: processor time", exchange);
    return 0;
}
