/* Common options and output files. */
#include "dnn/landscape/landscape_io.h"

#include <string.h>

#include "common/core/base.h"
#include "dnn/landscape/solutions.h"

struct runfile *landscape_io_load(struct solutions *s, const struct program_request *r,
                                  const char *command, const struct runfile_key *keys, int least,
                                  int most)
{
    int folders;
    struct runfile *const o = command_options_read(r, command, keys, least, most, &folders);
    solutions_init(s, r, folders, (size_t)runfile_int(o, command, "samples"),
                   (int)runfile_int(o, command, "threads"));
    return o;
}

FILE *landscape_io_table(const char *folder, const char *name, const char *doc, const char *columns)
{
    enum { MOST = 32 };
    struct run_folder_column column[MOST];
    char *const words = base_text("%s", columns), *rest = NULL;
    int n = 0;
    for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        column[n++] = (struct run_folder_column){word, strtok_r(NULL, " ", &rest)};
    run_folder_make(folder);
    const struct run_folder d = {.path = (char *)folder};
    FILE *const f = run_folder_table(&d, name, doc, n, column);
    base_free(words);
    return f;
}

void landscape_io_name(const char *folder, const struct solutions *s)
{
    run_folder_make(folder);
    const struct run_folder d = {.path = (char *)folder};
    FILE *const f = run_folder_begin(&d, "solutions.txt");
    for (size_t i = 0; i < s->n; i++) fprintf(f, "%zu %s\n", i, s->folder[i]);
    run_folder_commit(&d, "solutions.txt", f);
}
