/* Implementation of program.h. */
#include "common/run/program.h"

#include <math.h>
#include <string.h>

#include "common/config/runfile.h"
#include "common/core/version.h"
#include "common/mc/mc.h"
#include "common/observe/equilibrium.h"
#include "common/observe/observe.h"
#include "common/observe/time_series.h"
#include "common/observe/two_time.h"
#include "common/run/branch_state.h"
#include "common/run/requirements.h"
#include "common/run/start_places.h"
#include "common/run/tempering.h"

static const struct runfile_key run_keys[] = {
    {.name = "version",
     .doc = "version of the program that wrote this file",
     .type = RUNFILE_TEXT,
     .value = "none"},
    {.name = "seed",
     .doc = "seed of every random stream",
     .type = RUNFILE_INT,
     .value = "1",
     .min = 0,
     .max = 9e15},
    {.name = "replica",
     .doc = "replica number: selects other random streams of the seed",
     .type = RUNFILE_INT,
     .value = "0",
     .min = 0,
     .max = 4e9},
    {.name = "warmup",
     .doc = "time before t = 0 in which steps are tuned and nothing is observed",
     .type = RUNFILE_INT,
     .value = "0",
     .min = 0,
     .max = 1e15},
    {.name = "tune",
     .doc = "interval of step tuning in warm-up",
     .type = RUNFILE_INT,
     .value = "100",
     .min = 1,
     .max = 1e15},
    {.name = "temperature_schedule",
     .doc = "temperature from t = 0: pieces \"T TIME\" (jump and hold) and \"ramp T TIME\", with "
            "commas "
            "between them; none = T of [system]",
     .type = RUNFILE_TEXT,
     .value = "none"},
    {.name = "threads",
     .doc = "number of threads; results do not depend on it",
     .type = RUNFILE_INT,
     .value = "1",
     .min = 1,
     .max = 1024},
    {.name = "folder", .doc = "folder of the run", .type = RUNFILE_TEXT, .value = NULL},
    {.name = "checkpoint",
     .doc = "wall-clock time between checkpoints",
     .type = RUNFILE_REAL,
     .value = "60",
     .min = 0.001,
     .max = 1e6,
     .unit = "s"},
    {.name = "checkpoint_every",
     .doc = "time between additional checkpoints, in time units; 0: none",
     .type = RUNFILE_INT,
     .value = "0",
     .min = 0,
     .max = 1e15},
    {.name = "walltime",
     .doc = "stop with a checkpoint after this wall-clock time; inf: never",
     .type = RUNFILE_REAL,
     .value = "inf",
     .min = 0,
     .max = INFINITY,
     .unit = "s"},
    {0},
};

static const struct runfile_key trajectory_keys[] = {
    {.name = "schedule",
     .doc = "times of the frames of trajectory.h5; the end is always stored",
     .type = RUNFILE_SCHEDULE,
     .value = "log 5"},
    {0},
};

static const struct runfile_section observe_sections[] = {
    {.name = "observe.trajectory", .doc = "stored frames", .keys = trajectory_keys},
    {0},
};

/* The keys of [run] that depend on program and system. They are static: one set per system. */
static const struct runfile_key *own_keys(const char *program, const struct mc_system *system)
{
    enum { SYSTEMS = 16 };
    static struct {
        const struct mc_system *system;
        struct runfile_key keys[4];
        struct base_table table;
    } kept[SYSTEMS];
    size_t i = 0;
    while (i + 1 < SYSTEMS && kept[i].system && kept[i].system != system) i++;
    kept[i].system = system;
    struct runfile_key *const keys = kept[i].keys;
    kept[i].table = (struct base_table){"dynamics", "dynamics of the state", system->dynamics,
                                        sizeof(struct mc_dynamics)};
    keys[0] = (struct runfile_key){.name = "program",
                                   .doc = "program that runs this file",
                                   .type = RUNFILE_TEXT,
                                   .value = program};
    keys[1] = (struct runfile_key){.name = system->describe.duration,
                                   .doc = "length of the run",
                                   .type = RUNFILE_INT,
                                   .value = NULL,
                                   .min = 1,
                                   .max = 1e15,
                                   .unit = system->describe.clock};
    keys[2] = (struct runfile_key){.name = "dynamics",
                                   .doc = kept[i].table.doc,
                                   .type = RUNFILE_TEXT,
                                   .value = system->dynamics[0].name,
                                   .table = &kept[i].table};
    return keys;
}

static void declare_run(struct runfile *f, const char *program, const struct mc_system *system)
{
    static const char doc[] = "the run";
    runfile_declare_one(f, "run", doc, own_keys(program, system), false);
    runfile_declare_one(f, "run", doc, run_keys, false);
    runfile_declare(f, observe_sections);
    time_series_declare(system, f);
    equilibrium_declare(f);
}

const struct mc_system *program_system(const struct program *program, const struct runfile *f)
{
    const char *const name = runfile_raw(f, program->section, program->key);
    if (!name) return program->systems[0];
    char known[200] = "";
    for (const struct mc_system *const *s = program->systems; *s; s++) {
        if (strcmp((*s)->name, name) == 0) return *s;
        snprintf(known + strlen(known), sizeof known - strlen(known), " %s", (*s)->name);
    }
    base_die("%s = %s: must be one of:%s", runfile_where(f, program->section, program->key), name,
             known);
}

static void declare(const struct program *program, const struct mc_system *system,
                    struct runfile *f)
{
    declare_run(f, program->name, system);
    runfile_declare(f, system->sections);
    mc_declare(system, f);
    tempering_declare(f);
    branch_state_declare(f);
    two_time_declare(f, observe_rows);
    two_time_declare(f, system->describe.observables);
}

struct runfile *program_declare(const struct program *program, const struct mc_system *system,
                                const char *path, int noverrides, char *const *overrides)
{
    struct runfile *const f = runfile_read(path, noverrides, overrides);
    if (!system) system = program_system(program, f);
    declare(program, system, f);
    return f;
}

struct runfile *program_load(const struct program *program, const struct mc_system *system,
                             const char *path, int noverrides, char *const *overrides)
{
    struct runfile *const f = program_declare(program, system, path, noverrides, overrides);
    if (!system) system = program_system(program, f);
    if (system->resolve) system->resolve(f);
    tempering_resolve(f);
    runfile_check(f);
    start_places_fill(f);
    runfile_set(f, "run", "version", version_text);
    mc_require_moves(system, f);
    const char *const wanted = runfile_text(f, "run", "program");
    require(strcmp(wanted, program->name) == 0, "%s = %s: this program is %s",
            runfile_where(f, "run", "program"), wanted, program->name);
    return f;
}

struct runfile *program_begin(const struct program *program, const char *path, int noverrides,
                              char *const *overrides)
{
    struct runfile *const f = program_load(program, NULL, path, noverrides, overrides);
    requirements_check(program_system(program, f), f, NULL);
    return f;
}

struct runfile *program_keys(const struct program *program, const struct mc_system *system)
{
    struct runfile *const f = runfile_read("/dev/null", 0, NULL);
    declare(program, system, f);
    return f;
}
