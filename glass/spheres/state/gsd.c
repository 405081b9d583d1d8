/* Implementation of gsd.h: the layout, and reading. */
#include "glass/spheres/state/gsd.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/core/base.h"
#include "common/numerics/box.h"
#include "glass/spheres/state/gsd_layout.h"

struct gsd {
    const char *path, *where;
    FILE *file;
    uint64_t length; /* of the file */
    struct gsd_header head;
    size_t entries; /* of the index in use */
    struct gsd_entry *index;
    char *names; /* of all chunks */
    size_t names_length;
    uint64_t last; /* frame */
};

static _Noreturn void refuse(const struct gsd *g, const char *defect)
{
    base_die("%s: %s: %s", g->where, g->path, defect);
}

static void get(const struct gsd *g, uint64_t at, void *to, size_t bytes)
{
    if (at > g->length || bytes > g->length - at) refuse(g, "the file ends too early");
    if (fseeko(g->file, (off_t)at, SEEK_SET) || fread(to, 1, bytes, g->file) != bytes)
        refuse(g, "cannot be read");
}

bool gsd_is(const char *path)
{
    uint64_t magic = 0;
    FILE *const f = base_open_found(path);
    const bool same = f && fread(&magic, sizeof magic, 1, f) == 1 && magic == GSD_MAGIC;
    if (f) fclose(f);
    return same;
}

/* ---- header, index, names -------------------------------------------------------------------- */

static void open_header(struct gsd *g)
{
    struct stat about;
    g->file = base_open_found(g->path);
    if (!g->file || fstat(fileno(g->file), &about) || !S_ISREG(about.st_mode))
        refuse(g, "cannot be read");
    g->length = (uint64_t)about.st_size;
    get(g, 0, &g->head, sizeof g->head);
    if (g->head.magic != GSD_MAGIC) refuse(g, "is no GSD file");
    if (g->head.gsd_version >> 16 < 1 || g->head.gsd_version >> 16 > 2)
        refuse(g, "its version of GSD is neither 1 nor 2");
    if (strncmp(g->head.schema, "hoomd", sizeof g->head.schema))
        refuse(g, "its schema is not hoomd");
}

/* Unused entries at the end have no location. */
static void read_index(struct gsd *g)
{
    const uint64_t most = g->length / sizeof *g->index, n = g->head.index_entries;
    if (n > most) refuse(g, "its index is longer than the file");
    g->index = base_alloc((size_t)n + 1, sizeof *g->index);
    get(g, g->head.index_location, g->index, (size_t)n * sizeof *g->index);
    while (g->entries < n && g->index[g->entries].location) g->entries++;
    if (!g->entries) refuse(g, "holds no frame");
    for (size_t i = 0; i < g->entries; i++)
        g->last = g->index[i].frame > g->last ? g->index[i].frame : g->last;
}

static void read_names(struct gsd *g)
{
    if (g->head.names > g->length / GSD_NAME) refuse(g, "its names are longer than the file");
    g->names_length = (size_t)g->head.names * GSD_NAME;
    g->names = base_alloc(g->names_length + 1, 1);
    get(g, g->head.names_location, g->names, g->names_length);
}

/* Names follow one another in version 2, and have GSD_NAME bytes each in version 1. */
static bool find_name(const struct gsd *g, const char *name, uint16_t *id)
{
    const bool fixed = g->head.gsd_version >> 16 == 1;
    size_t at = 0;
    for (uint16_t i = 0; at < g->names_length && g->names[at] && i < UINT16_MAX; i++) {
        *id = i;
        if (strcmp(g->names + at, name) == 0) return true;
        at += fixed ? GSD_NAME : strlen(g->names + at) + 1;
    }
    return false;
}

/* ---- chunks ---------------------------------------------------------------------------------- */

static const struct gsd_entry *entry_of(const struct gsd *g, uint64_t frame, uint16_t id)
{
    for (size_t i = 0; i < g->entries; i++)
        if (g->index[i].frame == frame && g->index[i].id == id) return &g->index[i];
    return NULL;
}

/* Of the last frame, or of the first. */
static const struct gsd_entry *chunk(const struct gsd *g, const char *name)
{
    uint16_t id;
    if (!find_name(g, name, &id)) return NULL;
    const struct gsd_entry *const own = entry_of(g, g->last, id);
    return own ? own : entry_of(g, 0, id);
}

static double number(const unsigned char *at, uint8_t type)
{
    union {
        uint8_t u1;
        uint16_t u2;
        uint32_t u4;
        uint64_t u8;
        int8_t i1;
        int16_t i2;
        int32_t i4;
        int64_t i8;
        float f4;
        double f8;
    } x;
    memcpy(&x, at, gsd_size(type));
    switch (type) {
    case GSD_UINT8:
        return x.u1;
    case GSD_UINT16:
        return x.u2;
    case GSD_UINT32:
        return x.u4;
    case GSD_UINT64:
        return (double)x.u8;
    case GSD_INT8:
        return x.i1;
    case GSD_INT16:
        return x.i2;
    case GSD_INT32:
        return x.i4;
    case GSD_INT64:
        return (double)x.i8;
    case GSD_FLOAT:
        return (double)x.f4;
    default:
        return x.f8;
    }
}

/* The numbers (rows, columns) of a chunk, to a new array; NULL if the file has none. */
static double *numbers(const struct gsd *g, const char *name, uint64_t rows, uint32_t columns)
{
    const struct gsd_entry *const e = chunk(g, name);
    if (!e) return NULL;
    const size_t size = gsd_size(e->type);
    if (!size || e->N != rows || e->M != columns || e->location < 0 ||
        rows > g->length / size / columns) {
        char *const defect = base_text("chunk %s is not an array of %llu by %u numbers", name,
                                       (unsigned long long)rows, columns);
        refuse(g, defect);
    }
    const size_t n = (size_t)rows * columns;
    unsigned char *const raw = base_alloc(n + 1, size);
    get(g, (uint64_t)e->location, raw, n * size);
    double *const x = base_alloc(n + 1, sizeof *x);
    for (size_t i = 0; i < n; i++) x[i] = number(raw + i * size, e->type);
    base_free(raw);
    return x;
}

static double one(const struct gsd *g, const char *name, double otherwise)
{
    double *const x = numbers(g, name, 1, 1);
    const double value = x ? *x : otherwise;
    base_free(x);
    return value;
}

/* ---- the frame ------------------------------------------------------------------------------- */

/* A cubic or square box: Lx, Ly, Lz, then the tilt. */
static void box_of(const struct gsd *g, struct frame *f)
{
    const int dim = f->dim;
    double *const box = numbers(g, "configuration/box", 6, 1);
    if (!box) refuse(g, "has no box");
    const double L = box[0];
    if (!(L > 0 && isfinite(L)) || fabs(box[1] - L) > 1e-6 * L ||
        (dim == 3 && fabs(box[2] - L) > 1e-6 * L))
        refuse(g, "the box is not cubic");
    for (int k = 0; k < BOX_TILTS; k++) {
        const double tilt = box[3 + k];
        if (!(fabs(tilt) <= 1000) || (dim == 2 && k != BOX_XY && fabs(tilt) > 1e-9))
            refuse(g, "the box is neither cubic nor tilted along its axes");
        f->tilt[k] = fabs(tilt) > 1e-9 ? L * tilt : 0;
    }
    f->box = L, f->tilted = box_is_tilted(f->tilt);
    base_free(box);
}

/* Positions are unwrapped by their images, and moved from a box around 0 to one from 0 on. */
static void place(const struct gsd *g, struct owned_frame *f)
{
    const size_t n = f->view.n, dim = (size_t)f->view.dim;
    const double L = f->view.box;
    double tilt[BOX_TILTS];
    box_tilt_of(L, f->view.tilt, tilt);
    double *const x = numbers(g, "particles/position", n, 3), *const image = numbers(
                                                                  g, "particles/image", n, 3);
    if (!x) refuse(g, "has no positions");
    for (size_t i = 0; i < n; i++) {
        double boxes[3] = {0};
        for (size_t d = 0; d < dim; d++) {
            boxes[d] = L / 2 + (image ? image[3 * i + d] * L : 0);
            if (!isfinite(x[3 * i + d])) refuse(g, "a position is no number");
        }
        box_from_edges(tilt, f->view.dim, boxes, boxes);
        for (size_t d = 0; d < dim; d++) f->x[i * dim + d] = x[3 * i + d] + boxes[d];
    }
    base_free(x);
    base_free(image);
}

static struct owned_frame frame_of(const struct gsd *g)
{
    const double n = one(g, "particles/N", 0), dim = one(g, "configuration/dimensions", 3);
    if (!(n >= 1 && n <= (double)g->length)) refuse(g, "holds no particle");
    if (dim != 2 && dim != 3) refuse(g, "has neither two nor three dimensions");
    double *const diameter = numbers(g, "particles/diameter", (uint64_t)n, 1);
    struct owned_frame f = {0};
    frame_resize(&f, (size_t)n, (int)dim, diameter != NULL);
    box_of(g, &f.view);
    f.view.t = (int64_t)one(g, "configuration/step", 0), f.view.energy = NAN;
    place(g, &f);
    for (size_t i = 0; diameter && i < f.view.n; i++) {
        if (!(diameter[i] > 0)) refuse(g, "a diameter is not above 0");
        f.label[i] = diameter[i];
    }
    base_free(diameter);
    return f;
}

struct owned_frame gsd_read_last(const char *path, const char *where)
{
    struct gsd g = {.path = path, .where = where};
    open_header(&g);
    read_index(&g);
    read_names(&g);
    const struct owned_frame f = frame_of(&g);
    base_free(g.index);
    base_free(g.names);
    fclose(g.file);
    return f;
}
