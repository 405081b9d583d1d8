/* glass modes: normal modes of the last frame's inherent structure, and their density of states. */
#include "glass/spheres/commands/modes_command.h"

#include <math.h>

#include "common/config/runfile.h"
#include "common/io/output.h"
#include "common/run/program.h"
#include "glass/spheres/commands/each_run.h"
#include "glass/spheres/commands/stored_run.h"
#include "glass/spheres/state/spheres.h"
#include "glass/spheres/structure/energy_surface.h"
#include "glass/spheres/structure/minimise.h"
#include "glass/spheres/structure/modes.h"

const struct runfile_key modes_command_keys[] = {
    STORED_FRAMES_KEYS,
    {.name = "lowest",
     .doc = "number of lowest modes, by ARPACK; 0: all, by LAPACK",
     .type = RUNFILE_INT,
     .value = "0",
     .min = 0,
     .max = 1000},
    MINIMISE_TO_REST,
    {.name = "bins",
     .doc = "bins of the density of states (for all modes)",
     .type = RUNFILE_INT,
     .value = "40",
     .min = 1,
     .max = 10000},
    {0},
};

/* D(w), which integrates to 1, over all modes except the translations. */
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

static void write_modes(const struct stored_run *r, struct minimise_result q,
                        const struct mode *mode, size_t n)
{
    const struct run_folder_column column[] = {{"number", "1"},
                                               {"frequency", "1/time"},
                                               {"eigenvalue", "energy/length^2"},
                                               {"participation", "1"},
                                               {"residual", "energy/length^2"}};
    const struct spheres *const s = r->frames.s;
    char *const doc = base_text(
        "normal modes of the last frame's inherent structure, e_IS %.12g, force %.1e%s",
        q.energy / (double)s->n, q.force,
        s->potential->smooth < 2 ? "; jumps of second derivatives at the cut-off are left out"
                                 : "");
    FILE *const table = output_begin_table(&r->folder, "modes", doc, 5, column);
    base_free(doc);
    for (size_t k = 0; k < n; k++)
        fprintf(table, "%zu %.10g %.10g %.6g %.2e\n", k, sqrt(fmax(0, mode[k].eigenvalue)),
                mode[k].eigenvalue, mode[k].participation, mode[k].residual);
    output_end_table(&r->folder, "modes", table);
}

static const char *const tables[] = {"modes", "states", NULL};

static int modes_one(const struct program_request *request)
{
    struct stored_run r;
    struct frame f;
    struct energy_surface l;
    stored_run_init(&r, request, modes_command_keys, tables);
    stored_frames_read(&r.frames, r.frames.frames - 1, &f);
    energy_surface_init(&l, r.frames.s);
    const struct minimise_method *const method = minimise_table.rows;
    const double force = runfile_real(r.options, "modes", "max_force");
    const struct minimise_result q = method->down(&l, force, 1000000);
    stored_run_warn_of_force(&r, q.force > force, 1, force);
    const size_t low = (size_t)runfile_int(r.options, "modes", "lowest"), n = low ? low : l.m;
    require(n <= l.m / 3 || !low, "modes low=%zu: more than a third of the %zu modes; ask for all",
            low, l.m);
    struct mode *const mode = base_alloc(n, sizeof *mode);
    if (low)
        modes_low(&l, n, mode);
    else
        modes_all(&l, mode);
    write_modes(&r, q, mode, n);
    if (!low) write_states(&r.folder, mode, n, (size_t)runfile_int(r.options, "modes", "bins"));
    base_free(mode);
    energy_surface_clear(&l);
    stored_run_clear(&r);
    return EXIT_OK;
}

int modes_command(const struct program_request *request)
{
    return each_run(request, modes_one, tables);
}
