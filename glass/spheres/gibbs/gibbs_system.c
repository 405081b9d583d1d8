/* Implementation of gibbs_system.h. */
#include "glass/spheres/gibbs/gibbs_system.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "common/config/runfile.h"
#include "common/io/checkpoint.h"
#include "common/mc/needs.h"
#include "common/observe/observe.h"
#include "glass/spheres/gibbs/gibbs_moves.h"
#include "glass/spheres/gibbs/two_boxes.h"
#include "glass/spheres/state/interaction.h"
#include "glass/spheres/state/size_keys.h"
#include "glass/spheres/state/species_keys.h"

/* ---- keys ------------------------------------------------------------------------------------ */

static const struct base_row start_rows[] = {
    {"lattice", "each box a simple cubic lattice with vacancies"},
    {"random", "random points without overlaps"},
    {0}};
static const struct base_table start_table = {"start", "initial states, [system] start of gibbs",
                                              start_rows, sizeof *start_rows};

static const struct runfile_key keys[] = {
    {.name = "kind", .doc = "simulated system", .type = RUNFILE_TEXT, .value = "gibbs"},
    {.name = "model",
     .doc = "potential and sizes",
     .type = RUNFILE_TEXT,
     .value = "lj",
     .table = &models_table},
    {.name = "N",
     .doc = "number of spheres in both boxes",
     .type = RUNFILE_INT,
     .value = "512",
     .min = 2,
     .max = 1e7},
    {.name = "dim",
     .doc = "dimension of space",
     .type = RUNFILE_INT,
     .value = "3",
     .min = 2,
     .max = 3},
    {.name = "rho",
     .doc = "N over the volume of both boxes, between the densities of the phases",
     .type = RUNFILE_REAL,
     .value = "0.3",
     .min = 1e-9,
     .max = 1000,
     .unit = "1/length^dim"},
    {.name = "spheres_share",
     .doc = "part of the spheres that starts in the first box",
     .type = RUNFILE_REAL,
     .value = "0.5",
     .min = 0.001,
     .max = 0.999},
    {.name = "volume_share",
     .doc = "part of the volume that the first box starts with",
     .type = RUNFILE_REAL,
     .value = "0.5",
     .min = 0.001,
     .max = 0.999},
    {.name = "T",
     .doc = "temperature",
     .type = RUNFILE_REAL,
     .min = 1e-9,
     .max = 1e9,
     .unit = "energy"},
    {.name = "start",
     .doc = "initial positions",
     .type = RUNFILE_TEXT,
     .value = "lattice",
     .table = &start_table},
    {.name = "isa",
     .doc = "instruction set of the kernels; never changes a result",
     .type = RUNFILE_TEXT,
     .value = "auto",
     .table = &potentials_isas},
    {0},
};

static const struct runfile_section sections[] = {
    {"system", "two boxes that exchange spheres and volume (units as for spheres)", keys, false},
    {"system", "changes of the model's potential", interaction_keys, false},
    {"system", "the diameters", size_keys, false},
    {"system", "species", species_keys, false},
    {0},
};

/* Spheres jump from box to box: no table follows them. */
static void check(const struct runfile *f)
{
    for (const struct observe_row *r = observe_rows; r->name; r++) {
        char *const section = base_text("observe.%s", r->name);
        require(!runfile_has(f, section),
                "%s: [%s]: spheres of kind = gibbs change boxes. Allowed: observe.series and "
                "observe.trajectory",
                runfile_path(f), section);
        base_free(section);
    }
    require(!runfile_has(f, "observe.equilibrium"),
            "%s: [observe.equilibrium]: spheres of kind = gibbs change boxes. Allowed: "
            "observe.series and observe.trajectory",
            runfile_path(f));
}

/* ---- life ------------------------------------------------------------------------------------ */

/* An overlap at the cap of energies represents an infinite one: below exp(-40). */
static void set_temperature(void *state, double T)
{
    struct two_boxes *const g = state;
    require(potentials_bounded(g->interaction->potential) || T < POTENTIALS_CAP / 40,
            "[system] T = %g: must be below %.0f: pair energies end at %g", T,
            floor(POTENTIALS_CAP / 40), POTENTIALS_CAP);
    g->T = T;
}

static void *create(const struct runfile *f)
{
    struct interaction *const v = interaction_create(f);
    const size_t N = (size_t)runfile_int(f, "system", "N");
    float *const diameter = base_alloc(N, sizeof *diameter);
    size_keys_draw(f, &v->model, diameter, N);
    struct two_boxes *const g = two_boxes_create(
        v, N, (int)runfile_int(f, "system", "dim"), (double)N / runfile_real(f, "system", "rho"),
        runfile_real(f, "system", "spheres_share"), runfile_real(f, "system", "volume_share"),
        diameter);
    base_free(diameter);
    set_temperature(g, runfile_real(f, "system", "T"));
    return g;
}

static void begin(void *state, const struct runfile *f)
{
    two_boxes_place(state, runfile_text(f, "system", "start"),
                    (uint64_t)runfile_int(f, "run", "seed"),
                    (uint32_t)runfile_int(f, "run", "replica"), runfile_where(f, "system", "N"));
}

static void destroy(void *state)
{
    two_boxes_free(state);
}

static size_t trials(const void *state)
{
    return ((const struct two_boxes *)state)->N;
}

/* The search of neighbours has a buffer in the state. */
static double energy(const void *state)
{
    struct two_boxes *const g = (struct two_boxes *)state;
    return two_boxes_energy(g, 0) + two_boxes_energy(g, 1);
}

static double size(const void *state)
{
    return (double)trials(state);
}

static void view(void *state, struct frame *f)
{
    two_boxes_view(state, f);
}

static void visit(void *state, struct checkpoint *c)
{
    two_boxes_visit(state, c);
}

static void end_warmup(void *state)
{
    struct two_boxes *const g = state;
    for (int b = 0; b < 2; b++) g->insertions[b] = 0, g->activity[b] = 0;
}

static const char *notes(const void *state)
{
    return ((const struct two_boxes *)state)->interaction->note;
}

/* ---- tables ---------------------------------------------------------------------------------- */

#define COLUMN(name, b, expression)                                                                \
    static double name##_##b(void *state)                                                          \
    {                                                                                              \
        struct two_boxes *const g = state;                                                         \
        enum { BOX = b - 1 };                                                                      \
        return expression;                                                                         \
    }
#define COLUMNS(name, expression) COLUMN(name, 1, expression) COLUMN(name, 2, expression)
COLUMNS(number, (double)g->box[BOX].n)
COLUMNS(density, (double)g->box[BOX].n / two_boxes_volume(g, BOX))
COLUMNS(energy, two_boxes_energy(g, BOX) / (double)g->box[BOX].n)
COLUMNS(pressure, two_boxes_pressure(g, BOX))
COLUMNS(mu, two_boxes_mu(g, BOX))

static const struct mc_column columns[] = {
    {"N_1", "spheres in the first box", "1", number_1},
    {"N_2", "spheres in the second box", "1", number_2},
    {"density_1", "of the first box", "1/length^dim", density_1},
    {"density_2", "of the second box", "1/length^dim", density_2},
    {"energy_1", "per sphere of the first box", "energy", energy_1},
    {"energy_2", "per sphere of the second box", "energy", energy_2},
    {"pressure_1", "rho T plus the virial over dim V of the first box", "energy/length^dim",
     pressure_1},
    {"pressure_2", "of the second box", "energy/length^dim", pressure_2},
    {"mu_1", "chemical potential of equal spheres, from insertions into the first box since t = 0",
     "energy", mu_1},
    {"mu_2", "from insertions into the second box", "energy", mu_2},
    {0},
};

static bool always(const void *state)
{
    (void)state;
    return true;
}

static void write_insertions(const void *state, FILE *out)
{
    const struct two_boxes *const g = state;
    for (int b = 0; b < 2; b++)
        fprintf(out, "%d %" PRIu64 " %.10g %.10g\n", b + 1, g->insertions[b],
                g->activity[b] / (double)g->insertions[b], two_boxes_mu(g, b));
}

static void visit_insertions(void *state, struct checkpoint *c)
{
    struct two_boxes *const g = state;
    checkpoint_u64(c, "insertions", g->insertions, 2);
    checkpoint_f64(c, "activity", g->activity, 2);
}

static const struct mc_table tables[] = {
    {"insertions", "Widom insertions: mean of V exp(-dE/T) / (N + 1), and -T ln of it",
     "box insertions activity mu", "1 1 1/length^dim energy", always, write_insertions,
     visit_insertions},
    {0},
};

static void report(const void *state, void (*log_line)(void *context, const char *line),
                   void *context)
{
    const struct two_boxes *const g = state;
    char *const line =
        base_text("gibbs: mu_1 = %.5g, mu_2 = %.5g: equal in equilibrium, as are the "
                  "means of pressure_1 and pressure_2",
                  two_boxes_mu(g, 0), two_boxes_mu(g, 1));
    log_line(context, line);
    base_free(line);
}

static const struct mc_dynamics dynamics[] = {
    {"metropolis", "a sweep of N trials drawn by their weights", mc_sweep, NEEDS_MOVES}, {0}};

const struct mc_system gibbs_system = {
    .name = "gibbs",
    .doc = "spheres in two boxes that exchange spheres and volume: phases in coexistence",
    .sections = sections,
    .moves = gibbs_moves,
    .dynamics = dynamics,
    .check = check,
    .create = create,
    .set_initial_state = begin,
    .free = destroy,
    .trials = trials,
    .energy = energy,
    .size = size,
    .view = view,
    .visit = visit,
    .describe = {.clock = "sweep",
                 .duration = "sweeps",
                 .columns = columns,
                 .tables = tables,
                 .label = "diameter",
                 .notes = notes,
                 .report = report},
    .adapt = {.set_temperature = set_temperature, .end_warmup = end_warmup},
};
