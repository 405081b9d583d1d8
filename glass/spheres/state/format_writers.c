/* Implementation of format_writers.h. */
#include "glass/spheres/state/format_writers.h"

#include <math.h>
#include <stdbool.h>

#include "common/numerics/box.h"
#include "common/observe/species.h"

static double edge(const struct frame *f, int d)
{
    return d < f->dim ? f->box : 1;
}

/* Position i folded into the box, to r (3), and the boxes crossed along its edges, to image (3). */
static void fold(const struct frame *f, size_t i, double *r, long *image)
{
    double tilt[BOX_TILTS];
    box_tilt_of(f->box, f->tilt, tilt);
    r[2] = 0;
    box_to_edges(tilt, f->dim, f->x + i * (size_t)f->dim, r);
    for (int d = 0; d < 3; d++) {
        const double x = r[d], y = x - f->box * floor(x / f->box);
        image[d] = lround((x - y) / f->box);
        r[d] = y < f->box ? y : 0;
        image[d] += !(y < f->box); /* a tiny negative x rounds up to the edge */
    }
    box_from_edges(tilt, f->dim, r, r);
}

/* ---- species --------------------------------------------------------------------------------- */

enum { SPECIES = 3 };

/* 1, 2, ... of the species; 1 if there are none. */
static int type_of(const struct species *s, double diameter)
{
    const size_t k = species_find(s, diameter);
    return k < s->n ? (int)k + 1 : 1;
}

static int types(const struct species *s)
{
    return s->n ? (int)s->n : 1;
}

/* ---- writers --------------------------------------------------------------------------------- */

/* Mixtures have symbols A, B, C, and types as `numbers`, for ASE takes symbols as elements; other
   liquids have X, which is no element. */
void format_writers_xyz(FILE *out, const struct frame *f)
{
    const struct species s = species_of(f, SPECIES);
    const bool mixture = s.n > 1;
    fprintf(out, "%zu\nLattice=\"%.17g 0 0 %.17g %.17g 0 %.17g %.17g %.17g\" pbc=\"T T %c\" ", f->n,
            edge(f, 0), f->tilt[BOX_XY], edge(f, 1), f->tilt[BOX_XZ], f->tilt[BOX_YZ], edge(f, 2),
            f->dim == 3 ? 'T' : 'F');
    fprintf(out, "Properties=species:S:1:pos:R:3:radius:R:1%s Time=%lld",
            mixture ? ":numbers:I:1" : "", (long long)f->t);
    if (isfinite(f->energy)) fprintf(out, " energy=%.17g", f->energy);
    fputc('\n', out);
    for (size_t i = 0; i < f->n; i++) {
        long image[3];
        double r[3];
        fold(f, i, r, image);
        const int type = type_of(&s, f->label[i]);
        fprintf(out, "%c %.17g %.17g %.17g %.17g", mixture ? 'A' + type - 1 : 'X', r[0], r[1], r[2],
                f->label[i] / 2);
        if (mixture) fprintf(out, " %d", type);
        fputc('\n', out);
    }
}

void format_writers_data(FILE *out, const struct frame *f)
{
    const struct species s = species_of(f, SPECIES);
    fprintf(out, "swapglass t = %lld\n\n%zu atoms\n%d atom types\n\n", (long long)f->t, f->n,
            types(&s));
    for (int d = 0; d < 3; d++) fprintf(out, "0 %.17g %clo %chi\n", edge(f, d), "xyz"[d], "xyz"[d]);
    if (f->tilted)
        fprintf(out, "%.17g %.17g %.17g xy xz yz\n", f->tilt[BOX_XY], f->tilt[BOX_XZ],
                f->tilt[BOX_YZ]);
    fprintf(out, "\nAtoms # sphere\n\n");
    for (size_t i = 0; i < f->n; i++) {
        long image[3];
        double r[3];
        fold(f, i, r, image);
        fprintf(out, "%zu %d %.17g 1 %.17g %.17g %.17g %ld %ld %ld\n", i + 1,
                type_of(&s, f->label[i]), f->label[i], r[0], r[1], r[2], image[0], image[1],
                image[2]);
    }
}

/* Of a tilted box: those of the corners, and the tilt. */
static void write_bounds(FILE *out, const struct frame *f)
{
    const double *const t = f->tilt, x[] = {t[BOX_XY], t[BOX_XZ], t[BOX_XY] + t[BOX_XZ]};
    double low[3] = {0}, high[3] = {0};
    for (int k = 0; k < 3; k++) low[0] = fmin(low[0], x[k]), high[0] = fmax(high[0], x[k]);
    low[1] = fmin(0, t[BOX_YZ]), high[1] = fmax(0, t[BOX_YZ]);
    for (int d = 0; d < 3; d++) {
        fprintf(out, f->tilted ? "%.17g" : "%g", low[d]);
        fprintf(out, " %.17g", edge(f, d) + high[d]);
        if (f->tilted) fprintf(out, " %.17g", t[d]);
        fputc('\n', out);
    }
}

void format_writers_dump(FILE *out, const struct frame *f)
{
    const struct species s = species_of(f, SPECIES);
    fprintf(out, "ITEM: TIMESTEP\n%lld\nITEM: NUMBER OF ATOMS\n%zu\nITEM: BOX BOUNDS %spp pp %s\n",
            (long long)f->t, f->n, f->tilted ? "xy xz yz " : "", f->dim == 3 ? "pp" : "ff");
    write_bounds(out, f);
    fprintf(out, "ITEM: ATOMS id type xu yu zu radius\n");
    for (size_t i = 0; i < f->n; i++) {
        const double *const x = f->x + i * (size_t)f->dim;
        fprintf(out, "%zu %d %.17g %.17g %.17g %.17g\n", i + 1, type_of(&s, f->label[i]), x[0],
                x[1], f->dim == 3 ? x[2] : 0, f->label[i] / 2);
    }
}
