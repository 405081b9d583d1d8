/* The main program of every simulator: its command line (run, resume, check, list) and what its run
   files may say. */
#ifndef COMMON_RUN_CLI_H
#define COMMON_RUN_CLI_H

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
    const struct program_command *commands; /* besides run, resume ...; NULL if none */
};

struct program_request { /* what the command line asks for */
    const struct program *program;
    const char *command;
    int n;        /* arguments after the command */
    char **words; /* (n) */
    bool force, restart;
    int jobs, seeds; /* --jobs, 0: not given; --seeds */
};

struct program_command { /* a row */
    const char *name, *doc, *arguments;
    int (*act)(const struct program_request *r); /* returns the exit status */
    int least;                                   /* arguments it needs */
    unsigned needs;                              /* of the system: bits of needs.h */
};

struct runfile;

/* exit statuses; 75 is EX_TEMPFAIL: requeue and resume */
enum { PROGRAM_OK = 0, PROGRAM_BAD = 2, PROGRAM_INTERRUPTED = 75 };

/* The run file with all that a run of this program may say declared; and checked as well. system
   NULL: the one the file names. */
struct runfile *program_declare(const struct program *program, const struct mc_system *system,
                                const char *path, int noverrides, char *const *overrides);
struct runfile *program_load(const struct program *program, const struct mc_system *system,
                             const char *path, int noverrides, char *const *overrides);
/* The same of a run that is about to begin: its rows have all that they need (needs.h). */
struct runfile *program_begin(const struct program *program, const char *path, int noverrides,
                              char *const *overrides);
const struct mc_system *program_system(const struct program *program, const struct runfile *f);

int cli_main(const struct program *program, int argc, char **argv);

#endif
