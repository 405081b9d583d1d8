/* The main program of every simulator: its command line (run, resume, check, list) and what its run
   files may say. */
#ifndef COMMON_DRIVE_H
#define COMMON_DRIVE_H

#include "common/base.h"
#include "common/mc.h"

struct drive_command;

struct drive_program {
    const char *name, *doc;
    const struct mc_system *const *systems; /* ends with NULL */
    /* The key whose value names the system; its default is the first system. */
    const char *section, *key;
    /* What `list` shows besides the common tables; ends with name NULL. */
    const struct base_table *tables;
    const struct drive_command *commands; /* besides run, resume ...; NULL if none */
};

struct drive_request { /* what the command line asks for */
    const struct drive_program *program;
    const char *command;
    int n;        /* arguments after the command */
    char **words; /* (n) */
    bool force, restart;
    int jobs, seeds; /* --jobs, 0: not given; --seeds */
};

struct drive_command { /* a row */
    const char *name, *doc, *arguments;
    int (*act)(const struct drive_request *r); /* returns the exit status */
    int least;                                 /* arguments it needs */
    unsigned needs;                            /* of the system: bits of needs.h */
};

struct runfile;

/* exit statuses; 75 is EX_TEMPFAIL: requeue and resume */
enum { DRIVE_OK = 0, DRIVE_BAD = 2, DRIVE_INTERRUPTED = 75 };

/* The run file with all that a run of this program may say declared; and checked as well. system
   NULL: the one the file names. */
struct runfile *drive_declare(const struct drive_program *program, const struct mc_system *system,
                              const char *path, int noverrides, char *const *overrides);
struct runfile *drive_load(const struct drive_program *program, const struct mc_system *system,
                           const char *path, int noverrides, char *const *overrides);
/* The same of a run that is about to begin: its rows have all that they need (needs.h). */
struct runfile *drive_begin(const struct drive_program *program, const char *path, int noverrides,
                            char *const *overrides);
const struct mc_system *drive_system(const struct drive_program *program, const struct runfile *f);

int drive_main(const struct drive_program *program, int argc, char **argv);

#endif
