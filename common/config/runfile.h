/* Run files: INI text (inih) checked against declared tables of keys. Unknown, duplicate,
   missing and out-of-range keys are fatal, with one line that names the file, the key, the
   allowed values and the nearest known key. Access is by section and key; access to an
   undeclared key is a bug (assert). */
#ifndef COMMON_CONFIG_RUNFILE_H
#define COMMON_CONFIG_RUNFILE_H

#include <stdint.h>
#include <stdio.h>

#include "common/config/key.h"
#include "common/config/schedule.h"
#include "common/core/base.h"

struct runfile_section { /* a row; several tables may declare parts of one section */
    const char *name, *doc;
    const struct runfile_key *keys; /* ends with name NULL */
    bool optional; /* present only if the file or an override names it, as [move.NAME]; otherwise
                      always present, with its defaults */
};

struct runfile;

/* Reads a file, then overrides "section.key=value" (an override may add an optional section).
   Does not check keys yet. Fatal on unreadable files, syntax errors, duplicate keys, and lines
   over inih's limit. */
struct runfile *runfile_read(const char *path, int noverrides, char *const *overrides);
struct runfile *runfile_copy(const struct runfile *f); /* of a checked file */
void runfile_free(struct runfile *f);

const char *runfile_path(const struct runfile *f);
/* text as given, NULL if not */
const char *runfile_raw(const struct runfile *f, const char *section, const char *key);

/* Declares sections (rows, until name NULL); keys of equal section names are joined. The tables
   must outlive the run file. */
void runfile_declare(struct runfile *f, const struct runfile_section *sections);
/* One section with a computed name ("move.swap"); the name is copied. */
void runfile_declare_one(struct runfile *f, const char *name, const char *doc,
                         const struct runfile_key *keys, bool optional);

/* The row of a declared key, NULL if there is none. */
const struct runfile_key *runfile_key(const struct runfile *f, const char *section,
                                      const char *key);

/* Checks all given keys against the declared ones, and fills in defaults. Call once, after the
   last declaration. */
void runfile_check(struct runfile *f);

/* is the (optional) section present */
bool runfile_has(const struct runfile *f, const char *section);
const char *runfile_text(const struct runfile *f, const char *section, const char *key);
int64_t runfile_int(const struct runfile *f, const char *section, const char *key);
double runfile_real(const struct runfile *f, const char *section, const char *key);
/* The numbers of a REALS key, to x (KEY_REALS); returns how many. */
size_t runfile_reals(const struct runfile *f, const char *section, const char *key, double *x);
bool runfile_bool(const struct runfile *f, const char *section, const char *key);
struct schedule runfile_schedule(const struct runfile *f, const char *section, const char *key);
/* The table row named by a TEXT key. */
const void *runfile_row(const struct runfile *f, const char *section, const char *key);
/* Sets a value after reading (the resolved start, the version). The key must be declared. */
void runfile_set(struct runfile *f, const char *section, const char *key, const char *value);

/* "FILE: [section] key", for messages; in a small ring of static buffers. */
const char *runfile_where(const struct runfile *f, const char *section, const char *key);

/* Writes the resolved file: every section, key and value in declared order, units and docs as
   comments. Reading it back gives the same values. */
void runfile_write(const struct runfile *f, FILE *out);

/* ---- what is declared, for help texts ---------------------------------------------------------- */

struct runfile_section_view {
    const char *name, *doc; /* name NULL after the last section */
    size_t n;               /* keys */
    bool optional;
};
struct runfile_section_view runfile_section_view(const struct runfile *f, size_t i);
const struct runfile_key *runfile_section_key(const struct runfile *f, size_t i, size_t k);

#endif
