/* Implementation of plan.h. Memory: of this process after the measurement, and an upper bound
   for the origins of two-time observables. Disk: frames, rows and checkpoints. */
#include "common/run/plan.h"

#include <sys/resource.h>

#include "common/io/checkpoint.h"
#include "common/observe/two_time.h"
#include "common/run/requirements.h"
#include "common/observe/observe.h"
#include "common/core/progress.h"
#include "common/config/runfile.h"
#include "common/config/schedule.h"

enum { ROW = 60 /* of a table [bytes per row] */ };
static const double patience = 10, MB = 1e-6; /* [s] */

static double rate_of(const struct mc_dynamics *dynamics, struct mc_chain *chain)
{
    const double began = base_clock();
    double now = began;
    int64_t units = 0;
    while (now - began < patience) {
        dynamics->advance(chain);
        units++;
        now = base_clock();
    }
    return (double)units / (now - began);
}

static double times(const struct runfile *f, const char *section, int64_t end)
{
    struct schedule s;
    const char *why;
    if (!schedule_parse(&s, runfile_text(f, section, "schedule"), &why)) return 0;
    return s.kind == SCHEDULE_NONE ? 0 : (double)schedule_count(&s, end) + 1;
}

static double checkpoint_size(struct mc_chain *chain)
{
    size_t size;
    struct checkpoint *const c = checkpoint_create_saver();
    mc_visit(chain, c);
    base_free(checkpoint_image(c, &size));
    checkpoint_free(c);
    return (double)size;
}

/* [bytes] */
static double memory_now(void)
{
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    return 1024.0 * (double)use.ru_maxrss;
}

static void show(FILE *out, const char *what, double x, const char *unit)
{
    fprintf(out, "%-34s %12.4g %s\n", what, x, unit);
}

static void show_time(FILE *out, const char *what, double s)
{
    char text[32];
    progress_duration(text, s);
    fprintf(out, "%-34s %12s\n", what, text);
}

void plan_show(const struct program *program, const struct mc_system *system,
               const struct runfile *f, size_t members, FILE *out)
{
    struct mc_chain chain;
    mc_init(&chain, system, f);
    mc_set_initial_state(&chain, f);
    requirements_check(system, f, chain.state);
    const double rate = rate_of(runfile_row(f, "run", "dynamics"), &chain);
    const int64_t end = runfile_int(f, "run", system->describe.duration);
    const double all = (double)(end + runfile_int(f, "run", "warmup")), n = (double)members;
    struct two_time *const pairs =
        two_time_create(f, observe_rows, system->describe.observables, end);
    struct frame now = {0};
    system->view(chain.state, &now);
    const double origins = (double)two_time_memory(pairs, now.n, now.dim);
    const double frame = 8 * (double)now.n * ((double)now.dim + (now.label != NULL)) + 24;
    const double frames = times(f, "observe.trajectory", end);
    const double rows = times(f, "observe.series", end);
    const double kept = 2 * (checkpoint_size(&chain) + origins);
    fprintf(out, "%s, %zu run%s of %.4g %ss\n", program->name, members, members > 1 ? "s" : "", all,
            system->describe.clock);
    show(out, "rate measured", rate, "1/s");
    show_time(out, "time of one run", all / rate);
    show_time(out, "processor time of all", n * all / rate);
    show(out, "memory of one run, at most", MB * (memory_now() + origins), "MB");
    show(out, "disk: trajectory of one run", MB * frames * frame, "MB");
    show(out, "disk: series of one run, about", MB * rows * ROW, "MB");
    show(out, "disk: checkpoints of one run", MB * kept, "MB");
    show(out, "disk of all, about", MB * n * (frames * frame + rows * ROW + kept), "MB");
    two_time_free(pairs);
    mc_clear(&chain);
}
