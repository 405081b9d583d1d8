/* glass structure: averages over the stored frames of each temperature. */
#include "glass/spheres/commands/structure_command.h"

#include <math.h>
#include <string.h>

#include "common/config/runfile.h"
#include "common/io/output.h"
#include "common/run/program.h"
#include "glass/spheres/columns.h"
#include "glass/spheres/commands/each_run.h"
#include "glass/spheres/commands/stored_run.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/state/forces.h"
#include "glass/spheres/structure/bond_order.h"
#include "glass/spheres/structure/radial_distribution.h"
#include "glass/spheres/structure/structure_factor.h"

const struct runfile_key structure_command_keys[] = {
    STORED_FRAMES_KEYS,
    {.name = "every",
     .doc = "interval of measured frames",
     .type = RUNFILE_INT,
     .value = "1",
     .min = 1,
     .max = 1e9},
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
    {0},
};

struct average { /* over the frames of one temperature */
    size_t n, bins, shells;
    double width, energy, pressure, T_conf, Q6, q6, demixing;
    double *pairs;                        /* (bins) */
    struct structure_factor_shell *shell; /* (shells) */
};

static void average_init(struct average *a, const struct spheres *s, const struct runfile *o)
{
    const double reach = fmin(s->L / 2, 6), kmax = runfile_real(o, "structure", "kmax");
    *a = (struct average){.width = runfile_real(o, "structure", "width")};
    a->bins = (size_t)(reach / a->width);
    a->shells = (size_t)(kmax * s->L / (2 * M_PI)) + 1;
    a->pairs = base_alloc(a->bins, sizeof *a->pairs);
    a->shell = base_alloc(a->shells, sizeof *a->shell);
}

static void average_add(struct average *a, const struct liquid *l, double energy)
{
    const struct spheres *const s = &l->s;
    const struct bond_order order = bond_order(s);
    a->n++;
    a->energy += energy, a->pressure += glass_pressure(l), a->T_conf += forces_temperature(s);
    a->Q6 += order.global, a->q6 += order.local, a->demixing += structure_factor_demixing(s);
    radial_distribution_count(s, a->width, a->bins, a->pairs);
    structure_factor_sum(s, a->shells, a->shell);
}

static void average_reset(struct average *a)
{
    const struct average kept = *a;
    *a = (struct average){.bins = kept.bins,
                          .shells = kept.shells,
                          .width = kept.width,
                          .pairs = kept.pairs,
                          .shell = kept.shell};
    memset(a->pairs, 0, a->bins * sizeof *a->pairs);
    memset(a->shell, 0, a->shells * sizeof *a->shell);
}

static void average_clear(struct average *a)
{
    base_free(a->pairs);
    base_free(a->shell);
}

struct tables {
    FILE *structure, *pairs, *waves;
};

static struct tables tables_open(const struct run_folder *d)
{
    const struct run_folder_column structure[] = {{"T", "energy"},
                                                  {"frames", "1"},
                                                  {"energy", "energy"},
                                                  {"pressure", "energy/length^dim"},
                                                  {"T_configurational", "energy"},
                                                  {"Q6", "1"},
                                                  {"q6", "1"},
                                                  {"demixing", "1"}};
    const struct run_folder_column pairs[] = {{"T", "energy"}, {"r", "length"}, {"g", "1"}};
    const struct run_folder_column waves[] = {{"T", "energy"}, {"k", "1/length"}, {"S", "1"},
                                              {"S_11", "1"},   {"S_22", "1"},     {"S_33", "1"},
                                              {"S_44", "1"}};
    return (struct tables){
        output_begin_table(d, "structure", "averages over frames, one row per temperature", 8,
                           structure),
        output_begin_table(d, "pairs", "g(r), a block for each temperature", 3, pairs),
        output_begin_table(
            d, "waves", "S(k), and of four size families, a block for each temperature", 7, waves)};
}

/* Volume of the shell of bin b, divided by the volume per pair. */
static double ideal(const struct spheres *s, double width, size_t b)
{
    const double low = width * (double)b, high = low + width, n = (double)s->n;
    const double shell = s->dim == 3 ? 4 * M_PI / 3 * (pow(high, 3) - pow(low, 3))
                                     : M_PI * (high * high - low * low);
    return n * (n - 1) / 2 * shell / pow(s->L, s->dim);
}

static void average_write(struct average *a, const struct spheres *s, double T, struct tables t)
{
    if (!a->n) return;
    const double n = (double)a->n, N = (double)s->n;
    fprintf(t.structure, "%.6g %zu %.8g %.8g %.8g %.6g %.6g %.6g\n", T, a->n, a->energy / n,
            a->pressure / n, a->T_conf / n, a->Q6 / n, a->q6 / n, a->demixing / n);
    for (size_t b = 0; b < a->bins; b++)
        fprintf(t.pairs, "%.6g %.6g %.6g\n", T, a->width * ((double)b + 0.5),
                a->pairs[b] / n / ideal(s, a->width, b));
    for (size_t q = 1; q < a->shells; q++) {
        const struct structure_factor_shell *const w = &a->shell[q];
        fprintf(t.waves, "%.6g %.6g %.6g", T, w->k / w->waves, w->power / w->waves / N);
        for (int f = 0; f < SIZE_FAMILIES; f++)
            fprintf(t.waves, " %.6g", w->family[f] / w->waves / N * SIZE_FAMILIES);
        fputc('\n', t.waves);
    }
    fputs("\n\n", t.pairs), fputs("\n\n", t.waves);
    average_reset(a);
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

static const char *const tables[] = {"structure", "pairs", "waves", NULL};

static int structure_one(const struct program_request *request)
{
    struct stored_run r;
    struct average a;
    stored_run_init(&r, request, structure_command_keys, tables);
    const struct runfile *const o = r.options;
    average_init(&a, r.frames.s, o);
    const struct tables t = tables_open(&r.folder);
    const size_t every = (size_t)runfile_int(o, "structure", "every");
    const double skip = runfile_real(o, "structure", "skip");
    for (size_t first = 0, end; first < r.frames.frames; first = end) {
        end = stretch(&r.frames, first);
        struct frame f;
        for (size_t k = first + (size_t)(skip * (double)(end - first)); k < end; k += every) {
            stored_frames_read(&r.frames, k, &f);
            average_add(&a, r.frames.liquid, f.energy);
        }
        average_write(&a, r.frames.s, r.frames.liquid->T, t);
    }
    output_end_table(&r.folder, "structure", t.structure),
        output_end_table(&r.folder, "pairs", t.pairs);
    output_end_table(&r.folder, "waves", t.waves);
    average_clear(&a);
    stored_run_clear(&r);
    return EXIT_OK;
}

int structure_command(const struct program_request *request)
{
    return each_run(request, structure_one, tables);
}
