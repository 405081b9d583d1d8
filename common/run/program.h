/* A simulator as a table: its systems, tables and commands; and the keys of its run files. */
#ifndef COMMON_RUN_PROGRAM_H
#define COMMON_RUN_PROGRAM_H

#include "common/core/base.h"
#include "common/mc/mc.h"

struct program_command;

struct program {
    const char *name, *doc;
    const struct mc_system *const *systems; /* ends with NULL */
    /* The key that selects the system; default: the first system. */
    const char *section, *key;
    /* Tables for `list`, besides the common ones; ends with name NULL. */
    const struct base_table *tables;
    /* Lists of further commands; ends with NULL. NULL: none. */
    const struct program_command *const *commands;
};

struct program_request { /* a parsed command line */
    const struct program *program;
    const char *command;
    int n;        /* arguments after the command */
    char **words; /* (n) */
    bool force, restart;
    int jobs, seeds;           /* --jobs, --seeds; 0 = not given */
    const char *into, *output; /* --into, --output; NULL: not given */
    const char *run; /* name of the run, where a command acts on several (run_folders_name); NULL */
};

struct runfile;
struct runfile_key;

struct program_command { /* table row */
    const char *name, *doc, *arguments;
    int (*act)(const struct program_request *r); /* returns the exit status */
    int least;                                   /* smallest number of arguments */
    /* Its own options, --key VALUE or KEY=VALUE, which become words (KEY=VALUE) of the request; ends
       with name NULL. NULL: none. */
    const struct runfile_key *keys;
    /* Names of its common options, separated by blanks; "runs": its folders are replaced by the runs
       that they mean (run_folders.h). */
    const char *options;
    unsigned needs; /* bits of needs.h: requirements on the system */
};

/* Reads a run file and declares all keys of a run; program_load also checks it. system NULL: the
   system that the file selects. */
struct runfile *program_declare(const struct program *program, const struct mc_system *system,
                                const char *path, int noverrides, char *const *overrides);
struct runfile *program_load(const struct program *program, const struct mc_system *system,
                             const char *path, int noverrides, char *const *overrides);
/* The same for a new run; fatal unless the system meets all requirements of its rows (needs.h). */
struct runfile *program_begin(const struct program *program, const char *path, int noverrides,
                              char *const *overrides);
const struct mc_system *program_system(const struct program *program, const struct runfile *f);
/* A run file without values that declares every key of a system; free with runfile_free. */
struct runfile *program_keys(const struct program *program, const struct mc_system *system);

#endif
