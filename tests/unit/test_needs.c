/* Every dynamics with every model and every move: either one line refuses it, naming the missing property and
   the allowed rows, or it runs and changes the state. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/run/cli.h"
#include "common/mc/needs.h"
#include "common/run/requirements.h"
#include "common/config/runfile.h"
#include "common/numerics/size_distribution.h"
#include "glass/spheres/commands/commands.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/system.h"
#include "tests/potential_contract.h"
#include "tests/support.h"

struct pairing {
    const struct model *model;
    const struct mc_dynamics *dynamics;
    const struct mc_move *move;
    const char *more;
};

static const struct potential *potential_of(const struct model *m)
{
    return base_find(&potentials_table, m->potential);
}

static bool soft(const struct model *m) /* finite where centres coincide */
{
    return !potential_of(m)->hard && isfinite(potential_of(m)->energy(0, 1));
}

static struct runfile *file_of(const struct pairing *p)
{
    const bool large = strcmp(p->dynamics->name, "domains") == 0;
    const bool alone = strcmp(p->move->name, "displace") == 0;
    char *const move =
        alone ? base_text("# no other\n") : base_text("[move.%s]\nweight = 1\n", p->move->name);
    const struct potential *const v = potential_of(p->model);
    const size_t n = potential_contract_spheres(p->model, v, 2, fmin(0.8, p->model->rho),
                                                large ? 11 : 2, large ? 1200 : 150);
    struct runfile *const f = support_load(
        &glass_spheres,
        "[run]\nsweeps = 1\nfolder = x\nseed = 3\ndynamics = %s\n[system]\nmodel = %s\ndim = 2\n"
        "N = %zu\nT = %g\nrho = %g\nP = %d\nstart = random\n[md]\ndt = 1e-4\nsteps = 3\n"
        "[move.displace]\nstep = 0.05\n%s%s",
        p->dynamics->name, p->model->name, n, soft(p->model) ? 0.05 : 5.0, fmin(0.8, p->model->rho),
        strcmp(p->move->name, "volume") == 0, move, p->more);
    base_free(move);
    return f;
}

/* Is what `move` alone can change no longer as it was? */
static bool changed(struct spheres *s, const struct sphere *was, double L, const char *move)
{
    if (strcmp(move, "volume") == 0) return s->L != L;
    bool place = false, size = false;
    for (size_t i = 0; i < s->n; i++) {
        place = place || memcmp(s->p[i].x, was[i].x, sizeof was[i].x) != 0;
        size = size || s->p[i].s != was[i].s;
    }
    const bool sizes =
        strcmp(move, "swap_places") && strcmp(move, "displace") && strcmp(move, "event_chain");
    return sizes ? size : place;
}

/* In a child: exits 2 if refused, 1 if nothing happens. */
static void act(void *pairing)
{
    const struct pairing *const p = pairing;
    struct runfile *const f = file_of(p);
    struct mc_chain c;
    requirements_check(&glass_spheres, f, NULL);
    mc_init(&c, &glass_spheres, f);
    mc_set_initial_state(&c, f);
    requirements_check(&glass_spheres, f, c.state);
    struct spheres *const s = liquid_spheres(c.state);
    const double L = s->L;
    struct sphere *const was = base_alloc(s->n, sizeof *was);
    memcpy(was, s->p, s->n * sizeof *was);
    const bool trials = p->dynamics->needs & NEEDS_MOVES; /* without, it is the spheres that move */
    const char *const what = trials ? p->move->name : "displace";
    for (int k = 0; k < 60 && !changed(s, was, L, what); k++) p->dynamics->advance(&c);
    if (!changed(s, was, L, what)) _exit(1);
    _exit(isfinite(mc_energy(&c)) ? 0 : 1);
}

static bool is(const char *word, const char *list)
{
    char *const padded = base_text(" %s ", word);
    const bool in = strstr(list, padded) != NULL;
    base_free(padded);
    return in;
}

static int ascending(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* The number of different diameters of a model, and the least difference of two that differ. */
static int sizes_of(const struct model *m, double *nearest)
{
    enum { SAMPLE = 150 };
    static float s[SAMPLE];
    int different = 1;
    *nearest = INFINITY;
    size_distribution_draw(base_row(&size_distribution_table, 0),
                           base_find(&size_distribution_laws, m->law), m->shape, 3, 0, s, SAMPLE);
    qsort(s, SAMPLE, sizeof *s, ascending);
    for (int i = 1; i < SAMPLE; i++) {
        if (s[i] == s[i - 1]) continue;
        different++;
        *nearest = fmin(*nearest, (double)s[i] - s[i - 1]);
    }
    return different;
}

static bool attracts(const struct model *m) /* near its cut */
{
    const struct potential *const v = potential_of(m);
    const double r = 0.9 * v->cut; /* near the cut, where an attraction is */
    return !v->hard && v->energy(r * r, 1) < 0;
}

/* Pairings that must be refused, from physics alone. */
static bool senseless(const struct pairing *p)
{
    const char *const move = p->move->name;
    double nearest;
    const int sizes = sizes_of(p->model, &nearest);
    const bool hard = potential_of(p->model)->hard;
    if (hard && !is(p->dynamics->name, " metropolis domains ")) return true;
    if (is(move, " displace ")) return false;
    if (is(move, " swap_collective ") && !hard) return true;
    if (is(p->dynamics->name, " domains ") && !p->move->allows_domains) return true;
    if (is(move, " event_chain ")) return attracts(p->model);
    if (is(move, " resize ")) return sizes < 25 || p->model->mixture;
    if (is(move, " volume ")) return !is(p->dynamics->name, " metropolis md_swap ");
    if (sizes == 1) return true;
    return nearest > strtod(p->move->step, NULL) && is(move, " swap swap_places ");
}

static void every_pairing(void **state)
{
    (void)state;
    int refused = 0, ran = 0;
    for (const struct model *m = base_row(&models_table, 0); m->name; m++)
        for (const struct mc_dynamics *d = glass_spheres.dynamics; d->name; d++)
            for (const struct mc_move *v = glass_spheres.moves; v->name; v++) {
                struct pairing p = {m, d, v, ""};
                char message[4096];
                const int status = support_dies(act, &p, message, sizeof message);
                const char *const end = strchr(message, '\n');
                if (status == 2 && end && !end[1] &&
                    (strstr(message, "needs") || strstr(message, "takes only")))
                    refused++;
                else if (status == 0)
                    ran++;
                else
                    fail_msg("%s, %s, %s: status %d: %s", m->name, d->name, v->name, status,
                             message);
                if ((status == 2) != senseless(&p))
                    fail_msg("%s, %s, %s: status %d: %s", m->name, d->name, v->name, status,
                             message);
            }
    print_message("    %d pairings ran, %d were refused\n", ran, refused);
}

static void of_command(void *pairing)
{
    const struct pairing *const p = pairing;
    const struct program_command *const lists[] = {glass_commands, NULL};
    const struct program program = {.name = "glass", .commands = lists};
    requirements_check_command(&program, &glass_spheres, file_of(p), p->more + 1);
    _exit(0);
}

static void every_command(void **state)
{
    (void)state;
    for (const struct model *m = base_row(&models_table, 0); m->name; m++)
        for (const struct program_command *c = glass_commands; c->name; c++) {
            char *const more = base_text("#%s", c->name), message[4096];
            struct pairing p = {m, glass_spheres.dynamics, glass_spheres.moves, more};
            const int status = support_dies(of_command, &p, message, sizeof message);
            const bool rough = potential_of(m)->hard || potential_of(m)->smooth < 0;
            assert_int_equal(
                status, rough && is(c->name, " quench modes moduli shear basins entropy ") ? 2 : 0);
            assert_true(status == 0 || strstr(message, "Allowed: structure, voronoi, export\n"));
            base_free(more);
        }
}

/* Observables, and sizes that only the run file makes equal. */
static void equal_sizes(void **state)
{
    (void)state;
    static const struct {
        const char *model, *move, *more, *part;
    } rows[] = {
        {"nbc8", "swap", "[system]\nsizes = equal\n", "all are equal"},
        {"nbc8", "swap_near", "[system]\nsizes = species\nspecies = 0.5 1, 0.5 1\n",
         "all are equal"},
        {"nbc8", "resize", "[system]\nsizes = species\nspecies = 0.5 1, 0.5 1.1\n",
         "2 are different"},
        {"nbc8", "displace", "[system]\nsizes = equal\n[observe.diameter]\n", "[observe.diameter]"},
        {"lj", "displace", "[observe.diameter]\n", "Allowed: bonds"},
    };
    const struct base_table moves = {"move", "", glass_spheres.moves, sizeof(struct mc_move)};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        struct pairing p = {base_find(&models_table, rows[k].model), glass_spheres.dynamics,
                            base_find(&moves, rows[k].move), rows[k].more};
        assert_true(support_refuses(act, &p, rows[k].part));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_pairing),
                                       cmocka_unit_test(every_command),
                                       cmocka_unit_test(equal_sizes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
