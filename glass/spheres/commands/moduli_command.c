/* glass moduli: elastic moduli at T = 0 of the inherent structures of stored frames. */
#include "glass/spheres/commands/moduli_command.h"

#include <inttypes.h>
#include <math.h>

#include "common/config/runfile.h"
#include "common/io/output.h"
#include "common/run/program.h"
#include "glass/spheres/commands/each_run.h"
#include "glass/spheres/commands/stored_frames.h"
#include "glass/spheres/commands/stored_run.h"
#include "glass/spheres/state/spheres.h"
#include "glass/spheres/structure/elasticity.h"
#include "glass/spheres/structure/energy_surface.h"
#include "glass/spheres/structure/minimise.h"

/* clang-format off: a key on one or two lines is easier to read than one member per line */
const struct runfile_key moduli_command_keys[] = {
    {.name = "every",
     .doc = "interval of frames; 0: the last frame alone",
     .type = RUNFILE_INT,
     .value = "1",
     .min = 0,
     .max = 1e9},
    MINIMISE_TO_REST,
    STORED_FRAMES_KEYS,
    {0},
};
/* clang-format on */

enum { KINDS = 4, COLUMNS = 1 + 3 * KINDS + 2 };

/* Simple shear in each plane, then compression. */
static const struct kind {
    const char *modulus, *born, *nonaffine;
    int a, b; /* axes; 0, 0: compression */
} kinds[KINDS] = {{"G_xy", "born_xy", "nonaffine_xy", 0, 1},
                  {"G_xz", "born_xz", "nonaffine_xz", 0, 2},
                  {"G_yz", "born_yz", "nonaffine_yz", 1, 2},
                  {"B", "born_B", "nonaffine_B", 0, 0}};

static FILE *begin(const struct stored_run *r)
{
    const char *const p = "energy/length^dim";
    struct run_folder_column column[COLUMNS] = {{"t", "sweep"}};
    int n = 1;
    for (const struct kind *k = kinds; k < kinds + KINDS; k++) {
        if (k->b >= r->frames.s->dim) continue;
        column[n++] = (struct run_folder_column){k->modulus, p};
        column[n++] = (struct run_folder_column){k->born, p};
        column[n++] = (struct run_folder_column){k->nonaffine, p};
    }
    column[n++] = (struct run_folder_column){"residual", "1"};
    column[n++] = (struct run_folder_column){"force", "energy/length"};
    return output_begin_table(&r->folder, "moduli", "elastic moduli of inherent structures, T = 0",
                              n, column);
}

static void write(FILE *table, int64_t t, struct energy_surface *l, double force)
{
    double residual = 0;
    fprintf(table, "%" PRId64, t);
    for (const struct kind *k = kinds; k < kinds + KINDS; k++) {
        if (k->b >= l->spheres->dim) continue;
        const struct elasticity m = k->b ? elasticity_shear(l, k->a, k->b) : elasticity_bulk(l);
        fprintf(table, " %.10g %.10g %.10g", m.modulus, m.born, m.nonaffine);
        residual = fmax(residual, m.residual);
    }
    fprintf(table, " %.1e %.1e\n", residual, force);
}

static const char *const tables[] = {"moduli", NULL};

static int moduli_one(const struct program_request *request)
{
    struct stored_run r;
    stored_run_init(&r, request, moduli_command_keys, tables);
    const struct minimise_method *const method = minimise_table.rows;
    const double force = runfile_real(r.options, "moduli", "max_force");
    const size_t every = (size_t)runfile_int(r.options, "moduli", "every"), all = r.frames.frames;
    FILE *const table = begin(&r);
    size_t above = 0, frames = 0;
    for (size_t k = every ? 0 : all - 1; k < all; k += every ? every : all) {
        struct frame f;
        struct energy_surface l;
        stored_frames_read(&r.frames, k, &f);
        energy_surface_init(&l, r.frames.s);
        const struct minimise_result q = method->down(&l, force, 1000000);
        write(table, f.t, &l, q.force);
        energy_surface_clear(&l);
        frames++, above += q.force > force;
    }
    output_end_table(&r.folder, "moduli", table);
    stored_run_warn_of_force(&r, above, frames, force);
    stored_run_clear(&r);
    return EXIT_OK;
}

int moduli_command(const struct program_request *request)
{
    return each_run(request, moduli_one, tables);
}
