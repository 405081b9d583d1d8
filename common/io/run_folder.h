/* The run folder: one run, used by one program at a time.
     run.ini          resolved run file
     status           new | running | interrupted | finished | failed, time, end, rate, reason
     series.dat       one-time quantities
     NAME.dat         one table per observable
     trajectory.h5    H5MD
     log.txt          dated lines
     figure.gp, .png, .pdf   the curves of series.dat, if requested
     checkpoint.h5, checkpoint.previous.h5 */
#ifndef COMMON_IO_RUN_FOLDER_H
#define COMMON_IO_RUN_FOLDER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct run_table;
struct run_folder_tables { /* tables that are open (run_table.h) */
    struct run_table *first;
};

struct run_folder {
    char *path; /* for messages: files are reached through the descriptor */
    int lock;   /* descriptor of the folder, which is locked */
    struct run_folder_tables *tables;
    const char *note; /* additional line in the header of every table, borrowed; NULL: none */
    bool trial;       /* of resume: no file is changed */
};

enum { RUN_FOLDER_WORD = 16, RUN_FOLDER_REASON = 400 };

struct run_folder_status {
    /* "new" (no checkpoint yet), "running", "interrupted", "finished", "failed"; "none" if it is
       missing or unreadable, although the folder may contain a run (run_contents.h) */
    char word[RUN_FOLDER_WORD];
    int64_t t, end;
    double rate; /* since the last start or resume [1/s]; 0 if finished: then files do not depend on
                 speed */
    char reason[RUN_FOLDER_REASON]; /* of a failure or an early end; else empty */
};

/* Creates and locks the folder of a new run, with its parents. Fatal if it is in use. */
void run_folder_create(struct run_folder *d, const char *path);
/* Removes the files of a run. Fatal, before any is removed, if the folder has any other file. */
void run_folder_clear(const struct run_folder *d);
/* Removes a folder with the files of a run; no effect if there is none. require_removable: fatal if
   it is in use, a link, or has any other file. */
void run_folder_remove(const char *path);
void run_folder_require_removable(const char *path);
void run_folder_mkdir(const char *path); /* with its parents; no effect if it exists */
/* Path of the run file in a folder; free with base_free. Fatal if the folder has no run file. */
char *run_folder_run_file(const char *path);
/* Locks the folder of an existing run. Fatal if it does not exist, is in use, or contains links. */
void run_folder_open(struct run_folder *d, const char *path);
void run_folder_close(struct run_folder *d);
/* An open folder becomes one of a trial, without a lock: a run may use it now. */
void run_folder_make_trial(struct run_folder *d);

/* True if its path no longer leads to the folder: it was renamed or removed. */
bool run_folder_moved(const struct run_folder *d);
char *run_folder_place(const struct run_folder *d); /* its present path; free with base_free */
/* Path of a file in it; free with base_free. */
char *run_folder_file(const struct run_folder *d, const char *name);
FILE *run_folder_log(const struct run_folder *d); /* log.txt, for appending */
/* Replaces a small text file atomically: opens a temporary file, then commits it. */
FILE *run_folder_replace(const struct run_folder *d, const char *name);
void run_folder_commit(const struct run_folder *d, const char *name, FILE *f);

void run_folder_set_status(const struct run_folder *d, const char *word, int64_t t, int64_t end,
                           double rate);
/* The status "finished" of a run that ended before its time, at t. */
void run_folder_set_ended(const struct run_folder *d, const char *reason, int64_t t);
/* The status "failed" and a line in the log, for a program that is about to end: never fatal, and
   without new blocks on a full disk. The folder need not be open. */
void run_folder_set_failed(const struct run_folder *d, const char *reason, int64_t t, int64_t end);
struct run_folder_status run_folder_status(const char *path);
/* True if no checkpoint was ever written: "new", or "failed" with this start of its reason. */
#define RUN_FOLDER_AT_START "before the first checkpoint: "
bool run_folder_waits(const struct run_folder_status *s);
bool run_folder_in_use(const char *path); /* true if a program holds its lock */

/* The first lines of a table's header: its doc, and the folder's note. */
void run_folder_head(const struct run_folder *d, FILE *table, const char *name, const char *doc);
struct run_folder_column {
    const char *name, *unit;
};
/* The whole header. */
void run_folder_heading(const struct run_folder *d, FILE *table, const char *name, const char *doc,
                        int n, const struct run_folder_column *column);

#endif
