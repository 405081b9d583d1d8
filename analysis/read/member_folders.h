/* The run folders that a path on the command line means: itself, or all members of an ensemble or a
   ladder. */
#ifndef ANALYSIS_READ_MEMBER_FOLDERS_H
#define ANALYSIS_READ_MEMBER_FOLDERS_H

#include <stdbool.h>
#include <stddef.h>

/* Appends them to folder (n), which starts as NULL and 0; free with member_folders_clear. */
void member_folders_add(size_t *n, char ***folder, const char *path);
/* Those of all words. runs: words that mean no run are skipped with a warning (run_folders.h);
   otherwise, as for landscapes and papers, any folder stays. */
void member_folders_find(size_t words, char *const *word, bool runs, size_t *n, char ***folder);
void member_folders_clear(size_t *n, char ***folder);

#endif
