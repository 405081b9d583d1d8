/* Implementation of show_figure.h. gnuplot works in a scratch folder, on files of bytes. */
#include "dnn/system/show_figure.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/core/base.h"
#include "common/core/gnuplot.h"
#include "common/io/atomic_file.h"
#include "common/io/output.h"

enum { COLUMNS = 3 };

void show_figure_panel_init(struct show_figure_panel *p, size_t height, size_t width)
{
    *p = (struct show_figure_panel){height, width, base_alloc(height * width, 3)};
}

unsigned char show_figure_byte(double x)
{
    return (unsigned char)lround(255 * fmin(fmax(x, 0), 1));
}

void show_figure_diverging(double x, unsigned char rgb[3])
{
    static const double cold[] = {0.02, 0.19, 0.38}, warm[] = {0.40, 0.00, 0.12};
    const double part = fmin(fabs(x), 1);
    for (int k = 0; k < 3; k++)
        rgb[k] = show_figure_byte(1 + part * ((x < 0 ? cold[k] : warm[k]) - 1));
}

/* White where two pictures agree, black where they differ most. */
static void difference(struct show_figure_panel *out, const struct show_figure_panel *a,
                       const struct show_figure_panel *b)
{
    show_figure_panel_init(out, a->height, a->width);
    for (size_t i = 0; i < a->height * a->width; i++) {
        int most = 0;
        for (size_t k = 3 * i; k < 3 * i + 3; k++) {
            const int d = abs((int)a->rgb[k] - (int)b->rgb[k]);
            most = d > most ? d : most;
        }
        memset(out->rgb + 3 * i, most ? 200 - 200 * most / 255 : 255, 3);
    }
}

/* ---- the scratch folder ---------------------------------------------------------------------- */

static char *data_name(const char *folder, size_t row, int column)
{
    return base_text("%s/%zu-%d.rgb", folder, row, column);
}

static void write_bytes(const char *folder, size_t row, int column,
                        const struct show_figure_panel *p)
{
    char *const path = data_name(folder, row, column);
    FILE *const out = base_open(path, "wb");
    fwrite(p->rgb, 3, p->height * p->width, out);
    require(fclose(out) == 0, "%s: cannot be written", path);
    base_free(path);
}

static void write_panel(FILE *out, const struct show_figure *f, size_t row, int column)
{
    static const char *const title[COLUMNS] = {"A: before", "B: after ", "difference"};
    const struct show_figure_panel *const p = &f->panel[row][0];
    const double high = 1.0 / (double)f->rows, top = 0.06;
    fprintf(out, "set origin %g, %g\nset size %g, %g\n", (double)column / COLUMNS,
            (1 - top) * (1 - (double)(row + 1) * high), 1.0 / COLUMNS, (1 - top) * high);
    if (row == 0)
        fprintf(out, "set label 1 '%s%s' at graph 0.5, graph 1 center offset 0,0.8\n",
                title[column], column == 1 ? f->protocol : "");
    fprintf(out,
            "set xrange [-0.5:%g]\nset yrange [%g:-0.5]\nplot '%zu-%d.rgb' binary array=(%zu,%zu) "
            "format='%%uchar' with rgbimage\nunset label 1\n",
            (double)p->width - 0.5, (double)p->height - 0.5, row, column, p->width, p->height);
}

static void write_script(const char *folder, const struct show_figure *f)
{
    const struct show_figure_panel *const p = &f->panel[0][0];
    const double aspect =
        fmin(fmax((double)p->height / (double)p->width, f->rows > 1 ? 0.2 : 0.6), 2);
    char *const path = base_text("%s/show.gp", folder);
    FILE *const out = base_open(path, "w");
    fprintf(out,
            "set terminal pngcairo size 900,%.0f font 'sans,14'\nset output 'show.png'\n"
            "set multiplot\nunset key\nunset tics\nset lmargin 1\nset rmargin 1\nset tmargin 1\n"
            "set bmargin 1\n",
            fmin(3000, 60 + 300 * aspect * (double)f->rows));
    if (f->rows > 1) fprintf(out, "set size ratio -1\n");
    for (size_t row = 0; row < f->rows; row++)
        for (int column = 0; column < COLUMNS; column++) write_panel(out, f, row, column);
    fprintf(out, "unset multiplot\nset output\n");
    require(fclose(out) == 0, "%s: cannot be written", path);
    base_free(path);
}

static void write_data(const char *folder, const struct show_figure *f)
{
    for (size_t row = 0; row < f->rows; row++) {
        struct show_figure_panel d;
        difference(&d, &f->panel[row][0], &f->panel[row][1]);
        for (int column = 0; column < 2; column++)
            write_bytes(folder, row, column, &f->panel[row][column]);
        write_bytes(folder, row, 2, &d);
        base_free(d.rgb);
    }
}

static void remove_all(const char *folder, const struct show_figure *f)
{
    static const char *const names[] = {"show.gp", "show.png"};
    for (size_t row = 0; row < f->rows; row++)
        for (int column = 0; column < COLUMNS; column++) {
            char *const path = data_name(folder, row, column);
            unlink(path);
            base_free(path);
        }
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        char *const path = base_text("%s/%s", folder, names[k]);
        unlink(path);
        base_free(path);
    }
    rmdir(folder);
}

static void copy_to(const char *folder, const char *path)
{
    char *const from = base_text("%s/show.png", folder), part[BUFSIZ];
    FILE *const in = base_open(from, "rb"), *const out = atomic_file_begin(path);
    for (size_t n; (n = fread(part, 1, sizeof part, in)) > 0;) fwrite(part, 1, n, out);
    fclose(in);
    output_end(path, out);
    base_free(from);
}

void show_figure_draw(struct show_figure *f, const char *path)
{
    const char *const place = getenv("TMPDIR");
    char *const folder = base_text("%s/show-XXXXXX", place && *place ? place : "/tmp");
    require(mkdtemp(folder), "%s: no scratch folder can be made: %s", folder, strerror(errno));
    write_data(folder, f);
    write_script(folder, f);
    const enum gnuplot_end end = gnuplot_run(folder, "show.gp");
    if (end == GNUPLOT_DRAWN) copy_to(folder, path);
    remove_all(folder, f);
    base_free(folder);
    for (size_t row = 0; row < f->rows; row++)
        for (int k = 0; k < 2; k++) base_free(f->panel[row][k].rgb);
    require(end != GNUPLOT_MISSING,
            "gnuplot is missing: install it (Debian: apt-get install gnuplot-nox)");
    require(end == GNUPLOT_DRAWN, "%s: gnuplot failed", path);
}
