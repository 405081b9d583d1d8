/* Figures and previews are drawn in a scratch folder. The files that gnuplot writes there are then
   put in place one by one, each atomically. */
#include "analysis/figure/plot_draw.h"

#include <assert.h>
#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/figure/plot_script.h"
#include "analysis/figure/plot_script_text.h"
#include "analysis/figure/scratch.h"
#include "analysis/figure/result_table.h"
#include "common/core/base.h"
#include "common/core/gnuplot.h"
#include "common/io/output.h"
#include "common/io/atomic_file.h"

static const char data_mark[] = "\n# x y low high\n";

/* ---- what may be written --------------------------------------------------------------------- */

/* True if the file is a picture and the script beside it is ours. */
static bool drawn(const char *path, const char *script, const char *mark)
{
    return output_marked(path, mark) && output_marked(script, plot_script_mark);
}

static bool drawn_png(const char *path, const char *script)
{
    return drawn(path, script, "bKGD"); /* cairo's */
}

static bool drawn_pdf(const char *path, const char *script)
{
    return drawn(path, script, "%\xb5\xed\xae\xfb"); /* cairo's */
}

static void require_suffix(const struct plot *p, const struct output *o, const char *suffix,
                           output_test *ours, const char *mark)
{
    char *const path = base_text("%s.%s", p->path, suffix);
    output_require(o, path, ours, mark);
    base_free(path);
}

/* A file in the figure's folder; free with base_free. */
static char *beside(const struct plot *p, const char *name)
{
    return base_text("%.*s%s", (int)(plot_stem(p) - p->path), p->path, name);
}

void plot_draw_require(const struct plot *p, const struct output *o)
{
    char *const script = base_text("%s.gp", p->path);
    require_suffix(p, o, "png", drawn_png, script);
    require_suffix(p, o, "pdf", drawn_pdf, script);
    require_suffix(p, o, "gp", output_marked, plot_script_mark);
    require_suffix(p, o, "dat", output_marked, result_table_mark);
    for (const struct plot_column *c = p->column; c < p->column + p->columns; c++)
        for (size_t i = 0; i < c->panels; i++) {
            char *const name = plot_data(p, c, &c->panel[i]), *const path = beside(p, name);
            output_require(o, path, output_marked, data_mark);
            base_free(path);
            base_free(name);
        }
    base_free(script);
}

/* ---- in the scratch folder ------------------------------------------------------------------- */

/* A band ends where the error is unknown; a curve without any error has none. */
static bool has_band(const struct plot_series *s)
{
    bool any = false;
    for (size_t i = 0; i < s->n; i++) any = any || s->error[i] > 0;
    return any && !plot_above_curves(s);
}

static void write_series(FILE *out, const struct plot_panel *panel, const struct plot_series *s)
{
    fputs("# ", out);
    plot_script_text_plain(out, s->legend);
    fputs(data_mark, out);
    size_t drawn = 0;
    const bool gaps = has_band(s);
    for (size_t i = 0; i < s->n; i++) {
        /* gnuplot skips t = 0 on a logarithmic axis; the data keep it */
        const double x = panel->log_x ? fmax(s->x[i], DBL_MIN) : s->x[i];
        if (!plot_drawable(panel, x, s->y[i])) continue;
        const bool unknown = !isfinite(s->error[i]);
        const double error = unknown ? 0 : s->error[i], low = s->y[i] - error;
        const double least = panel->log_y ? 0.1 * s->y[i] : -INFINITY;
        fprintf(out, "%.10g %.10g ", s->x[i], s->y[i]);
        if (unknown && gaps)
            fprintf(out, "nan nan\n");
        else
            fprintf(out, "%.10g %.10g\n", fmax(low, least), s->y[i] + error);
        drawn++;
    }
    if (drawn == 0) fprintf(out, "nan nan nan nan\n");
    fprintf(out, "\n\n"); /* gnuplot's sign for the next index */
}

/* Calls act(file of `here`, `there`, name of the file) for each file of a figure. */
static void each(const struct plot *here, const struct plot *there, bool pictures,
                 void (*act)(const char *from, const struct plot *there, const char *name))
{
    static const char *const suffixes[] = {"gp", "png", "pdf"};
    for (const struct plot_column *c = here->column; c < here->column + here->columns; c++)
        for (size_t i = 0; i < c->panels; i++) {
            char *const name = plot_data(here, c, &c->panel[i]), *const from = beside(here, name);
            act(from, there, name);
            base_free(from);
            base_free(name);
        }
    for (int k = 0; k < (pictures ? 3 : 1); k++) {
        char *const name = base_text("%s.%s", plot_stem(here), suffixes[k]), *const from =
                                                                                 beside(here, name);
        act(from, there, name);
        base_free(from);
        base_free(name);
    }
}

static void write_data(const struct plot *p)
{
    for (const struct plot_column *c = p->column; c < p->column + p->columns; c++)
        for (size_t i = 0; i < c->panels; i++) {
            const struct plot_panel *const panel = &c->panel[i];
            char *const name = plot_data(p, c, panel), *const path = beside(p, name);
            FILE *const out = base_open(path, "w");
            for (size_t k = 0; k < panel->n; k++) write_series(out, panel, &panel->series[k]);
            require(fclose(out) == 0, "%s: cannot be written", path);
            base_free(path);
            base_free(name);
        }
}

struct draft { /* a figure in a scratch folder */
    struct plot here;
    struct scratch *scratch;
};

/* Makes a scratch folder, and writes data and script of the figure there; free with
   close_draft. */
static struct draft *open_draft(const struct plot *p, void (*script)(FILE *, const struct plot *))
{
    assert(p->columns > 0 && p->columns <= PLOT_COLUMNS);
    struct draft *const s = base_alloc(1, sizeof *s);
    *s = (struct draft){.here = *p, .scratch = scratch_create()};
    s->here.path = base_text("%s/%s", scratch_path(s->scratch), plot_stem(p));
    write_data(&s->here);
    char *const path = base_text("%s.gp", s->here.path);
    FILE *const out = base_open(path, "w");
    script(out, &s->here);
    errno = 0;
    require(fclose(out) == 0, "%s: cannot be written: %s", path, strerror(errno));
    base_free(path);
    return s;
}

static void close_draft(struct draft *s)
{
    scratch_free(s->scratch);
    base_free(s->here.path);
    base_free(s);
}

static enum gnuplot_end run_gnuplot(const struct plot *here)
{
    char *const folder = beside(here, ""), *const script = base_text("./%s.gp", plot_stem(here));
    const enum gnuplot_end end = gnuplot_run(folder, script);
    base_free(folder);
    base_free(script);
    return end;
}

/* ---- the figure ------------------------------------------------------------------------------ */

static void put(const char *from, const struct plot *there, const char *name)
{
    char *const to = beside(there, name);
    FILE *const in = base_open(from, "rb"), *const out = atomic_file_begin(to);
    char part[BUFSIZ];
    for (size_t n; (n = fread(part, 1, sizeof part, in)) > 0;) fwrite(part, 1, n, out);
    fclose(in);
    output_end(to, out);
    base_free(to);
}

static void require_drawn(const struct plot *p, enum gnuplot_end end)
{
    char *const folder = beside(p, "");
    require(end != GNUPLOT_MISSING,
            "gnuplot is missing: install it (Debian: apt-get install gnuplot-nox), then run "
            "gnuplot %s.gp in %s",
            plot_stem(p), *folder ? folder : "./");
    require(end == GNUPLOT_DRAWN, "gnuplot failed on %s.gp", p->path);
    base_free(folder);
}

void plot_draw(const struct plot *p)
{
    struct draft *const s = open_draft(p, plot_script_write);
    const enum gnuplot_end end = run_gnuplot(&s->here);
    char *const pdf = base_text("%s.pdf", s->here.path);
    gnuplot_undate(pdf);
    base_free(pdf);
    each(&s->here, p, end == GNUPLOT_DRAWN, put);
    close_draft(s);
    require_drawn(p, end);
}

/* All of a file as text; free with base_free. */
static char *text_of(const char *path)
{
    FILE *const in = base_open(path, "r");
    require(fseek(in, 0, SEEK_END) == 0, "%s: cannot be read", path);
    const long size = ftell(in);
    require(size >= 0, "%s: cannot be read", path);
    char *const text = base_alloc((size_t)size + 1, 1);
    rewind(in);
    require(fread(text, 1, (size_t)size, in) == (size_t)size, "%s: cannot be read", path);
    fclose(in);
    return text;
}

char *plot_draw_svg(const struct plot *p)
{
    struct draft *const s = open_draft(p, plot_script_write_svg);
    const enum gnuplot_end end = run_gnuplot(&s->here);
    char *const path = base_text("%s.svg", s->here.path);
    char *const svg = end == GNUPLOT_DRAWN ? text_of(path) : NULL;
    base_free(path);
    close_draft(s);
    require_drawn(p, end);
    return svg;
}

void plot_draw_preview(const struct plot *p)
{
    struct draft *const s = open_draft(p, plot_script_preview);
    const enum gnuplot_end end = run_gnuplot(&s->here);
    close_draft(s);
    require_drawn(p, end);
}
