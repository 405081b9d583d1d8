/* The runs that words of a command line mean: a run folder, all members of an ensemble, all rungs of a
   ladder, or all of these in a plain folder. A word FOLDER@TIME means the state of each at that
   time. */
#ifndef COMMON_RUN_RUN_FOLDERS_H
#define COMMON_RUN_RUN_FOLDERS_H

#include <stddef.h>

struct program_request;

struct run_folders {
    size_t n;
    char **folder; /* (n) owned; each once */
};

/* Words that are no runs are skipped with a warning: files, folders without runs, and X.branches
   beside X. If no word means a run, the first word is the only folder, for the caller to refuse. */
struct run_folders run_folders_find(size_t n, char *const *words);
/* Name of run i in names of files: the end of its path in which it differs from every other run, with
   "_" for "/"; base_free. */
char *run_folders_name(const struct run_folders *f, size_t i);
/* Runs, ladders and ensembles in a plain folder, by name; none if it is a run, ladder or ensemble itself. */
struct run_folders run_folders_inside(const char *path);
void run_folders_clear(struct run_folders *f);

/* Number of leading words that are no options KEY=VALUE. A path that exists is no option. */
size_t run_folders_words(const struct program_request *r);
/* The request with its folders replaced by the runs they mean. Free words with base_free, then the
   folders. */
struct program_request run_folders_expand(const struct program_request *r, struct run_folders *f);

#endif
