#include "glass/spins/hessian_command.h"

#include <math.h>
#include <stdio.h>

#include "common/config/runfile.h"
#include "common/io/checkpoint_pair.h"
#include "common/io/output.h"
#include "common/io/run_folder.h"
#include "common/run/command_options.h"
#include "glass/spins/pspin_hessian.h"
#include "glass/spins/pspin_system.h"

static const struct runfile_key keys[] = {
    {.name = "max_N",
     .doc = "largest number of spins: N^3 operations, 8 N^2 bytes",
     .type = RUNFILE_INT,
     .value = "4000",
     .min = 2,
     .max = 100000},
    {0},
};

/* The chain of a run at its newest checkpoint; mc_clear it. */
static void open_run(const struct program_request *r, size_t most, struct mc_chain *chain)
{
    const char *const folder = r->words[0];
    char *const ini = run_folder_run_file(folder);
    struct runfile *const f = program_load(r->program, NULL, ini, 0, NULL);
    const struct mc_system *const system = program_system(r->program, f);
    require(system == &pspin_system_spherical,
            "%s: [system] kind = %s: hessian needs a run of pspin", ini, system->name);
    const int64_t n = runfile_int(f, "system", "N");
    require(n <= (int64_t)most, "%s: [system] N = %lld: must be at most max_N = %zu", ini,
            (long long)n, most);
    require(!runfile_has(f, "tempering"), "%s: hessian needs one chain; this run has [tempering]",
            ini);
    struct checkpoint *const c = checkpoint_pair_load(folder, NULL);
    require(c, "%s: has no checkpoint", folder);
    mc_init(chain, system, f);
    mc_visit(chain, c);
    checkpoint_free(c);
    runfile_free(f);
    base_free(ini);
}

static void print_edge(const struct pspin *s, const struct pspin_hessian *h)
{
    size_t negative = 0;
    for (size_t k = 0; k + 1 < h->n; k++) negative += h->value[k] < 0;
    const double radius = 2 * sqrt(covariance_curvature(&s->f, 1));
    printf("e %.9g  mu %.9g  |gradient|/sqrt N %.3g\n", pspin_energy(s) / (double)s->n,
           h->multiplier, h->gradient);
    printf("lowest eigenvalue %.9g, %zu of %zu negative; N = infinity at this mu: %.9g\n",
           h->value[0], negative, h->n - 1, h->multiplier - radius);
}

static int hessian_command(const struct program_request *request)
{
    static const struct run_folder_column column[] = {{"number", "1"}, {"eigenvalue", "energy"}};
    int words;
    struct runfile *const o = command_options_read(request, "hessian", keys, 1, 1, &words);
    struct mc_chain chain;
    struct pspin_hessian h;
    struct run_folder d;
    open_run(request, (size_t)runfile_int(o, "hessian", "max_N"), &chain);
    run_folder_open(&d, request->words[0]);
    output_require_tables(d.path, request->force, (const char *const[]){"hessian", NULL});
    pspin_hessian_init(&h, chain.state);
    print_edge(chain.state, &h);
    FILE *const table = output_begin_table(
        &d, "hessian", "eigenvalues of the Hessian on the sphere at the last checkpoint", 2,
        column);
    for (size_t k = 0; k + 1 < h.n; k++) fprintf(table, "%zu %.12g\n", k, h.value[k]);
    output_end_table(&d, "hessian", table);
    pspin_hessian_clear(&h);
    run_folder_close(&d);
    mc_clear(&chain);
    runfile_free(o);
    return EXIT_OK;
}

const struct program_command hessian_commands[] = {
    {"hessian",
     "eigenvalues of the Hessian on the sphere at the last state of a run of pspin, in hessian.dat",
     "FOLDER", hessian_command, 1, keys, "force", 0},
    {0},
};
