/* glass voronoi: a row per frame in voronoi.dat; spheres and faces of the last frame in cells.dat and
   faces.dat. */
#include "glass/spheres/commands/voronoi_command.h"

#include <inttypes.h>
#include <math.h>

#include "common/config/runfile.h"
#include "common/io/output.h"
#include "common/numerics/statistics.h"
#include "common/run/program.h"
#include "glass/spheres/commands/each_run.h"
#include "glass/spheres/commands/stored_run.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/structure/voronoi_order.h"

const struct runfile_key voronoi_command_keys[] = {
    STORED_FRAMES_KEYS,
    STORED_FRAMES_EVERY,
    {0},
};

struct cell { /* of one sphere */
    size_t neighbours;
    double volume, packing; /* packing: volume of the sphere over that of its cell */
    struct voronoi_order order;
    double psi6; /* modulus */
};

struct frame_cells {
    struct voronoi *v;
    double _Complex *psi; /* (n), two dimensions; NULL */
    struct voronoi_order_symbols symbols;
};

static struct frame_cells cells_of(const struct spheres *s)
{
    struct frame_cells c = {.v = voronoi_order_cells(s)};
    voronoi_order_init(&c.symbols);
    if (s->dim == 3) return c;
    c.psi = base_alloc(s->n, sizeof *c.psi);
    voronoi_order_psi6(c.v, c.psi);
    return c;
}

static void cells_clear_frame(struct frame_cells *c)
{
    voronoi_free(c->v);
    base_free(c->psi);
}

static struct cell cell_of(const struct spheres *s, const struct frame_cells *c, size_t i)
{
    const double R = s->p[i].s / 2, own = s->dim == 3 ? 4 * M_PI / 3 * R * R * R : M_PI * R * R;
    struct cell x = {.neighbours = c->v->begin[i + 1] - c->v->begin[i], .volume = c->v->volume[i]};
    x.packing = x.volume > 0 ? own / x.volume : NAN;
    if (c->psi)
        x.psi6 = x.neighbours ? cabs(c->psi[i]) : NAN;
    else
        x.order = voronoi_order_of(c->v, &c->symbols, i);
    return x;
}

static void print_order(FILE *out, bool flat, const struct cell *x)
{
    if (flat)
        fprintf(out, " %.6g", x->psi6);
    else
        fprintf(out, " %.6g %.6g %.6g %.6g", x->order.q4, x->order.q6, x->order.w4, x->order.w6);
}

/* Means over the spheres that have a cell. */
static void write_frame(FILE *out, const struct frame *f, const struct liquid *l,
                        const struct frame_cells *c)
{
    const struct spheres *const s = &l->s;
    struct cell sum = {0};
    double n = 0, square = 0, mean = pow(s->L, s->dim) / (double)s->n;
    for (size_t i = 0; i < s->n; i++) {
        const struct cell x = cell_of(s, c, i);
        square += (x.volume - mean) * (x.volume - mean) / (double)s->n;
        if (!x.neighbours) continue;
        n++, sum.neighbours += x.neighbours, sum.packing += x.packing, sum.psi6 += x.psi6;
        sum.order.q4 += x.order.q4, sum.order.q6 += x.order.q6;
        sum.order.w4 += x.order.w4, sum.order.w6 += x.order.w6;
    }
    const struct cell all = {
        .psi6 = sum.psi6 / n,
        .order = {sum.order.q4 / n, sum.order.q6 / n, sum.order.w4 / n, sum.order.w6 / n}};
    fprintf(out, "%" PRId64 " %.6g %zu %.6g %.6g %.6g", f->t, l->T, s->n - (size_t)n,
            (double)sum.neighbours / n, sqrt(square) / mean, sum.packing / n);
    print_order(out, s->dim == 2, &all);
    if (c->psi) fprintf(out, " %.6g", voronoi_order_hexatic(s->n, c->psi).global);
    fputc('\n', out);
}

static void write_cells(FILE *out, const struct spheres *s, const struct frame_cells *c)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct cell x = cell_of(s, c, i);
        fprintf(out, "%zu %.9g %.12g %.6g %zu", i, (double)s->p[i].s, x.volume, x.packing,
                x.neighbours);
        print_order(out, s->dim == 2, &x);
        fputc('\n', out);
    }
}

/* Each face once; between images of one sphere, both. */
static void write_faces(FILE *out, const struct voronoi *v)
{
    for (size_t i = 0; i < v->n; i++)
        for (const struct voronoi_face *f = v->face + v->begin[i]; f < v->face + v->begin[i + 1];
             f++)
            if (f->j >= i)
                fprintf(out, "%zu %" PRIu32 " %.9g %.9g\n", i, f->j,
                        sqrt(f->r[0] * f->r[0] + f->r[1] * f->r[1] + f->r[2] * f->r[2]), f->area);
}

/* ---- tables ---------------------------------------------------------------------------------- */

struct tables {
    FILE *voronoi, *cells, *faces;
};

#define ORDERS                                                                                     \
    {"q4", "1"}, {"q6", "1"}, {"w4", "1"},                                                         \
    {                                                                                              \
        "w6", "1"                                                                                  \
    }

static struct tables tables_open(const struct run_folder *d, bool flat)
{
    static const struct run_folder_column solid_frames[] = {
        {"t", "sweep"},         {"T", "energy"},  {"hidden", "1"}, {"neighbours", "1"},
        {"volume_spread", "1"}, {"packing", "1"}, ORDERS};
    static const struct run_folder_column flat_frames[] = {
        {"t", "sweep"},         {"T", "energy"},  {"hidden", "1"},     {"neighbours", "1"},
        {"volume_spread", "1"}, {"packing", "1"}, {"psi6_local", "1"}, {"psi6_global", "1"}};
    static const struct run_folder_column solid_cells[] = {
        {"i", "1"},       {"diameter", "length"}, {"volume", "length^3"},
        {"packing", "1"}, {"neighbours", "1"},    ORDERS};
    static const struct run_folder_column flat_cells[] = {
        {"i", "1"},       {"diameter", "length"}, {"volume", "length^2"},
        {"packing", "1"}, {"neighbours", "1"},    {"psi6", "1"}};
    const struct run_folder_column faces[] = {
        {"i", "1"}, {"j", "1"}, {"distance", "length"}, {"area", flat ? "length" : "length^2"}};
    return (struct tables){
        output_begin_table(d, "voronoi",
                           "radical Voronoi cells, means over the spheres of each frame; hidden: "
                           "spheres without a cell; volume_spread: standard deviation / mean",
                           flat ? 8 : 10, flat ? flat_frames : solid_frames),
        output_begin_table(d, "cells", "radical Voronoi cells of the last frame's spheres",
                           flat ? 6 : 9, flat ? flat_cells : solid_cells),
        output_begin_table(d, "faces", "faces of radical Voronoi cells, last frame, each once", 4,
                           faces)};
}

static int voronoi_one(const struct program_request *request)
{
    struct stored_run r;
    stored_run_init(&r, request, voronoi_command_keys,
                    (const char *const[]){"voronoi", "cells", "faces", NULL});
    const struct spheres *const s = r.frames.s;
    const struct tables t = tables_open(&r.folder, s->dim == 2);
    const size_t every = (size_t)runfile_int(r.options, "voronoi", "every");
    for (size_t k = 0; k < r.frames.frames; k++) {
        struct frame f;
        const bool last = k + 1 == r.frames.frames;
        if (k % every && !last) continue;
        stored_frames_read(&r.frames, k, &f);
        struct frame_cells c = cells_of(s);
        write_frame(t.voronoi, &f, r.frames.liquid, &c);
        if (last) write_cells(t.cells, s, &c), write_faces(t.faces, c.v);
        cells_clear_frame(&c);
    }
    output_end_table(&r.folder, "voronoi", t.voronoi);
    output_end_table(&r.folder, "cells", t.cells);
    output_end_table(&r.folder, "faces", t.faces);
    stored_run_clear(&r);
    return EXIT_OK;
}

/* Spheres and faces of a frame have no means. */
int voronoi_command(const struct program_request *request)
{
    return each_run(request, voronoi_one, (const char *const[]){"voronoi", NULL});
}
