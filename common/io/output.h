/* Output files of commands. Without --force a command replaces neither a file that it did not
   write nor a file of a run folder. It never replaces a file that it reads. Paths are compared
   after resolving "..", links and hard links. */
#ifndef COMMON_IO_OUTPUT_H
#define COMMON_IO_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct run_folder;
struct run_folder_column;

struct output {
    bool force;         /* --force */
    size_t n;           /* number of inputs */
    char *const *input; /* (n) files, and folders with all their files */
};

/* True if a file looks like an output of the command that writes `mark`. */
typedef bool output_test(const char *path, const char *mark);
output_test output_marked; /* the mark is in its first bytes */

/* Fatal unless PATH may be written: it is absent or empty, passes the test, or --force is given.
   Files in the input folders that pass the test may be replaced too. Write with
   atomic_file_begin. */
void output_require(const struct output *o, const char *path, output_test *ours, const char *mark);

/* The same for tables that a command adds to a folder, identified by the first words of their
   heads, "NAME" or "NAME: WORDS"; ends with NULL. */
void output_require_tables(const char *folder, bool force, const char *const *heads);
/* A table that gets its name when it is complete. */
FILE *output_begin_table(const struct run_folder *d, const char *name, const char *doc, int n,
                         const struct run_folder_column *column);
void output_end_table(const struct run_folder *d, const char *name, FILE *table);

/* Commits a file of atomic_file_begin; fatal on failure. */
void output_end(const char *path, FILE *file);

#endif
