/* Implementation of format_writers.h. */
#include "glass/spheres/state/format_writers.h"

#include <math.h>
#include <stdbool.h>

#include "common/observe/species.h"

static double edge(const struct frame *f, int d)
{
    return d < f->dim ? f->box : 1;
}

/* Folded into the box, and the boxes crossed. */
static double folded(const struct frame *f, size_t i, int d, long *image)
{
    *image = 0;
    if (d >= f->dim) return 0;
    const double x = f->x[i * (size_t)f->dim + (size_t)d], y = x - f->box * floor(x / f->box);
    *image = lround((x - y) / f->box);
    if (y < f->box) return y;
    ++*image; /* a tiny negative x rounds up to the edge */
    return 0;
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
    fprintf(out, "%zu\nLattice=\"%.17g 0 0 0 %.17g 0 0 0 %.17g\" pbc=\"T T %c\" ", f->n, edge(f, 0),
            edge(f, 1), edge(f, 2), f->dim == 3 ? 'T' : 'F');
    fprintf(out, "Properties=species:S:1:pos:R:3:radius:R:1%s Time=%lld",
            mixture ? ":numbers:I:1" : "", (long long)f->t);
    if (isfinite(f->energy)) fprintf(out, " energy=%.17g", f->energy);
    fputc('\n', out);
    for (size_t i = 0; i < f->n; i++) {
        long image;
        double r[3];
        for (int d = 0; d < 3; d++) r[d] = folded(f, i, d, &image);
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
    fprintf(out, "\nAtoms # sphere\n\n");
    for (size_t i = 0; i < f->n; i++) {
        long image[3];
        double r[3];
        for (int d = 0; d < 3; d++) r[d] = folded(f, i, d, &image[d]);
        fprintf(out, "%zu %d %.17g 1 %.17g %.17g %.17g %ld %ld %ld\n", i + 1,
                type_of(&s, f->label[i]), f->label[i], r[0], r[1], r[2], image[0], image[1],
                image[2]);
    }
}

void format_writers_dump(FILE *out, const struct frame *f)
{
    const struct species s = species_of(f, SPECIES);
    fprintf(out, "ITEM: TIMESTEP\n%lld\nITEM: NUMBER OF ATOMS\n%zu\nITEM: BOX BOUNDS pp pp %s\n",
            (long long)f->t, f->n, f->dim == 3 ? "pp" : "ff");
    for (int d = 0; d < 3; d++) fprintf(out, "0 %.17g\n", edge(f, d));
    fprintf(out, "ITEM: ATOMS id type xu yu zu radius\n");
    for (size_t i = 0; i < f->n; i++) {
        const double *const x = f->x + i * (size_t)f->dim;
        fprintf(out, "%zu %d %.17g %.17g %.17g %.17g\n", i + 1, type_of(&s, f->label[i]), x[0],
                x[1], f->dim == 3 ? x[2] : 0, f->label[i] / 2);
    }
}
