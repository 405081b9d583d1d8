/* The text of a run file and of the command line, before keys are declared. Text that inih would
   change silently is fatal here. */
#ifndef COMMON_CONFIG_INI_H
#define COMMON_CONFIG_INI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct ini {
    char *section, *key, *value; /* key and value are NULL for a [section] line */
    char *old, *old_value;       /* as written; NULL where that is the present name */
    bool override;               /* from the command line */
};

struct ini_list { /* in the order of the file, then of the command line */
    char *path;
    size_t n;
    struct ini *item; /* (n) */
};

/* Does an override remove a section: "SECTION=none", the name of a section of the list. */
bool ini_removes(const struct ini_list *g, const char *override);
/* Reads a file and overrides "section.key=value" (the section may contain dots) or
   "SECTION=none". Fatal on
   unreadable or oversized files, lines that are not INI, and duplicate keys. */
void ini_read(struct ini_list *g, const char *path, int noverrides, char *const *overrides);
void ini_copy(struct ini_list *to, const struct ini_list *from); /* to: overwritten */
void ini_write(const struct ini_list *g, FILE *out);             /* reads back as written */
void ini_clear(struct ini_list *g);

/* NULL if absent; key NULL finds the [section] line. */
const struct ini *ini_find(const struct ini_list *g, const char *section, const char *key);
/* true if the file or the command line contains the section */
bool ini_section(const struct ini_list *g, const char *section);

/* "FILE: [section] key", or "command line: ..." for an override; in a small ring of static buffers.
 */
const char *ini_where(const struct ini_list *g, const char *section, const char *key);

/* Fatal, naming `where`, unless the line "key = value" reads back as written. */
void ini_require_value(const char *where, const char *key, const char *value);

#endif
