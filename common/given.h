/* The text of a run file: what the file and the command line give, before anyone knows which keys
   there are. Everything that inih would pass in silence is fatal here, so that a line means what
   it looks like. */
#ifndef COMMON_GIVEN_H
#define COMMON_GIVEN_H

#include <stdbool.h>
#include <stddef.h>

struct given {
    char *section, *key, *value; /* key and value are NULL for a [section] line */
    bool override;               /* from the command line */
};

struct given_list { /* in the order of the file, then of the command line */
    char *path;
    size_t n;
    struct given *item; /* (n) */
};

/* Reads a file and overrides "section.key=value" (the section may hold dots). Dies on unreadable or
   oversized files, lines that are not INI, keys given twice. */
void given_read(struct given_list *g, const char *path, int noverrides, char *const *overrides);
void given_free(struct given_list *g);

/* NULL if not given; key NULL finds the [section] line. */
const struct given *given_find(const struct given_list *g, const char *section, const char *key);
/* is anything of the section given */
bool given_section(const struct given_list *g, const char *section);

/* "FILE: [section] key", or "command line: ..." for an override; in a small ring of static buffers.
 */
const char *given_where(const struct given_list *g, const char *section, const char *key);

/* Dies naming `where` unless the line "key = value" reads back as it is written. */
void given_require_value(const char *where, const char *key, const char *value);

#endif
