/* The basis of all folders: fatal errors, aligned memory, the wall clock, text, and tables of
   named rows. */
#ifndef COMMON_CORE_BASE_H
#define COMMON_CORE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The programs print version_text (version.h). */
/* Exit statuses of all programs; 75 is EX_TEMPFAIL of sysexits.h: requeue and resume. */
enum { EXIT_OK = 0, EXIT_REFUSED = 2, EXIT_INTERRUPTED = 75 };

/* Checks external input (files, keys, memory). On failure prints one line "PROGRAM: message" on
   standard error and ends the program with exit status 2. Internal invariants use assert(). */
#define require(ok, ...) ((ok) ? (void)0 : base_die(__VA_ARGS__))

_Noreturn void base_die(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Called instead of ending the program; must not return. A program of several processes ends all
   of them here. */
void base_on_death(void (*act)(void));
/* A row of what happens before the program ends after a fatal error: act gets the message, without
   the program's name. The newest row comes first; each acts once. The caller owns the row, which
   must stay in place until it is forgotten. */
struct base_death {
    void (*act)(void *context, const char *reason);
    void *context;
    struct base_death *next;
};
void base_death_watch(struct base_death *d);
void base_death_forget(struct base_death *d);
void base_program(const char *name); /* name in front of messages; must stay valid */

/* Closes stdout at the end of a program and returns `status`; fatal if output was lost (a full disk). */
int base_close_stdout(int status);

/* n items, zeroed, 64-byte aligned; fatal if there is no memory; free with base_free. */
void *base_alloc(size_t n, size_t size);
void base_free(void *p);

double base_clock(void); /* wall clock since an arbitrary start [s], monotonic */

/* Formatted text; free with base_free. */
char *base_text(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Opens a file; fatal with the path and the system's reason. mode as in fopen. */
struct _IO_FILE;
struct _IO_FILE *base_open(const char *path, const char *mode);
/* For reading; NULL, with base_reason, if it cannot be opened. Both are fatal if the system is out of
   descriptors or memory, and refuse pipes and devices, which could block. */
struct _IO_FILE *base_open_found(const char *path);
int base_descriptor(const char *path, int flags); /* the same with the flags of open(2); or -1 */
const char *base_reason(void);                    /* of errno */

/* Fatal if a word of the command line holds a control character: a newline in the name of a file
   would be a command to a shell or to gnuplot. Tabs are allowed between the values of
   SECTION.KEY=VALUE. */
void base_require_words(int n, char *const *words);

/* ---- tables ------------------------------------------------------------------------------ */

/* Every set of variants is a table: an array of structs that start with `const char *name, *doc`
   and end with a row of name NULL. Help texts, run files and tests walk the tables, so a new row
   needs no second entry elsewhere. */
struct base_row {
    const char *name, *doc;
};
enum { BASE_POINTERS = 0 };

struct base_table {
    const char *name, *doc; /* name of one row ("model"), content of the table */
    const void *rows;       /* first row */
    size_t size;            /* sizeof one row [bytes]; BASE_POINTERS: rows holds pointers to rows */
};

size_t base_rows(const struct base_table *t);                        /* number of rows */
const void *base_row(const struct base_table *t, size_t i);          /* row i */
const void *base_find(const struct base_table *t, const char *name); /* NULL if there is none */
/* The same, but fatal if there is no such row; the message has `where` (file and key), the allowed
   rows and the nearest one. */
const void *base_pick(const struct base_table *t, const char *name, const char *where);

/* The name in the table that is nearest to `name`; NULL if the table is empty. */
const char *base_nearest(const struct base_table *t, const char *name);

/* Edit distance of two words. */
size_t base_distance(const char *a, const char *b);
/* The same for "did you mean": 0 if only the case differs, 1 for the last part of a name (fs of
   observe.fs), at most 2 if one word begins with the other (T and Temp). */
size_t base_unlike(const char *word, const char *name);

#endif
