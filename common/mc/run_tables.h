/* Cumulative tables of a run (mc_system.describe.tables), such as histograms: their counts are saved
   in checkpoints, and the files written again at each. A checkpoint has the checksum of each file,
   so that an edited one is noticed. A file gets its name once the checkpoint is on disk; a kill
   between the two leaves NAME.dat.tmp, which run_tables_load adopts. */
#ifndef COMMON_MC_RUN_TABLES_H
#define COMMON_MC_RUN_TABLES_H

#include <stdint.h>
#include <sys/stat.h>

#include "common/io/folder_file.h"
#include "common/io/run_folder.h"
#include "common/mc/mc.h"

enum { RUN_TABLES = 8 };

struct run_tables { /* the files, in the order of the system's rows */
    struct run_tables_file {
        struct folder_file place;
        bool opened, known; /* has place; digest and seen are those of the file */
        int fresh;          /* descriptor of the temporary file; -1: none */
        uint64_t digest, next;
        struct stat seen;
    } file[RUN_TABLES];
};

void run_tables_init(struct run_tables *t);
void run_tables_clear(struct run_tables *t);

/* Saving: counts, files under temporary names, checksums. Fatal, naming the file, if another program
   changed it. Loading: counts and checksums; fatal, naming the file, if it was edited. A file that is
   missing is written again, with a line in the log. */
void run_tables_save(struct run_tables *t, const struct mc_system *system, void *state,
                     const struct run_folder *folder, struct checkpoint *c);
void run_tables_load(struct run_tables *t, const struct mc_system *system, void *state,
                     const struct run_folder *folder, struct checkpoint *c, FILE *log);
void run_tables_commit(struct run_tables *t); /* the checkpoint of run_tables_save is on disk */

/* The counts alone. */
void run_tables_visit(const struct mc_system *system, void *state, struct checkpoint *c);
/* Saves the counts of a state in a buffer, and restores them after the state has been replaced. */
void run_tables_pack(const struct mc_system *system, void *state, struct checkpoint *buffer);
void run_tables_unpack(const struct mc_system *system, void *state, struct checkpoint *buffer);

#endif
