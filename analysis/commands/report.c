/* report: one HTML page about runs. Each section is what another command finds on the runs that fit
   it. Each command runs in a child process: one that refuses the runs leaves
   out its section alone, and the page names the reason. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "analysis/commands/commands.h"
#include "analysis/commands/report_runs.h"
#include "analysis/estimate/relaxation.h"
#include "analysis/figure/html.h"
#include "analysis/figure/html_figure.h"
#include "analysis/figure/plot.h"
#include "analysis/figure/result_table.h"
#include "analysis/read/group.h"
#include "common/core/base.h"
#include "common/core/version.h"
#include "common/io/atomic_file.h"
#include "common/io/output.h"

static const char mark[] = "<!-- analysis report (swapglass) -->";

enum fit { ANY, SAMPLED, AGEING }; /* runs of a section */

static const struct section {
    const char *title;
    void (*run)(const struct command_arguments *a);
    enum fit fit;
    const char *of, *against; /* --of, --against; NULL: not given */
} sections[] = {
    {"Equilibrium", equilibrium_command, SAMPLED, NULL, NULL},
    {"Energy or loss", plot_command, ANY, "energy", NULL},
    {"Test accuracy", plot_command, AGEING, "test_accuracy", NULL},
    {"Relaxation times", relax_command, ANY, NULL, NULL},
    {"Speed-up by swaps", speedup_command, ANY, NULL, NULL},
    {"Relaxation time against temperature", temperature_command, SAMPLED, NULL, NULL},
    {"Time-temperature superposition", collapse_command, SAMPLED, NULL, NULL},
    {"Ageing", age_command, AGEING, NULL, NULL},
    {"Displacement", plot_command, ANY, "msd", NULL},
    {"Heterogeneity", heterogeneity_command, SAMPLED, NULL, NULL},
    {"Distribution of the energy", histogram_command, SAMPLED, NULL, NULL},
    {"Acceptance of swaps", plot_command, ANY, "acceptance_swap", NULL},
    {"Round trips of the ladder", plot_command, SAMPLED, "exchange.round_trips", NULL},
    {"Exchange rates of the ladder", plot_command, SAMPLED, "exchange.rate_*", NULL},
    {"Population", plot_command, SAMPLED, "population.energy", "T"},
    {"Pair correlation", plot_command, SAMPLED, "pairs.g*", NULL},
    {"Structure factor", plot_command, SAMPLED, "waves.S", NULL},
    {"Inherent structures", plot_command, SAMPLED, "inherent.e_IS", NULL},
    {"Density of states", plot_command, SAMPLED, "states.D", NULL},
    {NULL, NULL, ANY, NULL, NULL},
};

/* ---- a section ------------------------------------------------------------------------------- */

struct page {
    FILE *out;
    size_t figures;
};

/* More points than a page can show are thinned: the curve keeps its shape. */
static void thin(FILE *out, const struct plot *p)
{
    enum { MOST = 2000 };
    for (size_t c = 0; c < p->columns; c++)
        for (size_t i = 0; i < p->column[c].panels; i++)
            for (size_t k = 0; k < p->column[c].panel[i].n; k++) {
                struct plot_series *const s =
                    (struct plot_series *)&p->column[c].panel[i].series[k];
                const size_t step = (s->n + MOST - 1) / MOST;
                if (s->style == PLOT_CELLS || s->style == PLOT_DISCS || step < 2) continue;
                fprintf(out, "<p class=\"note\">Figure: every %zu-th of %zu points of ", step,
                        s->n);
                html_text(out, *s->legend ? s->legend : "a curve");
                fprintf(out, ".</p>\n");
                size_t n = 0;
                for (size_t at = 0; at < s->n; at += step, n++)
                    s->x[n] = s->x[at], s->y[n] = s->y[at], s->error[n] = s->error[at];
                s->n = n;
            }
}

static void show(void *context, const struct result_table *s, const struct plot *p)
{
    const struct page *const page = context;
    if (p) thin(page->out, p);
    if (p) html_figure(page->out, p, page->figures);
    result_table_html(s, page->out);
}

/* In the child: the section on standard output, errors to `said`. Ends the process. */
static _Noreturn void write_section(const struct section *k, struct command_arguments a, FILE *out,
                                    FILE *said, size_t number)
{
    struct page page = {out, number};
    a.of = k->of, a.against = k->against;
    a.show = show, a.context = &page;
    a.output = NULL;
    if (dup2(fileno(said), STDERR_FILENO) < 0) _exit(EXIT_REFUSED);
    k->run(&a);
    _exit(fflush(out) == 0 ? EXIT_OK : EXIT_REFUSED);
}

static FILE *scratch(void)
{
    FILE *const f = tmpfile();
    require(f, "no scratch file can be made: %s", strerror(errno));
    return f;
}

static void copy(FILE *from, FILE *to)
{
    char part[BUFSIZ];
    rewind(from);
    for (size_t n; (n = fread(part, 1, sizeof part, from)) > 0;) fwrite(part, 1, n, to);
}

/* The last line that a command printed, without the program's name; base_free. */
static char *reason_of(FILE *said)
{
    char *line = NULL, *last = base_text("no reason given");
    size_t room = 0;
    rewind(said);
    while (getline(&line, &room, said) > 0) {
        line[strcspn(line, "\n")] = '\0';
        const char *const text = strncmp(line, "analysis: ", 10) == 0 ? line + 10 : line;
        base_free(last);
        last = base_text("%s", text);
    }
    free(line);
    return last;
}

static void add_section(FILE *page, FILE *missing, const struct section *k,
                        const struct command_arguments *a, size_t number)
{
    FILE *const out = scratch(), *const said = scratch();
    fflush(NULL);
    const pid_t child = fork();
    require(child >= 0, "report: no process can be started");
    if (child == 0) write_section(k, *a, out, said, number);
    int status = 0;
    require(waitpid(child, &status, 0) == child, "report: a process was lost");
    if (status == 0) {
        fprintf(page, "<h2>%s</h2>\n", k->title);
        copy(out, page);
    } else {
        char *const reason = reason_of(said);
        fprintf(missing, "<li>%s: ", k->title);
        html_text(missing, reason);
        fprintf(missing, "</li>\n");
        base_free(reason);
    }
    fclose(out);
    fclose(said);
}

/* ---- the page -------------------------------------------------------------------------------- */

static void write_head(FILE *page, const struct groups *all)
{
    char date[64];
    struct utsname here;
    const time_t now = time(NULL);
    strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S %z", localtime(&now));
    require(uname(&here) == 0, "report: the machine has no name");
    fprintf(page,
            "<!DOCTYPE html>\n%s\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
            "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n"
            "<meta name=\"viewport\" content=\"width=device-width\">\n<title>",
            mark);
    html_text(page, group_first(all->group)->path);
    fprintf(page, "</title>\n<style>\n%s</style></head><body>\n<h1>%zu run%s</h1>\n<p>", html_style,
            all->runs, all->runs > 1 ? "s" : "");
    fprintf(page, "Written by analysis (swapglass) ");
    html_text(page, version_text);
    fprintf(page, " on %s, on the machine ", date);
    html_text(page, here.nodename);
    fprintf(page, " (%s). Place the pointer on a curve to read its values.</p>\n", here.machine);
}

/* Folders of the runs that fit; returns their number. */
static size_t choose(const struct groups *all, enum fit fit, char **folder)
{
    size_t n = 0;
    for (size_t i = 0; i < all->runs; i++)
        if (fit == ANY || all->run[i]->ages == (fit == AGEING)) folder[n++] = all->run[i]->path;
    return n;
}

static void write_sections(FILE *page, const struct groups *all, const struct command_arguments *a)
{
    char **const folder = base_alloc(all->runs, sizeof *folder);
    FILE *const missing = scratch();
    size_t number = 0;
    for (const struct section *k = sections; k->title; k++) {
        struct command_arguments part = *a;
        part.n = choose(all, k->fit, folder);
        part.folder = folder;
        if (part.n > 0) add_section(page, missing, k, &part, number++);
    }
    if (ftell(missing) > 0) {
        fprintf(page, "<h2>Left out</h2>\n<p class=\"note\">These sections do not fit the runs.</p>"
                      "\n<ul class=\"note\">\n");
        copy(missing, page);
        fprintf(page, "</ul>\n");
    }
    fclose(missing);
    base_free(folder);
}

void report_command(const struct command_arguments *a)
{
    const struct output o = {.force = a->force, .n = a->n, .input = a->folder};
    struct groups all = groups_read(a->n, a->folder);
    require(strlen(a->output) > 5 && strcmp(a->output + strlen(a->output) - 5, ".html") == 0,
            "--output '%s': must end in .html", a->output);
    output_require(&o, a->output, output_marked, mark);
    command_output_folder(a->output);
    FILE *const page = scratch();
    write_head(page, &all);
    report_runs_provenance(page, &all);
    report_runs_differences(page, &all);
    write_sections(page, &all, a);
    fprintf(page, "<div id=\"value\"></div>\n<script>\n%s</script>\n</body></html>\n", html_script);
    FILE *const out = atomic_file_begin(a->output);
    copy(page, out);
    output_end(a->output, out);
    fclose(page);
    printf("Page: %s\n", a->output);
    groups_clear(&all);
}
