/* Common options and output files. */
#include "dnn/landscape/landscape_io.h"

#include <stdlib.h>
#include <string.h>

#include "common/core/base.h"
#include "common/io/output.h"
#include "common/io/atomic_file.h"
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
    run_folder_mkdir(folder);
    const struct run_folder d = {.path = (char *)folder};
    FILE *const f = output_begin_table(&d, name, doc, n, column);
    base_free(words);
    return f;
}

void landscape_io_end(const char *folder, const char *name, FILE *table)
{
    const struct run_folder d = {.path = (char *)folder};
    output_end_table(&d, name, table);
}

void landscape_io_name(const char *folder, const struct solutions *s)
{
    run_folder_mkdir(folder);
    char *const path = base_text("%s/solutions.txt", folder);
    FILE *const f = atomic_file_begin(path);
    for (size_t i = 0; i < s->n; i++) fprintf(f, "%zu %s\n", i, s->folder[i]);
    output_end(path, f);
    base_free(path);
}

/* True if line k of the file is "k FOLDER", for all k. */
static bool is_list(const char *path, const char *mark)
{
    (void)mark;
    FILE *const in = base_open_found(path);
    char *line = NULL;
    size_t room = 0, n = 0, number;
    bool good = in;
    for (char space; good && getline(&line, &room, in) > 0; n++)
        good = sscanf(line, "%zu%c", &number, &space) == 2 && number == n && space == ' ';
    free(line);
    if (in) fclose(in);
    return good;
}

void landscape_io_require(const struct program_request *r, const struct solutions *s,
                          const char *folder, const char *const *heads)
{
    const struct output o = {.force = r->force, .n = s->n, .input = s->folder};
    output_require_tables(folder, r->force, heads);
    char *const path = base_text("%s/solutions.txt", folder);
    output_require(&o, path, is_list, NULL);
    base_free(path);
}
