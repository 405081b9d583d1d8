/* The floor everything stands on: dying clearly, aligned memory, the wall clock, text, and tables
   of named rows. */
#ifndef COMMON_CORE_BASE_H
#define COMMON_CORE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The programs print version_text (version.h). */
#define BASE_VERSION "0.1.0"

/* Exit statuses of all programs; 75 is EX_TEMPFAIL of sysexits.h: requeue and resume. */
enum { EXIT_OK = 0, EXIT_REFUSED = 2, EXIT_INTERRUPTED = 75 };

/* Guards what comes from outside (files, keys, memory). On failure prints one line "PROGRAM:
   message" on standard error and ends the program with exit status 2. Our own invariants use
   assert(). */
#define require(ok, ...) ((ok) ? (void)0 : base_die(__VA_ARGS__))

_Noreturn void base_die(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Called in place of ending the program, and not expected to return: for what has more to end than
   itself. */
void base_on_death(void (*act)(void));
void base_program(const char *name); /* name put before messages; a string that lives for ever */

/* Closes stdout at the end of a program and returns `status`; dies with status 2 if any output was
   lost (a full disk). */
int base_close_stdout(int status);

/* n items, zeroed, 64-byte aligned; dies if there is no memory; base_free */
void *base_alloc(size_t n, size_t size);
void base_free(void *p);

double base_clock(void); /* wall clock since an arbitrary start [s], monotonic */

/* Formatted text in memory of its own (base_free). */
char *base_text(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Opens a file, dying with the path and the system's reason. mode as in fopen. */
struct _IO_FILE;
struct _IO_FILE *base_open(const char *path, const char *mode);

/* ---- tables ------------------------------------------------------------------------------ */

/* Whatever comes in kinds is a table: an array of structs that begin with `const char *name, *doc`
   and ends with a row of name NULL. Help texts, run files and tests walk the tables, so that a new
   row is known everywhere. */
struct base_row {
    const char *name, *doc;
};
struct base_table {
    const char *name, *doc; /* what a row is called ("model"), what the table holds */
    const void *rows;       /* first row */
    size_t size;            /* sizeof one row [bytes] */
};

size_t base_rows(const struct base_table *t);                        /* number of rows */
const void *base_row(const struct base_table *t, size_t i);          /* row i */
const void *base_find(const struct base_table *t, const char *name); /* NULL if there is none */
/* Same, but dies naming `where` (file and key), the allowed rows and the nearest. */
const void *base_pick(const struct base_table *t, const char *name, const char *where);

/* The name in the table that is nearest to `name`; NULL if the table is empty. */
const char *base_nearest(const struct base_table *t, const char *name);

/* Edit distance of two words, for "did you mean". */
size_t base_distance(const char *a, const char *b);

#endif
