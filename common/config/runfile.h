/* Run files: INI text (inih) read against declared tables of keys. Unknown, duplicate, missing and
   out-of-range keys end the program with one line that names the file, the key, what is allowed and
   the nearest known key. Values are asked for by section and key; asking for an undeclared key is a
   bug (assert). */
#ifndef COMMON_CONFIG_RUNFILE_H
#define COMMON_CONFIG_RUNFILE_H

#include <stdint.h>
#include <stdio.h>

#include "common/core/base.h"

enum runfile_type { RUNFILE_TEXT, RUNFILE_INT, RUNFILE_REAL, RUNFILE_BOOL, RUNFILE_SCHEDULE };

struct runfile_key { /* a row */
    const char *name, *doc;
    enum runfile_type type;
    const char *value; /* default as text; NULL: the key must be given */
    double min, max;  /* inclusive range of INT and REAL; both 0: any finite number (REAL also takes
                         inf if  max is INFINITY) */
    const char *unit; /* NULL: none */
    /* TEXT that must be the name of a row of this table; NULL: free text */
    const struct base_table *table;
};

struct runfile_section { /* a row; a section may be declared in several pieces */
    const char *name, *doc;
    const struct runfile_key *keys; /* ends with name NULL */
    bool optional; /* only there if the file (or an override) names it, as [move.NAME] is;
                      otherwise always there, with its defaults */
};

struct runfile;

/* Reads a file, then overrides "section.key=value" (an override may introduce an optional section).
   Sections are not checked yet. Dies on unreadable files, syntax errors, duplicate keys, lines over
   inih's limit. */
struct runfile *runfile_read(const char *path, int noverrides, char *const *overrides);
void runfile_free(struct runfile *f);

const char *runfile_path(const struct runfile *f);
/* text as given, NULL if not */
const char *runfile_raw(const struct runfile *f, const char *section, const char *key);

/* Adds sections (rows, until name NULL) to what is known; keys of equal section names are joined.
   The tables must outlive the runfile. */
void runfile_declare(struct runfile *f, const struct runfile_section *sections);
/* One section whose name is made at run time ("move.swap"); name is copied. */
void runfile_declare_one(struct runfile *f, const char *name, const char *doc,
                         const struct runfile_key *keys, bool optional);

/* The row of a declared key, NULL if there is none. */
const struct runfile_key *runfile_key(const struct runfile *f, const char *section,
                                      const char *key);

/* Checks everything given against everything declared, and fills in defaults. Call once, after the
   last declare. */
void runfile_check(struct runfile *f);

/* is the (optional) section there */
bool runfile_has(const struct runfile *f, const char *section);
const char *runfile_text(const struct runfile *f, const char *section, const char *key);
int64_t runfile_int(const struct runfile *f, const char *section, const char *key);
double runfile_real(const struct runfile *f, const char *section, const char *key);
bool runfile_bool(const struct runfile *f, const char *section, const char *key);
/* The row that a TEXT key with a table names. */
const void *runfile_row(const struct runfile *f, const char *section, const char *key);
/* Sets a value after reading (the resolved start, the version). Key must be declared. */
void runfile_set(struct runfile *f, const char *section, const char *key, const char *value);

/* "FILE: [section] key", for messages; in a small ring of static buffers. */
const char *runfile_where(const struct runfile *f, const char *section, const char *key);

/* The resolved file: every section, key and value in declared order, units and docs as comments. It
   reads back to itself. */
void runfile_write(const struct runfile *f, FILE *out);
/* Digest of the resolved values that define the run's physics (everything but [run] folder,
   threads, walltime). */
uint64_t runfile_digest(const struct runfile *f);

/* ---- what is declared, for help texts ---------------------------------------------------------- */

struct runfile_section_view {
    const char *name, *doc; /* name NULL after the last section */
    size_t n;               /* keys */
    bool optional;
};
struct runfile_section_view runfile_section_view(const struct runfile *f, size_t i);
const struct runfile_key *runfile_section_key(const struct runfile *f, size_t i, size_t k);

#endif
