/* Implementation of gsd_writer.h. Chunks follow the header, frame by frame; index and names come
   last. Frames have the same chunks, in the order of their names' numbers. */
#include <math.h>
#include <stdlib.h>

#include "common/core/base.h"
#include "common/core/version.h"
#include "common/numerics/box.h"
#include "common/observe/species.h"
#include "glass/spheres/state/gsd_writer.h"
#include "glass/spheres/state/gsd_layout.h"

enum { TYPES = 3 }; /* of species; more have one type */

enum chunk { STEP, DIMENSIONS, BOX, NUMBER, TYPE_NAMES, TYPE, DIAMETER, POSITION, IMAGE, CHUNKS };

static const char *const names[CHUNKS] = {
    "configuration/step", "configuration/dimensions", "configuration/box",
    "particles/N",        "particles/types",          "particles/typeid",
    "particles/diameter", "particles/position",       "particles/image"};

struct gsd_writer {
    FILE *out;
    uint64_t frames, at; /* at: end of the file so far */
    struct gsd_entry *index;
    size_t entries, room;
};

struct gsd_writer *gsd_writer_create(FILE *out)
{
    static const struct gsd_header empty;
    struct gsd_writer *const w = base_alloc(1, sizeof *w);
    *w = (struct gsd_writer){.out = out, .at = sizeof empty};
    fwrite(&empty, sizeof empty, 1, out);
    return w;
}

static struct gsd_entry *new_entry(struct gsd_writer *w)
{
    if (w->entries == w->room) {
        w->room = 2 * w->room + CHUNKS;
        struct gsd_entry *const grown = reallocarray(w->index, w->room, sizeof *grown);
        require(grown, "out of memory: an index of %zu chunks", w->room);
        w->index = grown;
    }
    return &w->index[w->entries++];
}

static void put(struct gsd_writer *w, enum chunk id, enum gsd_type type, uint64_t N, uint32_t M,
                const void *x)
{
    const size_t size = gsd_size((uint8_t)type);
    *new_entry(w) = (struct gsd_entry){.frame = w->frames,
                                       .N = N,
                                       .location = (int64_t)w->at,
                                       .M = M,
                                       .id = (uint16_t)id,
                                       .type = (uint8_t)type};
    w->at += fwrite(x, size, (size_t)N * M, w->out) * size;
}

/* ---- a frame --------------------------------------------------------------------------------- */

static void put_types(struct gsd_writer *w, const struct frame *f)
{
    static const char kinds[TYPES][2] = {"A", "B", "C"};
    const struct species s = species_of(f, TYPES);
    uint32_t *const type = base_alloc(f->n, sizeof *type);
    for (size_t i = 0; i < f->n; i++) {
        const size_t k = species_find(&s, f->label[i]);
        type[i] = k < s.n ? (uint32_t)k : 0;
    }
    put(w, TYPE_NAMES, GSD_INT8, s.n ? s.n : 1, sizeof kinds[0], kinds);
    put(w, TYPE, GSD_UINT32, f->n, 1, type);
    base_free(type);
}

static void put_diameters(struct gsd_writer *w, const struct frame *f)
{
    float *const s = base_alloc(f->n, sizeof *s);
    for (size_t i = 0; i < f->n; i++) s[i] = (float)f->label[i];
    put(w, DIAMETER, GSD_FLOAT, f->n, 1, s);
    base_free(s);
}

/* x = position + L (image + 1/2), position in [-L/2, L/2), along the edges of the box. */
static void put_positions(struct gsd_writer *w, const struct frame *f)
{
    const size_t dim = (size_t)f->dim;
    float *const x = base_alloc(f->n, 3 * sizeof *x);
    int32_t *const image = base_alloc(f->n, 3 * sizeof *image);
    double tilt[BOX_TILTS];
    box_tilt_of(f->box, f->tilt, tilt);
    for (size_t i = 0; i < f->n; i++) {
        double y[3];
        box_to_edges(tilt, f->dim, f->x + i * dim, y);
        for (size_t d = 0; d < dim; d++) {
            const double boxes = floor(y[d] / f->box);
            y[d] -= f->box * (boxes + 0.5);
            image[3 * i + d] = (int32_t)boxes;
        }
        box_from_edges(tilt, f->dim, y, y);
        for (size_t d = 0; d < dim; d++) x[3 * i + d] = (float)y[d];
    }
    put(w, POSITION, GSD_FLOAT, f->n, 3, x);
    put(w, IMAGE, GSD_INT32, f->n, 3, image);
    base_free(x);
    base_free(image);
}

void gsd_writer_add(struct gsd_writer *w, const struct frame *f)
{
    const uint64_t step = (uint64_t)f->t;
    const uint8_t dim = (uint8_t)f->dim;
    const uint32_t n = (uint32_t)f->n;
    const float L = (float)f->box, xy = (float)(f->tilt[BOX_XY] / f->box),
                xz = (float)(f->tilt[BOX_XZ] / f->box), yz = (float)(f->tilt[BOX_YZ] / f->box),
                box[6] = {L, L, f->dim == 3 ? L : 1, xy, xz, yz};
    put(w, STEP, GSD_UINT64, 1, 1, &step);
    put(w, DIMENSIONS, GSD_UINT8, 1, 1, &dim);
    put(w, BOX, GSD_FLOAT, 6, 1, box);
    put(w, NUMBER, GSD_UINT32, 1, 1, &n);
    put_types(w, f);
    put_diameters(w, f);
    put_positions(w, f);
    w->frames++;
}

/* ---- the end --------------------------------------------------------------------------------- */

void gsd_writer_free(struct gsd_writer *w)
{
    char list[CHUNKS * GSD_NAME] = "";
    size_t used = 0;
    for (size_t k = 0; k < CHUNKS; k++, used++)
        for (const char *c = names[k]; *c; c++) list[used++] = *c;
    struct gsd_header head = {.magic = GSD_MAGIC,
                              .index_location = w->at,
                              .index_entries = w->entries,
                              .names_location = w->at + w->entries * sizeof *w->index,
                              .names = CHUNKS,
                              .schema_version = 1 << 16 | 4,
                              .gsd_version = 2 << 16 | 1,
                              .schema = "hoomd"};
    snprintf(head.application, sizeof head.application, "swapglass %s", version_text);
    fwrite(w->index, sizeof *w->index, w->entries, w->out);
    fwrite(list, 1, sizeof list, w->out);
    require(fseeko(w->out, 0, SEEK_SET) == 0, "a GSD file needs a regular file, not a pipe");
    fwrite(&head, sizeof head, 1, w->out);
    fseeko(w->out, 0, SEEK_END);
    free(w->index);
    base_free(w);
}
