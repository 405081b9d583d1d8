/* Commands that measure the loss landscape around and between trained networks, into tables that
   analysis draws; one file per command. All compute in double precision. */
#ifndef DNN_LANDSCAPE_LANDSCAPE_IO_H
#define DNN_LANDSCAPE_LANDSCAPE_IO_H

#include <stdio.h>

#include "common/run/program.h"
#include "common/io/run_folder.h"
#include "common/run/command_options.h"
#include "common/config/runfile.h"

struct solutions;

/* Keys that most of the commands have. */
#define LANDSCAPE_IO_SAMPLES                                                                       \
    {                                                                                              \
        .name = "samples", .doc = "training samples in the loss; 0: all", .type = RUNFILE_INT,     \
        .value = "2000", .min = 0, .max = 1e9                                                      \
    }
#define LANDSCAPE_IO_THREADS                                                                       \
    {                                                                                              \
        .name = "threads", .doc = "number of threads; results do not depend on it",                \
        .type = RUNFILE_INT, .value = "1", .min = 1, .max = 1024                                   \
    }
#define LANDSCAPE_IO_SEED                                                                          \
    {                                                                                              \
        .name = "seed", .doc = "seed of random draws", .type = RUNFILE_INT, .value = "1",          \
        .min = 0, .max = 9e15                                                                      \
    }
#define LANDSCAPE_IO_INTO                                                                          \
    {                                                                                              \
        .name = "into", .doc = "folder of the tables", .type = RUNFILE_TEXT, .value = NULL         \
    }

/* Reads the options of a command (runfile_free), and the solutions before them, `least` to `most`
   of them (solutions_clear). */
struct runfile *landscape_io_load(struct solutions *s, const struct program_request *r,
                                  const char *command, const struct runfile_key *keys, int least,
                                  int most);
/* Opens a table in a folder, which need not be a run folder; columns are "name unit name unit
   ...". */
FILE *landscape_io_table(const char *folder, const char *name, const char *doc,
                         const char *columns);
void landscape_io_end(const char *folder, const char *name, FILE *table);
/* Fatal unless the command may write tables of these heads (output_require_tables), and a list of
   solutions, to the folder. */
void landscape_io_require(const struct program_request *r, const struct solutions *s,
                          const char *folder, const char *const *heads);
/* Writes the numbers and folders of the solutions to solutions.txt. */
void landscape_io_name(const char *folder, const struct solutions *s);

#endif
