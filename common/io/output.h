/* Files that a command makes for its user. None is written over a file that the command did not
   make, or that a run folder owns, unless --force is given; and none, ever, over a file that the
   command reads. A name counts for the file that it leads to, by "..", a link or another name. */
#ifndef COMMON_IO_OUTPUT_H
#define COMMON_IO_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct run_folder;
struct run_folder_column;

struct output {
    bool force;         /* --force */
    size_t n;           /* of what is read */
    char *const *input; /* (n) files, and folders with all that they hold */
};

/* Does a file look as if the command that writes `mark` has made it? */
typedef bool output_test(const char *path, const char *mark);
output_test output_marked; /* the mark is among its first bytes */

/* Dies unless PATH may be written, through atomic_file_begin: it is not there, or empty, or passes the
   test, or --force is given. Files in the input folders that pass the test may be written too. */
void output_require(const struct output *o, const char *path, output_test *ours, const char *mark);

/* The same for tables that a command adds to a folder, by the first words of their heads, "NAME" or
   "NAME: WORDS"; ends with NULL. */
void output_require_tables(const char *folder, bool force, const char *const *heads);
/* A table that takes its name once it is whole. */
FILE *output_begin_table(const struct run_folder *d, const char *name, const char *doc, int n,
                         const struct run_folder_column *column);
void output_end_table(const struct run_folder *d, const char *name, FILE *table);

/* Ends a file of atomic_file_begin, or dies. */
void output_end(const char *path, FILE *file);

#endif
