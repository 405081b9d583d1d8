/* Implementation of measure.h. */
#include "glass/spheres/commands/measure.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "common/io/run_folder.h"
#include "common/mc/needs.h"
#include "common/run/command_options.h"
#include "common/io/output.h"
#include "common/config/runfile.h"
#include "glass/spheres/commands/basins_command.h"
#include "glass/spheres/commands/export_command.h"
#include "glass/spheres/state/forces.h"
#include "glass/spheres/state/formats.h"
#include "glass/spheres/structure/energy_surface.h"
#include "glass/spheres/structure/minimise.h"
#include "glass/spheres/structure/modes.h"
#include "glass/spheres/commands/stored_frames.h"
#include "glass/spheres/state/spheres.h"
#include "glass/spheres/structure/structure_factor.h"

static struct runfile *options(const struct program_request *r, const char *command,
                               const struct runfile_key *keys)
{
    int folders;
    return command_options_read(r, command, keys, 1, 1, &folders);
}

/* The run's frames, and its folder for tables of these heads. */
static void begin(struct stored_frames *r, struct run_folder *d,
                  const struct program_request *request, const char *const *heads)
{
    const char *const folder = request->words[0];
    stored_frames_open(r, request);
    run_folder_open(d, folder);
    output_require_tables(folder, request->force, heads);
}

/* ---- structure ------------------------------------------------------------------------------- */

static const struct runfile_key structure_keys[] = {
    {.name = "every",
     .doc = "frames from one to the next that is measured",
     .type = RUNFILE_INT,
     .value = "1",
     .min = 1,
     .max = 1e9},
    {.name = "skip",
     .doc = "share of the frames at each temperature left out at its beginning",
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

static void average_open(struct average *a, const struct spheres *s, const struct runfile *o)
{
    const double reach = fmin(s->L / 2, 6), kmax = runfile_real(o, "structure", "kmax");
    *a = (struct average){.width = runfile_real(o, "structure", "width")};
    a->bins = (size_t)(reach / a->width);
    a->shells = (size_t)(kmax * s->L / (2 * M_PI)) + 1;
    a->pairs = base_alloc(a->bins, sizeof *a->pairs);
    a->shell = base_alloc(a->shells, sizeof *a->shell);
}

static void average_add(struct average *a, const struct spheres *s, double energy)
{
    const struct structure_order order = structure_order(s);
    a->n++;
    a->energy += energy, a->pressure += spheres_pressure(s), a->T_conf += forces_temperature(s);
    a->Q6 += order.global, a->q6 += order.local, a->demixing += structure_factor_demixing(s);
    structure_pairs(s, a->width, a->bins, a->pairs);
    structure_factor_sum(s, a->shells, a->shell);
}

static void average_clear(struct average *a)
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
        output_begin_table(d, "structure", "averages over frames, one row a temperature", 8,
                           structure),
        output_begin_table(d, "pairs", "g(r), a block for each temperature", 3, pairs),
        output_begin_table(
            d, "waves", "S(k), and of four size families, a block for each temperature", 7, waves)};
}

/* Volume of the shell of the b-th bin over the volume a pair has. */
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
        for (int f = 0; f < STRUCTURE_FAMILIES; f++)
            fprintf(t.waves, " %.6g", w->family[f] / w->waves / N * STRUCTURE_FAMILIES);
        fputc('\n', t.waves);
    }
    fputs("\n\n", t.pairs), fputs("\n\n", t.waves);
    average_clear(a);
}

/* Frames [first, end) of one temperature. */
static size_t stretch(struct stored_frames *r, size_t first)
{
    struct frame f;
    stored_frames_read(r, first, &f);
    const double T = r->s->T;
    size_t end = first + 1;
    for (; end < r->frames; end++) {
        stored_frames_read(r, end, &f);
        if (r->s->T != T) break;
    }
    return end;
}

static int act_structure(const struct program_request *request)
{
    struct runfile *const o = options(request, "structure", structure_keys);
    struct stored_frames r;
    struct run_folder d;
    struct average a;
    begin(&r, &d, request, (const char *const[]){"structure", "pairs", "waves", NULL});
    average_open(&a, r.s, o);
    const struct tables t = tables_open(&d);
    const size_t every = (size_t)runfile_int(o, "structure", "every");
    const double skip = runfile_real(o, "structure", "skip");
    for (size_t first = 0, end; first < r.frames; first = end) {
        end = stretch(&r, first);
        struct frame f;
        for (size_t k = first + (size_t)(skip * (double)(end - first)); k < end; k += every) {
            stored_frames_read(&r, k, &f);
            average_add(&a, r.s, f.energy);
        }
        average_write(&a, r.s, r.s->T, t);
    }
    output_end_table(&d, "structure", t.structure), output_end_table(&d, "pairs", t.pairs);
    output_end_table(&d, "waves", t.waves);
    base_free(a.pairs), base_free(a.shell);
    run_folder_close(&d);
    stored_frames_close(&r);
    runfile_free(o);
    return EXIT_OK;
}

/* ---- inherent structures --------------------------------------------------------------------- */

static const struct runfile_key quench_keys[] = {
    {.name = "method",
     .doc = "minimiser",
     .type = RUNFILE_TEXT,
     .value = "lbfgs",
     .table = &minimise_table},
    {.name = "force",
     .doc = "largest force component left",
     .type = RUNFILE_REAL,
     .value = "1e-8",
     .min = 1e-13,
     .max = 1,
     .unit = "energy/length"},
    {.name = "max_evaluations",
     .doc = "largest number of evaluations of the forces",
     .type = RUNFILE_INT,
     .value = "100000",
     .min = 1,
     .max = 1e9},
    {.name = "every",
     .doc = "frames from one to the next that is quenched",
     .type = RUNFILE_INT,
     .value = "1",
     .min = 1,
     .max = 1e9},
    {0},
};

/* Where forces jump, a minimiser may find no point without them. */
static void warn_of_force(const struct stored_frames *r, size_t above, size_t frames, double force)
{
    static const char *const smooth[] = {"forces", "second derivatives"};
    if (!above) return;
    const struct potential *const v = r->s->potential;
    fprintf(stderr, "warning: %s: %zu of %zu frames keep forces above %g", r->folder, above, frames,
            force);
    if (v->smooth < 2)
        fprintf(stderr, ": %s of %s jump at its cut-off", smooth[v->smooth], v->name);
    fputc('\n', stderr);
}

static struct minimise_result quench(const struct spheres *s, const struct runfile *o,
                                     struct energy_surface *l)
{
    const struct minimise_method *const way = runfile_row(o, "quench", "method");
    energy_surface_open(l, s);
    return way->down(l, runfile_real(o, "quench", "max_force"),
                     (int)runfile_int(o, "quench", "max_evaluations"));
}

static int act_quench(const struct program_request *request)
{
    struct runfile *const o = options(request, "quench", quench_keys);
    const struct run_folder_column column[] = {{"t", "sweep"},
                                               {"T", "energy"},
                                               {"energy", "energy"},
                                               {"e_IS", "energy"},
                                               {"force", "energy/length"},
                                               {"slopes", "1"}};
    struct stored_frames r;
    struct run_folder d;
    begin(&r, &d, request, (const char *const[]){"inherent", NULL});
    FILE *const table = output_begin_table(
        &d, "inherent", "inherent structures of the frames, per sphere", 6, column);
    const size_t every = (size_t)runfile_int(o, "quench", "every");
    const double force = runfile_real(o, "quench", "max_force");
    size_t above = 0, frames = 0;
    for (size_t k = 0; k < r.frames; k += every) {
        struct frame f;
        struct energy_surface l;
        stored_frames_read(&r, k, &f);
        const struct minimise_result q = quench(r.s, o, &l);
        fprintf(table, "%" PRId64 " %.6g %.10g %.12g %.2e %d\n", f.t, r.s->T, f.energy,
                q.energy / (double)r.s->n, q.force, q.slopes);
        energy_surface_close(&l);
        frames++, above += q.force > force;
    }
    output_end_table(&d, "inherent", table);
    warn_of_force(&r, above, frames, force);
    run_folder_close(&d);
    stored_frames_close(&r);
    runfile_free(o);
    return EXIT_OK;
}

/* ---- vibrations ------------------------------------------------------------------------------ */

static const struct runfile_key modes_keys[] = {
    {.name = "lowest",
     .doc = "number of modes from the lowest on, by ARPACK; 0 = all, by LAPACK",
     .type = RUNFILE_INT,
     .value = "0",
     .min = 0,
     .max = 1000},
    {.name = "force",
     .doc = "largest force component left by the quench before",
     .type = RUNFILE_REAL,
     .value = "1e-9",
     .min = 1e-13,
     .max = 1,
     .unit = "energy/length"},
    {.name = "bins",
     .doc = "bins of the density of states, of all modes only",
     .type = RUNFILE_INT,
     .value = "40",
     .min = 1,
     .max = 10000},
    {0},
};

/* D(w), which integrates to 1, over the modes that are no translations. */
static void write_states(const struct run_folder *d, const struct mode *mode, size_t n, size_t bins)
{
    const struct run_folder_column column[] = {
        {"frequency", "1/time"}, {"D", "time"}, {"participation", "1"}, {"modes", "1"}};
    const double most = mode[n - 1].eigenvalue, width = sqrt(most) / (double)bins;
    size_t *const count = base_alloc(bins, sizeof *count), all = 0;
    double *const sum = base_alloc(bins, sizeof *sum);
    for (size_t k = 0; k < n; k++) {
        if (mode[k].eigenvalue < 1e-9 * most) continue;
        const size_t bin = (size_t)(sqrt(mode[k].eigenvalue) / width);
        const size_t in = bin < bins ? bin : bins - 1;
        all++, count[in]++, sum[in] += mode[k].participation;
    }
    FILE *const table = output_begin_table(d, "states", "vibrational density of states", 4, column);
    for (size_t b = 0; b < bins; b++)
        fprintf(table, "%.6g %.6g %.6g %zu\n", ((double)b + 0.5) * width,
                (double)count[b] / (double)all / width, count[b] ? sum[b] / (double)count[b] : NAN,
                count[b]);
    output_end_table(d, "states", table);
    base_free(count), base_free(sum);
}

static int act_modes(const struct program_request *request)
{
    struct runfile *const o = options(request, "modes", modes_keys);
    const struct run_folder_column column[] = {{"number", "1"},
                                               {"frequency", "1/time"},
                                               {"eigenvalue", "energy/length^2"},
                                               {"participation", "1"},
                                               {"residual", "energy/length^2"}};
    struct stored_frames r;
    struct run_folder d;
    struct frame f;
    struct energy_surface l;
    begin(&r, &d, request, (const char *const[]){"modes", "states", NULL});
    stored_frames_read(&r, r.frames - 1, &f);
    energy_surface_open(&l, r.s);
    const struct minimise_method *const way = minimise_table.rows;
    const double force = runfile_real(o, "modes", "max_force");
    const struct minimise_result q = way->down(&l, force, 1000000);
    warn_of_force(&r, q.force > force, 1, force);
    const size_t low = (size_t)runfile_int(o, "modes", "lowest"), n = low ? low : l.m;
    require(n <= l.m / 3 || !low, "modes low=%zu: more than a third of the %zu modes; ask for all",
            low, l.m);
    struct mode *const mode = base_alloc(n, sizeof *mode);
    if (low)
        modes_low(&l, n, mode);
    else
        modes_all(&l, mode);
    char *const doc = base_text(
        "normal modes of the last frame's inherent structure, e_IS %.12g, force %.1e%s",
        q.energy / (double)r.s->n, q.force,
        r.s->potential->smooth < 2 ? "; without what second derivatives jump by at the cut-off"
                                   : "");
    FILE *const table = output_begin_table(&d, "modes", doc, 5, column);
    base_free(doc);
    for (size_t k = 0; k < n; k++)
        fprintf(table, "%zu %.10g %.10g %.6g %.2e\n", k, sqrt(fmax(0, mode[k].eigenvalue)),
                mode[k].eigenvalue, mode[k].participation, mode[k].residual);
    output_end_table(&d, "modes", table);
    if (!low) write_states(&d, mode, n, (size_t)runfile_int(o, "modes", "bins"));
    base_free(mode);
    energy_surface_close(&l);
    run_folder_close(&d);
    stored_frames_close(&r);
    runfile_free(o);
    return EXIT_OK;
}

const struct program_command measure_commands[] = {
    {"structure", "g(r), S(k), orders and temperatures of the stored frames, into tables there",
     "FOLDER", act_structure, 1, structure_keys, "force", 0},
    {"quench", "inherent structures of the stored frames, into inherent.dat", "FOLDER", act_quench,
     1, quench_keys, "force", NEEDS_FORCES | NEEDS_CONTINUOUS},
    {"modes",
     "normal modes of the last frame's inherent structure, into modes.dat; of all, their density "
     "into states.dat",
     "FOLDER", act_modes, 1, modes_keys, "force",
     NEEDS_FORCES | NEEDS_CONTINUOUS | NEEDS_CURVATURE},
    {"basins", "inherent structures that differ, their overlaps, and barriers between neighbours",
     "FOLDER", basins_command, 1, basins_command_keys, "force", NEEDS_FORCES | NEEDS_CONTINUOUS},
    {"export", "the frames in another format: xyz, data (the last), dump", "FOLDER FORMAT FILE",
     export_command, 3, NULL, "force", 0},
    {0},
};
