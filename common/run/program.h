/* A simulator as a table: its systems, tables and commands, and the keys of its run files. */
#ifndef COMMON_RUN_PROGRAM_H
#define COMMON_RUN_PROGRAM_H

#include "common/core/base.h"
#include "common/mc/mc.h"

struct program_command;

struct program {
    const char *name, *doc;
    const struct mc_system *const *systems; /* ends with NULL */
    /* The key whose value names the system; its default is the first system. */
    const char *section, *key;
    /* What `list` shows besides the common tables; ends with name NULL. */
    const struct base_table *tables;
    /* Lists of commands besides run, resume ...; ends with NULL. NULL: none. */
    const struct program_command *const *commands;
};

struct program_request { /* what the command line asks for */
    const struct program *program;
    int n;        /* arguments after the command */
    char **words; /* (n) */
    bool force;
    int jobs, seeds; /* --jobs, 0: not given; --seeds */
};

struct runfile;
struct runfile_key;

struct program_command { /* a row */
    const char *name, *doc, *arguments;
    int (*act)(const struct program_request *r); /* returns the exit status */
    int least;                                   /* arguments it needs */
    /* Its own options, --key VALUE or KEY=VALUE, which are words (KEY=VALUE) of the request; ends
       with name NULL. NULL: none. */
    const struct runfile_key *keys;
    const char *options; /* names of the common options that it has, with blanks between */
};

/* The run file with all that a run of this program may say declared; and checked as well. system
   NULL: the one the file names. */
struct runfile *program_declare(const struct program *program, const struct mc_system *system,
                                const char *path, int noverrides, char *const *overrides);
struct runfile *program_load(const struct program *program, const struct mc_system *system,
                             const char *path, int noverrides, char *const *overrides);
const struct mc_system *program_system(const struct program *program, const struct runfile *f);
/* A run file without values that declares every key of a system; runfile_free. */
struct runfile *program_keys(const struct program *program, const struct mc_system *system);

#endif
