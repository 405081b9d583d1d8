/* The runs from which a run starts: [system] start, [network] weights, [branch] parent. Their names may
   have placeholders, which are values of the run file: out/liquid/T={T}_seed={seed}. */
#ifndef COMMON_RUN_START_PLACES_H
#define COMMON_RUN_START_PLACES_H

struct runfile;

/* Replaces {KEY} and {SECTION.KEY} by the value as written. Fatal if there is no such key, or if
   several sections have it. f: checked. */
void start_places_fill(struct runfile *f);
/* Such a text with its placeholders replaced, for a run file that need not be checked; base_free. */
char *start_places_filled(const struct runfile *f, const char *text, const char *where);
/* The first start that does not exist, "NAME" or "NAME (no frame of this time)"; base_free. NULL: all
   exist. */
char *start_places_missing(const struct runfile *f);

#endif
