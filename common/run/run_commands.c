/* Implementation of run_commands.h. */
#include "common/run/run_commands.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/run/ensemble.h"
#include "common/run/ensemble_members.h"
#include "common/run/failure.h"
#include "common/io/run_folder.h"
#include "common/config/value_lists.h"
#include "common/run/requirements.h"
#include "common/run/simulation.h"
#include "common/run/single_run.h"
#include "common/run/plan.h"
#include "common/config/runfile.h"
#include "common/core/signals.h"
#include "common/core/comm.h"
#include "common/run/tempering.h"

/* True if [system] T lists the temperatures of a ladder. Fatal if any other key has a list. */
static bool is_listed(const char *path, const struct value_lists *lists)
{
    const struct value_lists_key *const T = lists->key;
    const bool listed =
        lists->keys == 1 && strcmp(T->section, "system") == 0 && strcmp(T->key, "T") == 0;
    require(listed || lists->keys == 0, "%s: with [tempering], T of [system] alone may have a list",
            path);
    return listed;
}

/* The list of temperatures becomes [tempering] ladder; the run file then has no list. */
static int run_ladder(const struct program *program, const char *path,
                      const struct value_lists *lists, bool force)
{
    const bool listed = is_listed(path, lists);
    require(lists->folder, "%s: [run] folder: missing. It must name the folder of the run", path);
    int n;
    char **const overrides = value_lists_overrides(lists, 0, lists->folder, &n);
    struct runfile *const f = program_begin(program, path, n, overrides);
    tempering_check(f, listed);
    if (listed) {
        char *const all = value_lists_join(lists->key);
        runfile_set(f, "tempering", "ladder", all);
        base_free(all);
    }
    const int status = tempering_run(program_system(program, f), f, force);
    runfile_free(f);
    value_lists_overrides_free(overrides, n);
    return status;
}

static void require_alone(const char *what, const struct mc_system *system)
{
    require(comm_size() == 1 || system->distribute.serve,
            "%s: one run needs one process; only lists of values and [tempering] use several",
            what);
}

/* Serves requests of rank 0 until its run ends; returns the exit status. */
static int serve(const struct mc_system *system, const struct runfile *f, const char *folder)
{
    struct mc_chain c;
    const struct run_folder d = {.path = (char *)folder};
    struct failure failure = {0};
    signals_grace(0); /* rank 0 decides */
    mc_init(&c, system, f);
    int word;
    while (comm_bcast(&word, sizeof word), word == COMM_WORK) {
        failure_watch(&failure, &d, false, 0, 0);
        system->distribute.serve(c.state);
    }
    failure_forget(&failure);
    mc_clear(&c);
    return word;
}

static int end_all(int status)
{
    comm_bcast(&status, sizeof status);
    return status;
}

static int run_one(const struct program *program, const char *path, int noverrides,
                   char *const *overrides, bool force)
{
    struct runfile *const f = program_begin(program, path, noverrides, overrides);
    const struct mc_system *const system = program_system(program, f);
    require_alone(path, system);
    const int status = comm_rank() > 0 ? serve(system, f, runfile_text(f, "run", "folder"))
                                       : end_all(single_run_start(system, f, force));
    runfile_free(f);
    return status;
}

/* The limit holds while a run starts, too. A value that is no number is refused later. */
static void watch_walltime(const struct runfile *f)
{
    char *end;
    const char *const text = runfile_raw(f, "run", "walltime");
    const double walltime = text ? strtod(text, &end) : INFINITY;
    if (text && end != text && !*end && walltime >= 0) signals_watch(walltime);
}

int run_commands_run(const struct program *program, const char *path, int noverrides,
                     char *const *overrides, bool force, int jobs)
{
    signals_watch(INFINITY); /* a signal before the first step must also leave a checkpoint */
    comm_wait_for_root();
    struct runfile *const f = program_declare(program, NULL, path, noverrides, overrides);
    struct value_lists lists = value_lists_find(f, path, noverrides, overrides);
    watch_walltime(f);
    const struct ensemble_source source = {path, noverrides, overrides, &lists};
    const bool ladder = tempering_asked(f);
    runfile_free(f);
    const int status = ladder ? run_ladder(program, path, &lists, force)
                       : lists.keys
                           ? ensemble_run(program, &source, force, jobs, run_commands_resume)
                           : run_one(program, path, noverrides, overrides, force);
    value_lists_clear(&lists);
    return status;
}

struct runfile *run_commands_first(const struct program *program, const char *path, int noverrides,
                                   char *const *overrides, size_t *members)
{
    struct runfile *f = program_declare(program, NULL, path, noverrides, overrides);
    struct value_lists lists = value_lists_find(f, path, noverrides, overrides);
    runfile_free(f);
    int n;
    char **const all = value_lists_overrides(&lists, 0, lists.folder ? lists.folder : "", &n);
    f = program_begin(program, path, n, all);
    const bool ladder = tempering_asked(f);
    if (ladder) tempering_check(f, is_listed(path, &lists));
    *members = ladder ? tempering_runs(f, lists.members) : lists.members;
    if (ladder) tempering_set_first(f);
    value_lists_overrides_free(all, n);
    value_lists_clear(&lists);
    return f;
}

int run_commands_plan(const struct program *program, const char *path, int noverrides,
                      char *const *overrides)
{
    size_t members;
    struct runfile *const f = run_commands_first(program, path, noverrides, overrides, &members);
    plan_show(program, program_system(program, f), f, members, stdout);
    runfile_free(f);
    return EXIT_OK;
}

int run_commands_check(const struct program *program, const char *path, int noverrides,
                       char *const *overrides)
{
    size_t members;
    struct runfile *const f = run_commands_first(program, path, noverrides, overrides, &members);
    simulation_check(program_system(program, f), f);
    if (members > 1) printf("# the first of %zu\n", members);
    runfile_write(f, stdout);
    runfile_free(f);
    return EXIT_OK;
}

static int resume_one(const struct program *program, const char *folder,
                      enum simulation_resume mode)
{
    char *const path = run_folder_run_file(folder);
    struct runfile *const f = program_load(program, NULL, path, 0, NULL);
    const struct mc_system *const system = program_system(program, f);
    const bool ladder = tempering_asked(f);
    if (mode != SIMULATION_TRIAL) watch_walltime(f);
    requirements_check_dynamics(system, f);
    if (!ladder) require_alone(folder, system);
    const int status = ladder            ? tempering_resume(system, f, folder, mode)
                       : comm_rank() > 0 ? serve(system, f, folder)
                                         : end_all(single_run_resume(system, f, folder, mode));
    runfile_free(f);
    base_free(path);
    return status;
}

int run_commands_resume(const struct program *program, const char *folder, int jobs, bool restart)
{
    signals_watch(INFINITY);
    comm_wait_for_root();
    if (ensemble_members_exist(folder))
        return ensemble_resume(program, folder, jobs, restart, run_commands_resume);
    require(!ensemble_members_interrupted(folder),
            "%s: an ensemble whose start was interrupted; run it again (with --force, if it "
            "replaces another)",
            folder);
    return resume_one(program, folder, restart ? SIMULATION_RESTART : SIMULATION_CONTINUE);
}

int run_commands_try(const struct program *program, const char *folder)
{
    return resume_one(program, folder, SIMULATION_TRIAL);
}
