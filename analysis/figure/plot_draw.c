/* Writing the data of a figure, and running gnuplot. */
#include "analysis/figure/plot_draw.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "analysis/figure/plot_script.h"
#include "common/core/base.h"
#include "common/core/gnuplot.h"

/* ---- data ------------------------------------------------------------------------------------ */

static void write_series(FILE *out, const struct plot_panel *panel, const struct plot_series *s)
{
    fprintf(out, "# %s\n# x y low high\n", s->legend);
    size_t drawn = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (!plot_drawable(panel, s->x[i], s->y[i])) continue;
        const double error = isfinite(s->error[i]) ? s->error[i] : 0, low = s->y[i] - error;
        const double least = panel->log_y ? 0.1 * s->y[i] : -INFINITY;
        fprintf(out, "%.10g %.10g %.10g %.10g\n", s->x[i], s->y[i], fmax(low, least),
                s->y[i] + error);
        drawn++;
    }
    if (drawn == 0) fprintf(out, "nan nan nan nan\n");
    fprintf(out, "\n\n"); /* two empty lines: gnuplot counts the next index */
}

static void write_data(const struct plot *p, const struct plot_column *c,
                       const struct plot_panel *panel)
{
    char *path = base_text("%s-%s-%s.dat", p->path, c->name, panel->name);
    FILE *out = base_open(path, "w");
    for (size_t i = 0; i < panel->n; i++) write_series(out, panel, &panel->series[i]);
    require(fclose(out) == 0, "%s: cannot be written", path);
    base_free(path);
}

/* ---- gnuplot --------------------------------------------------------------------------------- */

static void run_gnuplot(const struct plot *p, const char *script)
{
    char *const folder = base_text("./%.*s", (int)(plot_stem(p) - p->path), p->path);
    const char *const where = *p->path == '/' ? folder + 2 : folder;
    const enum gnuplot_end end = gnuplot_run(where, script);
    require(end != GNUPLOT_MISSING,
            "gnuplot is missing: install it (Debian: apt-get install gnuplot-nox), then run "
            "gnuplot %s in %s",
            script, where);
    require(end == GNUPLOT_DRAWN, "gnuplot failed on %s.gp", p->path);
    base_free(folder);
}

static void write_all(const struct plot *p, void (*write_script)(FILE *, const struct plot *))
{
    assert(p->columns > 0 && p->columns <= PLOT_COLUMNS);
    for (const struct plot_column *c = p->column; c < p->column + p->columns; c++)
        for (size_t i = 0; i < c->panels; i++) write_data(p, c, &c->panel[i]);
    char *script = base_text("%s.gp", p->path);
    FILE *out = base_open(script, "w");
    write_script(out, p);
    require(fclose(out) == 0, "%s: cannot be written", script);
    char *name = base_text("%s.gp", plot_stem(p));
    run_gnuplot(p, name);
    base_free(name);
    base_free(script);
}

void plot_draw(const struct plot *p)
{
    write_all(p, plot_script_write);
}

void plot_draw_preview(const struct plot *p)
{
    char folder[] = "/tmp/preview-XXXXXX";
    require(mkdtemp(folder), "%s: no scratch folder can be made", folder);
    struct plot here = *p;
    here.path = base_text("%s/preview", folder);
    write_all(&here, plot_script_preview);
    for (const struct plot_column *c = p->column; c < p->column + p->columns; c++)
        for (size_t i = 0; i < c->panels; i++) {
            char *const data = base_text("%s-%s-%s.dat", here.path, c->name, c->panel[i].name);
            remove(data);
            base_free(data);
        }
    char *const script = base_text("%s.gp", here.path);
    remove(script);
    rmdir(folder);
    base_free(script);
    base_free(here.path);
}
