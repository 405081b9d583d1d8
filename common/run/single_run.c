/* Implementation of single_run.h. */
#include "common/run/single_run.h"

#include <inttypes.h>
#include <string.h>

#include "common/core/comm.h"
#include "common/io/checkpoint_pair.h"
#include "common/run/run_loop.h"
#include "common/run/simulation.h"

static int64_t next(const void *runs)
{
    return simulation_next(runs);
}

static void advance(void *runs, int64_t units)
{
    simulation_advance(runs, units);
}

static void event(void *runs)
{
    simulation_event(runs);
}

static void save(void *runs)
{
    simulation_save(runs);
}

static double energy(void *runs)
{
    return simulation_energy(runs);
}

static const char *ended(const void *runs)
{
    return simulation_ended(runs);
}

static bool progress_text(void *runs, char *text, size_t n)
{
    const struct mc_chain *const c = simulation_chain(runs);
    return c->system->describe.progress_text &&
           c->system->describe.progress_text(c->state, text, n);
}

static void finish(void *runs)
{
    simulation_draw(runs);
}

static void report(void *runs, void (*log_line)(void *context, const char *line), void *context)
{
    mc_report(simulation_chain(runs), log_line, context);
}

static const struct run_loop_target target = {
    .next = next,
    .advance = advance,
    .event = event,
    .save = save,
    .energy = energy,
    .progress_text = progress_text,
    .ended = ended,
    .finish = finish,
    .report = report,
};

/* Runs and frees the simulation. The other ranks of a distributed run serve the requests of this
   one. */
static int execute(struct simulation *s, const struct runfile *f)
{
    const struct mc_chain *const c = simulation_chain(s);
    if (comm_size() > 1) comm_release(), c->system->distribute.lead(c->state);
    const struct run_loop loop = {.target = &target,
                                  .runs = s,
                                  .clock = simulation_clock(s),
                                  .f = f,
                                  .folder = simulation_folder(s),
                                  .log = simulation_log(s)};
    const int status = run_loop_execute(&loop);
    simulation_free(s);
    return status;
}

int single_run_start(const struct mc_system *system, const struct runfile *f, bool force)
{
    struct simulation *const s = simulation_create(system, f, NULL, force);
    simulation_save(s);
    return execute(s, f);
}

void single_run_create(const struct mc_system *system, const struct runfile *f)
{
    struct simulation *const s = simulation_create(system, f, NULL, false);
    simulation_save(s);
    simulation_set_status(s, "interrupted", 0);
    simulation_free(s);
}

int single_run_resume(const struct mc_system *system, const struct runfile *f, const char *folder,
                      enum simulation_resume mode)
{
    const struct run_folder_status before = run_folder_status(folder);
    if (strcmp(before.word, "finished") == 0) {
        fprintf(stderr, "%s: finished at %s %" PRId64 "; nothing to do\n", folder,
                system->describe.clock, before.t);
        comm_release();
        return EXIT_OK;
    }
    const bool trial = mode == SIMULATION_TRIAL;
    struct simulation *const s = simulation_reopen(system, f, folder, trial);
    struct checkpoint *const c =
        checkpoint_pair_resume(folder, simulation_log(s), mode == SIMULATION_RESTART);
    if (c) simulation_visit(s, c);
    if (trial) return checkpoint_free(c), EXIT_OK; /* the process ends */
    if (!c) simulation_restart(s);
    if (!c || simulation_clock(s)->former) simulation_save(s);
    checkpoint_free(c);
    return execute(s, f);
}
