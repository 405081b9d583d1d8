/* The table of commands, and how they and their tables are begun. */
#include "dnn/landscapes.h"

#include <stdlib.h>
#include <string.h>

#include "common/base.h"
#include "common/output.h"
#include "common/replace.h"
#include "dnn/solutions.h"

struct runfile *landscapes_open(struct solutions *s, const struct drive_request *r,
                                const char *command, const struct runfile_key *keys, int least,
                                int most)
{
    int folders;
    struct runfile *const o = options_read(r, command, keys, least, most, &folders);
    solutions_open(s, r, folders, (size_t)runfile_int(o, command, "samples"),
                   (int)runfile_int(o, command, "threads"));
    return o;
}

FILE *landscapes_table(const char *folder, const char *name, const char *doc, const char *columns)
{
    enum { MOST = 32 };
    struct folder_column column[MOST];
    char *const words = base_text("%s", columns), *rest = NULL;
    int n = 0;
    for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        column[n++] = (struct folder_column){word, strtok_r(NULL, " ", &rest)};
    folder_make(folder);
    const struct folder d = {.path = (char *)folder};
    FILE *const f = output_begin_table(&d, name, doc, n, column);
    base_free(words);
    return f;
}

void landscapes_end(const char *folder, const char *name, FILE *table)
{
    const struct folder d = {.path = (char *)folder};
    output_end_table(&d, name, table);
}

void landscapes_name(const char *folder, const struct solutions *s)
{
    folder_make(folder);
    char *const path = base_text("%s/solutions.txt", folder);
    FILE *const f = replace_begin(path);
    for (size_t i = 0; i < s->n; i++) fprintf(f, "%zu %s\n", i, s->folder[i]);
    output_end(path, f);
    base_free(path);
}

/* Is every line a number, in order, and a folder? */
static bool is_list(const char *path, const char *mark)
{
    (void)mark;
    FILE *const in = fopen(path, "r");
    char *line = NULL;
    size_t room = 0, n = 0, number;
    bool good = in;
    for (char space; good && getline(&line, &room, in) > 0; n++)
        good = sscanf(line, "%zu%c", &number, &space) == 2 && number == n && space == ' ';
    free(line);
    if (in) fclose(in);
    return good;
}

void landscapes_require(const struct drive_request *r, const struct solutions *s,
                        const char *folder, const char *const *heads)
{
    const struct output o = {.force = r->force, .n = s->n, .input = s->folder};
    output_require_tables(folder, r->force, heads);
    char *const path = base_text("%s/solutions.txt", folder);
    output_require(&o, path, is_list, NULL);
    base_free(path);
}

const struct drive_command landscapes_commands[] = {
    {"overlaps", "overlaps of solutions: raw, aligned, of functions, into overlaps.dat",
     "FOLDER FOLDER... into=NEW [inputs= align= threads=]", similarity_act, 2, 0},
    {"barriers", "loss on paths between solutions, unaligned and aligned, into barriers.dat",
     "FOLDER FOLDER... into=NEW [way= points= pairs= samples= threads=]", barriers_act, 2, 0},
    {"exchange",
     "loss between a solution and itself with hidden units exchanged, into exchange.dat",
     "FOLDER [copies= points= layer= samples= seed= threads=]", barriers_exchange_act, 1, 0},
    {"walk",
     "loss along rays and random walks from a solution, and what returns, into tables there",
     "FOLDER [step= steps= walks= rays= descent= samples= seed= threads=]", walks_act, 1, 0},
    {"hessian", "spectrum, trace and flatness at solutions, by layer, into tables there",
     "FOLDER... [top= steps= probes= draws= samples= seed= threads=]", sharpness_act, 1, 0},
    {0},
};
