/* Implementation of launch.h. */
#include "common/launch.h"

#include <math.h>
#include <string.h>

#include "common/ensemble.h"
#include "common/folder.h"
#include "common/lists.h"
#include "common/loop.h"
#include "common/needs.h"
#include "common/plan.h"
#include "common/runfile.h"
#include "common/stop.h"
#include "common/team.h"
#include "common/tempering.h"

/* Does [system] T list the temperatures of a ladder; dies if anything else is a list. */
static bool is_listed(const char *path, const struct lists *lists)
{
    const struct lists_key *const T = lists->key;
    const bool listed =
        lists->keys == 1 && strcmp(T->section, "system") == 0 && strcmp(T->key, "T") == 0;
    require(listed || lists->keys == 0, "%s: with [tempering], T of [system] alone may have a list",
            path);
    return listed;
}

/* The list of temperatures becomes the ladder; the run file then holds no list. */
static int run_ladder(const struct drive_program *program, const char *path,
                      const struct lists *lists, bool force)
{
    const bool listed = is_listed(path, lists);
    require(lists->folder, "%s: [run] folder: missing; it is where the run lives", path);
    int n;
    char **const overrides = lists_overrides(lists, 0, lists->folder, &n);
    struct runfile *const f = drive_begin(program, path, n, overrides);
    tempering_check(f, listed);
    if (listed) {
        char *const all = lists_join(lists->key);
        runfile_set(f, "tempering", "ladder", all);
        base_free(all);
    }
    const int status = tempering_run(program, f, force);
    runfile_free(f);
    lists_overrides_free(overrides, n);
    return status;
}

static void require_alone(const char *what, const struct mc_system *system)
{
    require(team_size() == 1 || system->help,
            "%s: one run is for one process; lists of values and [tempering] go over several",
            what);
}

/* A process that has no run of its own, until the first has ended it; its status. */
static int help(const struct mc_system *system, const struct runfile *f)
{
    struct mc_chain c;
    mc_open(&c, system, f);
    int word;
    while (team_share(&word, sizeof word), word == TEAM_WORK) system->help(c.state);
    mc_close(&c);
    return word;
}

static int end_all(int status)
{
    team_share(&status, sizeof status);
    return status;
}

static int run_one(const struct drive_program *program, const char *path, int noverrides,
                   char *const *overrides, bool force)
{
    struct runfile *const f = drive_begin(program, path, noverrides, overrides);
    const struct mc_system *const system = drive_system(program, f);
    require_alone(path, system);
    const int status = team_rank() > 0 ? help(system, f) : end_all(loop_run(system, f, force));
    runfile_free(f);
    return status;
}

int launch_run(const struct drive_program *program, const char *path, int noverrides,
               char *const *overrides, bool force, int jobs)
{
    stop_watch(INFINITY); /* asked before it has begun, a run still leaves a checkpoint */
    team_follow();
    struct runfile *const f = drive_declare(program, NULL, path, noverrides, overrides);
    struct lists lists = lists_find(f, path, noverrides, overrides);
    const bool ladder = tempering_asked(f);
    runfile_free(f);
    const int status = ladder       ? run_ladder(program, path, &lists, force)
                       : lists.keys ? ensemble_run(program, path, &lists, force, jobs)
                                    : run_one(program, path, noverrides, overrides, force);
    lists_free(&lists);
    return status;
}

/* The first member of the ensemble, or the coldest rung, that a run file makes: it stands for
   all. */
static struct runfile *first_member(const struct drive_program *program, const char *path,
                                    int noverrides, char *const *overrides, size_t *members)
{
    struct runfile *f = drive_declare(program, NULL, path, noverrides, overrides);
    struct lists lists = lists_find(f, path, noverrides, overrides);
    runfile_free(f);
    int n;
    char **const own = lists_overrides(&lists, 0, lists.folder ? lists.folder : "", &n);
    f = drive_begin(program, path, n, own);
    const bool ladder = tempering_asked(f);
    if (ladder) tempering_check(f, is_listed(path, &lists));
    *members = ladder ? tempering_runs(f, lists.members) : lists.members;
    lists_overrides_free(own, n);
    lists_free(&lists);
    return f;
}

int launch_plan(const struct drive_program *program, const char *path, int noverrides,
                char *const *overrides)
{
    size_t members;
    struct runfile *const f = first_member(program, path, noverrides, overrides, &members);
    plan_show(program, drive_system(program, f), f, members, stdout);
    runfile_free(f);
    return DRIVE_OK;
}

int launch_check(const struct drive_program *program, const char *path, int noverrides,
                 char *const *overrides)
{
    size_t members;
    struct runfile *const f = first_member(program, path, noverrides, overrides, &members);
    loop_check(drive_system(program, f), f);
    if (members > 1) printf("# the first of %zu\n", members);
    runfile_write(f, stdout);
    runfile_free(f);
    return DRIVE_OK;
}

int launch_resume(const struct drive_program *program, const char *folder, int jobs, bool restart)
{
    stop_watch(INFINITY);
    team_follow();
    if (ensemble_here(folder)) return ensemble_resume(program, folder, jobs, restart);
    char *const path = folder_run_file(folder);
    struct runfile *const f = drive_load(program, NULL, path, 0, NULL);
    const struct mc_system *const system = drive_system(program, f);
    const bool ladder = tempering_asked(f);
    needs_check_dynamics(system, f);
    if (!ladder) require_alone(folder, system);
    const int status = ladder            ? tempering_resume(program, f, folder, restart)
                       : team_rank() > 0 ? help(system, f)
                                         : end_all(loop_resume(system, f, folder, restart));
    runfile_free(f);
    base_free(path);
    return status;
}
