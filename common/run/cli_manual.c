/* Implementation of cli_manual.h. */
#include "common/run/cli_manual.h"

#include <stdlib.h>
#include <string.h>

#include "common/config/key.h"
#include "common/core/manual.h"
#include "common/run/manual_keys.h"

static void page_option(FILE *out, const char *name, const char *argument, const char *doc)
{
    char *const use = base_text("--%s%s%s", name, argument ? " " : "", argument ? argument : "");
    manual_item(out, use, doc);
    base_free(use);
}

static void page_command(const struct cli_manual *m, const struct program_command *c, FILE *out)
{
    char *const title = base_text("%s %s", c->name, c->arguments);
    manual_subheading(out, title);
    manual_paragraph(out, c->doc);
    for (int i = 0; m->options[i].name; i++)
        if (m->has(c, i) && strcmp(m->options[i].name, "help") != 0)
            page_option(out, m->options[i].name, m->options[i].argument, m->options[i].doc);
    for (const struct runfile_key *k = c->keys; k && k->name; k++) {
        char *const doc = key_described(k);
        page_option(out, k->name, "VALUE", doc);
        base_free(doc);
    }
    base_free(title);
}

void cli_manual_page(const struct cli_manual *m, FILE *out)
{
    manual_begin(out, m->program->name, m->program->doc);
    for (const struct program_command *c = m->commands; c->name; c++) page_command(m, c, out);
    manual_heading(out, "KEYS OF RUN FILES");
    manual_keys_page(m->program, out);
    manual_end(out, m->program->name);
}

static void complete_command(const struct cli_manual *m, const struct program_command *c, FILE *out)
{
    char *words = NULL;
    size_t size = 0;
    FILE *const list = open_memstream(&words, &size);
    require(list, "no memory for the options of %s", c->name);
    for (int i = 0; m->options[i].name; i++)
        if (m->has(c, i) && strcmp(m->options[i].name, "help") != 0)
            fprintf(list, " --%s", m->options[i].name);
    for (const struct runfile_key *k = c->keys; k && k->name; k++) fprintf(list, " --%s", k->name);
    fclose(list);
    manual_completion_command(out, c->name, words, "", strstr(c->arguments, "SECTION.KEY"));
    free(words);
}

static void complete_commands(const struct cli_manual *m, FILE *out)
{
    char *names = NULL;
    size_t size = 0;
    FILE *const list = open_memstream(&names, &size);
    require(list, "no memory for the names of commands");
    for (const struct program_command *c = m->commands; c->name; c++)
        fprintf(list, "%s%s", c == m->commands ? "" : " ", c->name);
    fclose(list);
    manual_completion_begin(out, m->program->name, names);
    free(names);
}

void cli_manual_completion(const struct cli_manual *m, FILE *out)
{
    char *const keys = manual_keys_words(m->program);
    complete_commands(m, out);
    for (const struct program_command *c = m->commands; c->name; c++)
        if (strcmp(c->name, "help") != 0) complete_command(m, c, out);
    manual_completion_end(out, m->program->name, keys);
    free(keys);
}
