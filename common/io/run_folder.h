/* The run folder: one run, one folder, one program at a time in it.
     run.ini         resolved run file        status      running | interrupted | finished, time, end
     series.dat      one-time quantities      NAME.dat    one table an observable
     trajectory.h5   H5MD                     log.txt     dated lines
     figure.gp, .png, .pdf                    where asked for: the curves of series.dat
     checkpoint.h5, checkpoint.previous.h5                                                         */
#ifndef COMMON_IO_RUN_FOLDER_H
#define COMMON_IO_RUN_FOLDER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct run_folder {
    char *path;
    int lock;         /* descriptor that holds the lock */
    const char *note; /* a line more in the header of every table, borrowed; NULL: none */
};

enum { RUN_FOLDER_WORD = 16 };

struct run_folder_status {
    /* "running", "interrupted", "finished"; "none" if the folder holds no run */
    char word[RUN_FOLDER_WORD];
    int64_t t, end;
    double
        rate; /* of the stretch that wrote it [1/s]; 0 if finished, which leaves no trace of speed */
};

/* A folder for a new run, with its parents; locked. Dies if it is in use, holds a run (unless
   force, which removes that run's files and no others) or holds anything that is not a run's. */
void run_folder_create(struct run_folder *d, const char *path, bool force);
void run_folder_mkdir(const char *path); /* with its parents, if it is not there */
/* The run file in a folder; base_free. Dies if the folder holds no run. */
char *run_folder_run_file(const char *path);
/* The folder of an existing run, locked. Dies if there is none, it is in use, or holds links. */
void run_folder_open(struct run_folder *d, const char *path);
void run_folder_close(struct run_folder *d);

char *run_folder_file(const struct run_folder *d, const char *name); /* its path; base_free */
/* Replaces a small text file atomically: opened for writing, then committed. */
FILE *run_folder_replace(const struct run_folder *d, const char *name);
void run_folder_commit(const struct run_folder *d, const char *name, FILE *f);

void run_folder_set_status(const struct run_folder *d, const char *word, int64_t t, int64_t end,
                           double rate);
struct run_folder_status run_folder_status(const char *path);
bool run_folder_in_use(const char *path); /* does a program hold its lock */

/* The first lines of a table's header: what it holds, and the folder's note. */
void run_folder_head(const struct run_folder *d, FILE *table, const char *name, const char *doc);
/* A table: created with a header (its first lines, then units and names), or continued at `size`
   bytes, what came after being cut off. */
struct run_folder_column {
    const char *name, *unit;
};
FILE *run_folder_table(const struct run_folder *d, const char *name, const char *doc, int n,
                       const struct run_folder_column *column);
FILE *run_folder_table_at(const struct run_folder *d, const char *name, int64_t size);
/* To disk; returns its size [bytes]. Dies naming the table if the disk refuses. */
int64_t run_folder_sync(const struct run_folder *d, const char *name, FILE *table);

#endif
