/* Implementation of command_line_manual.h. */
#include "analysis/command_line_manual.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/command_line_options.h"
#include "common/core/manual.h"

static void page_option(const struct command_line_option *o, bool required)
{
    char *const use =
        o->value ? base_text("--%s %s", o->name, o->value) : base_text("--%s", o->name);
    char *const doc = base_text("%s%s", o->doc, required ? "; required" : "");
    manual_item(stdout, use, doc);
    base_free(use);
    base_free(doc);
}

static void page_command(const struct command_line_command *c)
{
    char *const title = base_text("%s %s", c->name, c->usage);
    manual_subheading(stdout, title);
    base_free(title);
    manual_paragraph(stdout, c->doc);
    bool required;
    for (const struct command_line_option *o = command_line_options; o->name; o++)
        if (!o->general && command_line_options_take(c->options, o, &required))
            page_option(o, required);
    for (size_t k = 0; c->choices && k < base_rows(c->choices); k++) {
        const struct base_row *const row = base_row(c->choices, k);
        manual_item(stdout, row->name, row->doc);
    }
}

void command_line_manual_page(const struct command_line_command *commands)
{
    manual_begin(stdout, "analysis", "tables and figures from run folders");
    for (const struct command_line_command *c = commands; c->name; c++) page_command(c);
    manual_heading(stdout, "OPTIONS OF ALL COMMANDS");
    for (const struct command_line_option *o = command_line_options; o->name; o++)
        if (o->general) page_option(o, false);
    manual_end(stdout, "analysis");
}

/* A list of words on the heap, separated by blanks. */
struct words {
    char *text;
    size_t size;
    FILE *out;
};

static void words_open(struct words *w)
{
    w->out = open_memstream(&w->text, &w->size);
    require(w->out, "no memory for a list of words");
}

static void words_close(struct words *w)
{
    fclose(w->out);
    free(w->text);
}

static void complete_command(const struct command_line_command *c)
{
    struct words options, more;
    words_open(&options);
    words_open(&more);
    bool required;
    for (const struct command_line_option *o = command_line_options; o->name; o++)
        if (command_line_options_take(c->options, o, &required))
            fprintf(options.out, " --%s", o->name);
    for (size_t k = 0; c->choices && k < base_rows(c->choices); k++)
        fprintf(more.out, " %s", ((const struct base_row *)base_row(c->choices, k))->name);
    fflush(options.out);
    fflush(more.out);
    manual_completion_command(stdout, c->name, options.text, more.text, false);
    words_close(&options);
    words_close(&more);
}

void command_line_manual_completion(const struct command_line_command *commands,
                                    const struct base_table *tables)
{
    struct words names, lists;
    words_open(&names);
    words_open(&lists);
    for (const struct command_line_command *c = commands; c->name; c++)
        fprintf(names.out, "%s ", c->name);
    fprintf(names.out, "help list man completion");
    fprintf(lists.out, "command");
    for (const struct base_table *t = tables; t->name; t++) fprintf(lists.out, " %s", t->name);
    fflush(names.out);
    fflush(lists.out);
    manual_completion_begin(stdout, "analysis", names.text);
    for (const struct command_line_command *c = commands; c->name; c++) complete_command(c);
    manual_completion_command(stdout, "list", "", lists.text, false);
    manual_completion_end(stdout, "analysis", "");
    words_close(&names);
    words_close(&lists);
}
