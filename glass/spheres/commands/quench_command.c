/* glass quench: the inherent structures of the stored frames. */
#include "glass/spheres/commands/quench_command.h"

#include <inttypes.h>
#include <string.h>

#include "common/config/runfile.h"
#include "common/io/output.h"
#include "common/run/program.h"
#include "glass/spheres/commands/each_run.h"
#include "glass/spheres/commands/inherent_folder.h"
#include "glass/spheres/commands/stored_run.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/structure/energy_surface.h"
#include "glass/spheres/structure/minimise.h"

const struct runfile_key quench_command_keys[] = {
    STORED_FRAMES_KEYS,
    MINIMISE_METHOD,
    {.name = "max_force",
     .doc = "largest force component at the end",
     .type = RUNFILE_REAL,
     .value = "1e-8",
     .min = 1e-13,
     .max = 1,
     .unit = "energy/length"},
    {.name = "max_evaluations",
     .doc = "maximum number of gradient evaluations",
     .type = RUNFILE_INT,
     .value = "100000",
     .min = 1,
     .max = 1e9},
    {.name = "every",
     .doc = "interval of quenched frames",
     .type = RUNFILE_INT,
     .value = "1",
     .min = 1,
     .max = 1e9},
    {.name = "structures",
     .doc =
         "new run folder for the structures as frames, which other commands read; of several runs "
         "one folder each, NAME_RUN; none: not kept",
     .type = RUNFILE_TEXT,
     .value = "none"},
    {0},
};

static struct minimise_result quench(const struct spheres *s, const struct runfile *o,
                                     struct energy_surface *l)
{
    const struct minimise_method *const method = runfile_row(o, "quench", "method");
    energy_surface_init(l, s);
    return method->down(l, runfile_real(o, "quench", "max_force"),
                        (int)runfile_int(o, "quench", "max_evaluations"));
}

/* NULL if the structures are not kept. */
static struct inherent_folder *kept_in(struct stored_run *r, const char *run)
{
    const char *const given = runfile_text(r->options, "quench", "structures");
    const size_t every = (size_t)runfile_int(r->options, "quench", "every");
    if (strcmp(given, "none") == 0) return NULL;
    char *const into = base_text("%s%s%s", given, run ? "_" : "", run ? run : "");
    struct inherent_folder *const kept = inherent_folder_create(
        r->frames.file, r->frames.folder, into, (r->frames.frames + every - 1) / every);
    base_free(into);
    return kept;
}

static const char *const tables[] = {"inherent", NULL};

static int quench_one(const struct program_request *request)
{
    const struct run_folder_column column[] = {{"t", "sweep"},
                                               {"T", "energy"},
                                               {"energy", "energy"},
                                               {"e_IS", "energy"},
                                               {"force", "energy/length"},
                                               {"slopes", "1"}};
    struct stored_run r;
    stored_run_init(&r, request, quench_command_keys, tables);
    const struct runfile *const o = r.options;
    FILE *const table = output_begin_table(
        &r.folder, "inherent", "inherent structures of the frames, per sphere", 6, column);
    const size_t every = (size_t)runfile_int(o, "quench", "every");
    const double force = runfile_real(o, "quench", "max_force");
    size_t above = 0, frames = 0;
    struct inherent_folder *const into = kept_in(&r, request->run);
    for (size_t k = 0; k < r.frames.frames; k += every) {
        struct frame f;
        struct energy_surface l;
        stored_frames_read(&r.frames, k, &f);
        const struct minimise_result q = quench(r.frames.s, o, &l);
        fprintf(table, "%" PRId64 " %.6g %.10g %.12g %.2e %d\n", f.t, r.frames.liquid->T, f.energy,
                q.energy / (double)r.frames.s->n, q.force, q.slopes);
        if (into) inherent_folder_add(into, &f, &l, q.energy);
        energy_surface_clear(&l);
        frames++, above += q.force > force;
    }
    if (into) inherent_folder_close(into);
    output_end_table(&r.folder, "inherent", table);
    stored_run_warn_of_force(&r, above, frames, force);
    stored_run_clear(&r);
    return EXIT_OK;
}

int quench_command(const struct program_request *request)
{
    return each_run(request, quench_one, tables);
}
