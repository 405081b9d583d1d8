/* Implementation of report_runs.h. */
#include "analysis/commands/report_runs.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/figure/html.h"
#include "analysis/figure/result_table.h"
#include "analysis/read/group.h"
#include "common/core/base.h"

/* ---- provenance ------------------------------------------------------------------------------ */

/* The first line of a run's log; "" if there is none. base_free. */
static char *first_line(const struct run *f)
{
    char *const path = base_text("%s/log.txt", f->path), *line = NULL;
    FILE *const in = base_open_found(path);
    size_t room = 0;
    char *text = base_text("%s", "");
    if (in && getline(&line, &room, in) > 0) {
        line[strcspn(line, "\n")] = '\0';
        base_free(text);
        text = base_text("%s", line);
    }
    if (in) fclose(in);
    free(line);
    base_free(path);
    return text;
}

/* Date and time at the beginning of a line of a log. */
static void add_date(struct result_table *s, const char *line)
{
    enum { DATE = 19 };
    result_table_text(s, "%.*s", strlen(line) >= DATE && line[4] == '-' ? DATE : 1,
                      *line ? line : "-");
}

/* The machine in "..., seed 1, on NAME; ..."; earlier versions did not log it. */
static void add_machine(struct result_table *s, const char *line)
{
    static const char before[] = ", on ";
    const char *const at = strstr(line, before);
    if (at)
        result_table_text(s, "%.*s", (int)strcspn(at + strlen(before), ";"), at + strlen(before));
    else
        result_table_text(s, "-");
}

/* The value of a key, of any section, whose name is or begins with a word; "-": none. */
static const char *any_value(const struct run *f, const char *word)
{
    for (const struct run_pair *p = f->pair; p < f->pair + f->pairs; p++) {
        const char *const dot = strrchr(p->name, '.');
        if (strncmp(dot ? dot + 1 : p->name, word, strlen(word)) == 0) return p->value;
    }
    return "-";
}

static const char *value(const struct run *f, const char *name)
{
    const char *const v = run_value(f, name);
    return v ? v : "-";
}

void report_runs_provenance(FILE *page, const struct groups *all)
{
    static const char *const column[] = {"folder",  "program", "version", "dynamics",
                                         "T",       "seed",    "replica", "started",
                                         "machine", "status",  "parent"};
    struct result_table *const s = result_table_create(
        "Provenance: by run.ini and log.txt; parent: the run and time that a branch began from.");
    for (size_t c = 0; c < sizeof column / sizeof *column; c++)
        result_table_column(s, column[c], NULL,
                            strcmp(column[c], "T") == 0 ? RESULT_TABLE_NUMBER : RESULT_TABLE_TEXT);
    for (size_t i = 0; i < all->runs; i++) {
        const struct run *const f = all->run[i];
        char *const line = first_line(f);
        result_table_text(s, "%s", f->path);
        result_table_text(s, "%s", system_kind_word(f->system));
        result_table_text(s, "%s", value(f, "run.version"));
        result_table_text(s, "%s", value(f, "run.dynamics"));
        result_table_number(s, f->T);
        result_table_text(s, "%s", value(f, "run.seed"));
        result_table_text(s, "%s", value(f, "run.replica"));
        add_date(s, line);
        add_machine(s, line);
        result_table_text(s, "%s", f->finished ? "finished" : "not finished");
        result_table_text(s, "%s", any_value(f, "parent"));
        base_free(line);
    }
    fprintf(page, "<h2>Provenance</h2>\n");
    result_table_html(s, page);
    result_table_free(s);
}

/* ---- keys ------------------------------------------------------------------------------------ */

/* "0.1 (2 runs), 0.2 (4 runs)" of the runs of a system; NULL if they have one value. base_free. */
static char *values_of(const struct groups *all, const struct system_kind *system, const char *name)
{
    char *text = NULL;
    size_t kinds = 0;
    for (size_t i = 0; i < all->runs; i++) {
        if (all->run[i]->system != system) continue;
        const char *const mine = value(all->run[i], name);
        size_t n = 0, first = i;
        for (size_t k = 0; k < all->runs; k++)
            if (all->run[k]->system == system && run_same(value(all->run[k], name), mine))
                n++, first = k < first ? k : first;
        if (first < i) continue;
        char *const longer =
            base_text("%s%s%s (%zu)", text ? text : "", text ? ",  " : "", mine, n);
        base_free(text);
        text = longer;
        kinds++;
    }
    if (kinds > 1) return text;
    base_free(text);
    return NULL;
}

/* True if an earlier run of this system has the key, whose row is then written. */
static bool written(const struct groups *all, size_t run, const char *name)
{
    for (size_t i = 0; i < run; i++)
        if (all->run[i]->system == all->run[run]->system && run_value(all->run[i], name))
            return true;
    return false;
}

static void add_keys(struct result_table *s, const struct groups *all, size_t run)
{
    const struct run *const f = all->run[run];
    for (const struct run_pair *p = f->pair; p < f->pair + f->pairs; p++) {
        if (strcmp(p->name, "run.folder") == 0 || written(all, run, p->name)) continue;
        char *const values = values_of(all, f->system, p->name);
        if (!values) continue;
        result_table_text(s, "%s", f->system->name);
        result_table_text(s, "%s", p->name);
        result_table_text(s, "%s", values);
        base_free(values);
    }
}

void report_runs_differences(FILE *page, const struct groups *all)
{
    struct result_table *const s = result_table_create(
        "Keys of run.ini that differ between runs of a system; in brackets: number of runs.");
    result_table_column(s, "system", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "key", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "values", NULL, RESULT_TABLE_TEXT);
    for (size_t i = 0; i < all->runs; i++) add_keys(s, all, i);
    fprintf(page, "<h2>Keys that differ</h2>\n");
    if (result_table_rows(s) > 0)
        result_table_html(s, page);
    else
        fprintf(page, "<p>None.</p>\n");
    result_table_free(s);
}
