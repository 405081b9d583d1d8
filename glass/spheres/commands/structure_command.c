/* glass structure: averages over the stored frames of each temperature. */
#include "glass/spheres/commands/structure_command.h"

#include "common/config/runfile.h"
#include "common/run/program.h"
#include "glass/spheres/columns.h"
#include "glass/spheres/commands/each_run.h"
#include "glass/spheres/commands/stored_run.h"
#include "glass/spheres/commands/structure_tables.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/state/forces.h"
#include "glass/spheres/structure/bond_order.h"
#include "glass/spheres/structure/pair_correlations.h"
#include "glass/spheres/structure/structure_factor.h"
#include "glass/spheres/structure/voronoi_order.h"

const struct runfile_key structure_command_keys[] = {
    STORED_FRAMES_KEYS,
    STORED_FRAMES_EVERY,
    {.name = "skip",
     .doc = "share of the frames at each temperature that is left out, from the first",
     .type = RUNFILE_REAL,
     .value = "0.25",
     .min = 0,
     .max = 0.99},
    {.name = "width",
     .doc = "bin of g(r)",
     .type = RUNFILE_REAL,
     .value = "0.02",
     .min = 0.001,
     .max = 1,
     .unit = "length"},
    {.name = "kmax",
     .doc = "largest wave number of S(k)",
     .type = RUNFILE_REAL,
     .value = "15",
     .min = 0.1,
     .max = 1000,
     .unit = "1/length"},
    {.name = "dk",
     .doc = "spacing of the shells of S(k); 0: 2 pi / L",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 10,
     .unit = "1/length"},
    {.name = "rmax",
     .doc = "largest distance of g(r), at most half the box",
     .type = RUNFILE_REAL,
     .value = "6",
     .min = 0.1,
     .max = 1000,
     .unit = "length"},
    {.name = "families",
     .doc = "size families of partial g(r) and S(k); 0: the species of a mixture, or four families",
     .type = RUNFILE_INT,
     .value = "0",
     .min = 0,
     .max = SIZE_CLASSES},
    {0},
};

struct average { /* over the frames of one temperature */
    size_t n;
    double energy, pressure, T_conf, Q6, q6, demixing;
    struct voronoi_hexatic psi6; /* two dimensions */
};

static void add_hexatic(struct average *a, const struct spheres *s)
{
    struct voronoi *const v = voronoi_order_cells(s);
    double _Complex *const psi = base_alloc(s->n, sizeof *psi);
    voronoi_order_psi6(v, psi);
    const struct voronoi_hexatic h = voronoi_order_hexatic(s->n, psi);
    a->psi6.global += h.global, a->psi6.local += h.local;
    base_free(psi);
    voronoi_free(v);
}

static void average_add(struct average *a, const struct liquid *l, double energy)
{
    const struct spheres *const s = &l->s;
    const struct bond_order order = bond_order(s);
    a->n++;
    if (s->dim == 2 && !s->tilted) add_hexatic(a, s);
    a->energy += energy, a->pressure += glass_pressure(l), a->T_conf += forces_temperature(s);
    a->Q6 += order.global, a->q6 += order.local, a->demixing += structure_factor_demixing(s);
}

static void average_write(const struct average *a, bool hexatic, double T, FILE *out)
{
    const double n = (double)a->n;
    fprintf(out, "%.6g %zu %.8g %.8g %.8g %.6g %.6g %.6g", T, a->n, a->energy / n, a->pressure / n,
            a->T_conf / n, a->Q6 / n, a->q6 / n, a->demixing / n);
    if (hexatic) fprintf(out, " %.6g %.6g", a->psi6.global / n, a->psi6.local / n);
    fputc('\n', out);
}

static void correlations_init(struct pair_correlations *c, const struct spheres *s,
                              const struct runfile *o)
{
    struct size_classes classes;
    const struct pair_correlations_grid grid = {.width = runfile_real(o, "structure", "width"),
                                                .rmax = runfile_real(o, "structure", "rmax"),
                                                .spacing = runfile_real(o, "structure", "dk"),
                                                .kmax = runfile_real(o, "structure", "kmax")};
    size_classes_init(&classes, s, (size_t)runfile_int(o, "structure", "families"), "families");
    pair_correlations_init(c, s, &classes, &grid);
}

/* Frames [first, end) of one temperature. */
static size_t stretch(struct stored_frames *r, size_t first)
{
    struct frame f;
    stored_frames_read(r, first, &f);
    const double T = r->liquid->T;
    size_t end = first + 1;
    for (; end < r->frames; end++) {
        stored_frames_read(r, end, &f);
        if (r->liquid->T != T) break;
    }
    return end;
}

/* Measures frames [first, end) of one temperature. */
static void measure(struct stored_run *r, struct pair_correlations *c, size_t first, size_t end,
                    const struct structure_tables *t)
{
    const size_t every = (size_t)runfile_int(r->options, "structure", "every");
    const double skip = runfile_real(r->options, "structure", "skip");
    const size_t begin = first + (size_t)(skip * (double)(end - first));
    struct average a = {0};
    struct frame f;
    pair_correlations_begin(c, (end - begin + every - 1) / every);
    for (size_t k = begin; k < end; k += every) {
        stored_frames_read(&r->frames, k, &f);
        average_add(&a, r->frames.liquid, f.energy);
        pair_correlations_add(c, r->frames.s, (k - begin) / every);
    }
    average_write(&a, c->hexatic, r->frames.liquid->T, t->structure);
    structure_tables_write(t, c, r->frames.liquid->T);
}

static int structure_one(const struct program_request *request)
{
    struct stored_run r;
    struct pair_correlations c;
    stored_run_init(&r, request, structure_command_keys, structure_tables_heads);
    struct frame f;
    stored_frames_read(&r.frames, 0, &f);
    correlations_init(&c, r.frames.s, r.options);
    const struct structure_tables t = structure_tables_open(&r.folder, &c);
    for (size_t first = 0, end; first < r.frames.frames; first = end) {
        end = stretch(&r.frames, first);
        measure(&r, &c, first, end, &t);
    }
    structure_tables_close(&r.folder, &t);
    pair_correlations_clear(&c);
    stored_run_clear(&r);
    return EXIT_OK;
}

int structure_command(const struct program_request *request)
{
    return each_run(request, structure_one, structure_tables_heads);
}
