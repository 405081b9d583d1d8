/* Tables of a run. Readers see whole lines only. Every checkpoint contains the size of each table
   and a checksum of its bytes, so that a changed table is noticed when the run resumes; a table
   that another program changes under a run stops the run at its next checkpoint. */
#ifndef COMMON_IO_RUN_TABLE_H
#define COMMON_IO_RUN_TABLE_H

#include <stdio.h>

#include "common/io/run_folder.h"

struct checkpoint;

/* A new table NAME.dat with its header. Close it with fclose, before the folder. Later errors show
   in run_table_visit and fclose. */
FILE *run_table_create(const struct run_folder *d, const char *name, const char *doc, int n,
                       const struct run_folder_column *column);

/* Saving: syncs the table to disk, and adds its size (field) and checksum to the checkpoint. Fatal,
   naming the table, if the system refuses, or if another program changed or replaced it.
   Loading: opens the table, verified and cut to the size in the checkpoint. Fatal, naming it, if
   it is not what the run wrote; then nothing is cut. */
void run_table_visit(const struct run_folder *d, const char *name, const char *field, FILE **table,
                     struct checkpoint *c);

/* The last row is no longer part of the table: it is removed with the next row that is written, so
   that the file fits the last checkpoint and the next one. Returns the row before it (base_free).
   The table must have been opened by run_table_visit. */
char *run_table_forget_last(const struct run_folder *d, const FILE *table);

#endif
