/* Implementation of plan.h. Memory: of this process after the measurement, and an upper bound
   for the origins of two-time observables. Disk: frames, rows and checkpoints. */
#include "common/run/plan.h"

#include <math.h>
#include <sys/resource.h>

#include "common/core/minmax.h"
#include "common/core/processors.h"
#include "common/io/checkpoint.h"
#include "common/observe/two_time.h"
#include "common/run/requirements.h"
#include "common/run/tempering.h"
#include "common/observe/observe.h"
#include "common/core/progress.h"
#include "common/config/runfile.h"
#include "common/config/schedule.h"

enum { ROW = 60 /* of a table [bytes per row] */ };
static const double patience = 10, MB = 1e-6; /* [s] */

struct measured {
    double rate;       /* units of time per second of wall time */
    double processors; /* processor time per wall time: threads that are busy */
};

/* Of this process and all its threads [s]. */
static double processor_time(void)
{
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
           1e-6 * (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec);
}

static struct measured measure(const struct mc_dynamics *dynamics, struct mc_chain *chain)
{
    const double began = base_clock(), used = processor_time();
    double now = began;
    int64_t units = 0;
    while (now - began < patience) {
        dynamics->advance(chain);
        units++;
        now = base_clock();
    }
    return (struct measured){(double)units / (now - began),
                             (processor_time() - used) / (now - began)};
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

/* Members are processes, one per `threads` processors; replicas of a ladder share its threads. */
static void show_times(FILE *out, const struct runfile *f, size_t members, double wall,
                       double processors)
{
    const int threads = (int)runfile_int(f, "run", "threads"), there = processors_available();
    const bool ladder = tempering_asked(f);
    const size_t room = (size_t)(ladder ? threads : max_i64(1, there / threads)),
                 together = room < members ? room : members;
    const double rounds = ceil((double)members / (double)together);
    char what[64];
    if (ladder)
        snprintf(what, sizeof what, "wall time of one run, alone");
    else
        snprintf(what, sizeof what, "wall time of one run, %d thread%s", threads,
                 threads > 1 ? "s" : "");
    show_time(out, what, wall);
    show_time(out, "processor time of one run", wall * processors);
    if (members == 1) return;
    show_time(out, "processor time of all", (double)members * wall * processors);
    snprintf(what, sizeof what, "wall time of all, %zu at a time", together);
    show_time(out, what, rounds * wall);
}

void plan_show(const struct program *program, const struct mc_system *system,
               const struct runfile *f, size_t members, FILE *out)
{
    struct mc_chain chain;
    mc_init(&chain, system, f);
    mc_set_initial_state(&chain, f);
    requirements_check(system, f, chain.state);
    const struct measured m = measure(runfile_row(f, "run", "dynamics"), &chain);
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
    show(out, "rate measured", m.rate, "1/s");
    show_times(out, f, members, all / m.rate, m.processors);
    show(out, "memory of one run, at most", MB * (memory_now() + origins), "MB");
    show(out, "disk: trajectory of one run", MB * frames * frame, "MB");
    show(out, "disk: series of one run, about", MB * rows * ROW, "MB");
    show(out, "disk: checkpoints of one run", MB * kept, "MB");
    show(out, "disk of all, about", MB * n * (frames * frame + rows * ROW + kept), "MB");
    two_time_free(pairs);
    mc_clear(&chain);
}
