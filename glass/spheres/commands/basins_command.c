/* glass basins: frames are quenched to their inherent structures (L-BFGS), and those that differ from the
   last one are kept. The overlap of two structures is the fraction of spheres whose displacement is below
   `cut`, without the mean displacement. Barriers are computed between the pairs at the smallest distance:
   structures that follow each other in time may have others between them. */
#include "glass/spheres/commands/basins_command.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/io/run_folder.h"
#include "common/run/program.h"
#include "common/io/output.h"
#include "common/config/runfile.h"
#include "glass/spheres/structure/barrier.h"
#include "glass/spheres/structure/energy_surface.h"
#include "glass/spheres/structure/minimise.h"
#include "glass/spheres/commands/each_run.h"
#include "glass/spheres/commands/stored_run.h"
#include "glass/spheres/state/spheres.h"

/* clang-format off: a key on one or two lines is easier to read than one member per line */
const struct runfile_key basins_command_keys[] = {
    STORED_FRAMES_KEYS,
    {.name = "every",
     .doc = "interval of quenched frames",
     .type = RUNFILE_INT,
     .value = "1",
     .min = 1,
     .max = 1e9},
    {.name = "max_structures",
     .doc = "largest number of structures kept",
     .type = RUNFILE_INT,
     .value = "100",
     .min = 2,
     .max = 10000},
    {.name = "cutoff",
     .doc = "displacement below which a sphere counts as unmoved",
     .type = RUNFILE_REAL,
     .value = "0.3",
     .min = 0.001,
     .max = 10,
     .unit = "length"},
    {.name = "barriers",
     .doc = "number of barriers between neighbours, from the nearest on; 0 = none",
     .type = RUNFILE_INT,
     .value = "10",
     .min = 0,
     .max = 10000},
    {.name = "images",
     .doc = "number of images of an elastic band, ends included",
     .type = RUNFILE_INT,
     .value = "13",
     .min = 3,
     .max = 1000},
    {.name = "steps",
     .doc = "largest number of steps of an elastic band",
     .type = RUNFILE_INT,
     .value = "2000",
     .min = 1,
     .max = 1e9},
    {.name = "max_force",
     .doc = "largest force component perpendicular to the band, at the end",
     .type = RUNFILE_REAL,
     .value = "0.01",
     .min = 1e-9,
     .max = 100,
     .unit = "energy/length"},
    {0},
};
/* clang-format on */

struct basin {
    int64_t t;
    double energy; /* [energy, total] */
    double *x;     /* (m) */
};

struct basins {
    const struct spheres *s;
    size_t n, m;
    struct basin *basin;
    double *d; /* (m) scratch */
};

/* Sizes at the first frame: structures whose spheres change size are not points of one landscape. */
static void check_sizes(const struct stored_frames *r, double *size, bool first)
{
    for (size_t i = 0; i < r->s->n; i++) {
        if (first) size[i] = (double)r->s->p[i].s;
        require((double)r->s->p[i].s == size[i],
                "%s: spheres change their sizes from frame to frame; basins need a run without "
                "swaps of sizes",
                r->folder);
    }
}

static const double apart = 0.05; /* [length] quenches to the same structure differ by less */

/* True if l is at another structure than the last one kept. */
static bool differs(const struct basins *b, const struct energy_surface *l)
{
    double overlap;
    if (b->n == 0) return true;
    return barrier_displacement(b->s, b->basin[b->n - 1].x, l->x, 1, b->d, &overlap) > apart;
}

/* Distance of two structures; writes the displacements to b->d. */
static double way_between(struct basins *b, size_t i, size_t j)
{
    double overlap;
    return barrier_displacement(b->s, b->basin[i].x, b->basin[j].x, 1, b->d, &overlap);
}

static bool same(struct basins *b, size_t i, size_t j)
{
    return i == j || way_between(b, i, j) <= apart;
}

static void collect(struct basins *b, struct stored_frames *r, size_t every, size_t most)
{
    const struct minimise_method *const method = base_find(&minimise_table, "lbfgs");
    double *const size = base_alloc(r->s->n, sizeof *size);
    for (size_t k = 0; k < r->frames && b->n < most; k += every) {
        struct frame f;
        struct energy_surface l;
        stored_frames_read(r, k, &f);
        check_sizes(r, size, k == 0);
        energy_surface_init(&l, r->s);
        const struct minimise_result q = method->down(&l, 1e-8, 100000);
        if (differs(b, &l)) {
            b->basin[b->n] = (struct basin){f.t, q.energy, base_alloc(l.m, sizeof(double))};
            memcpy(b->basin[b->n++].x, l.x, l.m * sizeof(double));
        }
        energy_surface_clear(&l);
    }
    base_free(size);
    require(b->n >= 2, "%s: all frames have one inherent structure", r->folder);
}

static void write_structures(const struct basins *b, const struct run_folder *d)
{
    const struct run_folder_column column[] = {{"number", "1"}, {"t", "sweep"}, {"e_IS", "energy"}};
    FILE *const table =
        output_begin_table(d, "basins", "inherent structures that differ", 3, column);
    for (size_t i = 0; i < b->n; i++)
        fprintf(table, "%zu %" PRId64 " %.12g\n", i, b->basin[i].t,
                b->basin[i].energy / (double)b->s->n);
    output_end_table(d, "basins", table);
}

static void write_overlaps(struct basins *b, const struct run_folder *d, double cut)
{
    const struct run_folder_column column[] = {
        {"i", "1"}, {"j", "1"}, {"overlap", "1"}, {"distance", "length"}};
    FILE *const table = output_begin_table(
        d, "overlaps", "share of spheres at their places in both of two structures", 4, column);
    for (size_t i = 0; i < b->n; i++)
        for (size_t j = i + 1; j < b->n; j++) {
            double overlap;
            const double way =
                barrier_displacement(b->s, b->basin[i].x, b->basin[j].x, cut, b->d, &overlap);
            fprintf(table, "%zu %zu %.9g %.6g\n", i, j, overlap, way);
        }
    output_end_table(d, "overlaps", table);
}

struct pass { /* between two structures */
    size_t i, j;
    double distance;
};

static int nearer(const void *a, const void *b)
{
    const double x = ((const struct pass *)a)->distance, y = ((const struct pass *)b)->distance;
    return (x > y) - (x < y);
}

/* True if p (n) contains q, or the same pair in reverse order: a liquid can return to a
   structure. */
static bool known(struct basins *b, const struct pass *p, size_t n, struct pass q)
{
    for (size_t k = 0; k < n; k++)
        if ((same(b, p[k].i, q.i) && same(b, p[k].j, q.j)) ||
            (same(b, p[k].i, q.j) && same(b, p[k].j, q.i)))
            return true;
    return false;
}

/* Writes the nearest pairs of structures, each once, to p (bands); returns their number. */
static size_t find_passes(struct basins *b, struct pass *p, size_t bands)
{
    const size_t pairs = b->n * (b->n - 1) / 2;
    struct pass *const all = base_alloc(pairs, sizeof *all);
    size_t n = 0;
    for (size_t i = 0, k = 0; i < b->n; i++)
        for (size_t j = i + 1; j < b->n; j++) all[k++] = (struct pass){i, j, way_between(b, i, j)};
    qsort(all, pairs, sizeof *all, nearer);
    for (size_t k = 0; k < pairs && n < bands; k++)
        if (!same(b, all[k].i, all[k].j) && !known(b, p, n, all[k])) p[n++] = all[k];
    base_free(all);
    return n;
}

static void write_bands(struct basins *b, const struct run_folder *d, const struct runfile *o)
{
    const struct run_folder_column column[] = {
        {"i", "1"},           {"j", "1"},       {"distance", "length"},
        {"from", "energy"},   {"to", "energy"}, {"top", "energy"},
        {"cooperation", "1"}, {"image", "1"},   {"force", "energy/length"},
        {"steps", "1"}};
    FILE *const table = output_begin_table(d, "bands", "barriers between neighbours", 10, column);
    const size_t bands = (size_t)runfile_int(o, "basins", "barriers");
    struct pass *const p = base_alloc(bands + 1, sizeof *p);
    const size_t n = find_passes(b, p, bands);
    for (size_t k = 0; k < n; k++) {
        const struct basin *const from = &b->basin[p[k].i], *const to = &b->basin[p[k].j];
        way_between(b, p[k].i, p[k].j);
        const struct barrier q = barrier_find(
            b->s, from->x, b->d, (size_t)runfile_int(o, "basins", "images"),
            runfile_real(o, "basins", "max_force"), (int)runfile_int(o, "basins", "steps"), NULL);
        fprintf(table, "%zu %zu %.6g %.10g %.10g %.10g %.5g %zu %.2e %d\n", p[k].i, p[k].j,
                p[k].distance, from->energy, to->energy, q.top, q.cooperation, q.at, q.force,
                q.steps);
        fflush(table);
    }
    base_free(p);
    output_end_table(d, "bands", table);
}

static const char *const tables[] = {"basins", "overlaps", "bands", NULL};

static int basins_one(const struct program_request *request)
{
    struct stored_run r;
    stored_run_init(&r, request, basins_command_keys, tables);
    const struct runfile *const o = r.options;
    const struct spheres *const s = r.frames.s;
    const size_t most = (size_t)runfile_int(o, "basins", "max_structures");
    struct basins b = {.s = s, .m = s->n * (size_t)s->dim};
    b.basin = base_alloc(most, sizeof *b.basin), b.d = base_alloc(b.m, sizeof *b.d);
    collect(&b, &r.frames, (size_t)runfile_int(o, "basins", "every"), most);
    write_structures(&b, &r.folder);
    write_overlaps(&b, &r.folder, runfile_real(o, "basins", "cutoff"));
    write_bands(&b, &r.folder, o);
    printf("%zu structures: %s/basins.dat overlaps.dat bands.dat\n", b.n, request->words[0]);
    for (size_t i = 0; i < b.n; i++) base_free(b.basin[i].x);
    base_free(b.basin), base_free(b.d);
    stored_run_clear(&r);
    return EXIT_OK;
}

int basins_command(const struct program_request *request)
{
    return each_run(request, basins_one, NULL);
}
