/* Ising spin glasses: instances without random numbers by enumeration against published values, sampling against enumeration,
   identities over samples, cluster moves, graph files. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/core/base.h"
#include "common/core/rng.h"
#include "glass/spins/ising.h"
#include "glass/spins/ising_system.h"
#include "tests/support.h"

#define RUN "[run]\nsweeps = 1\nfolder = x\nseed = 5\n"

/* ---- enumeration -------------------------------------------------------------------------------- */

enum { LEVELS = 400 };

struct levels { /* states by energy, in units of `unit` from -LEVELS/2 */
    double count[LEVELS], unit;
};

/* All states with the last spin up, by a Gray code. */
static struct levels enumerate(const struct bonds *b, double unit)
{
    struct levels v = {.unit = unit};
    int s[32], fields[32] = {0}, H = 0;
    for (size_t i = 0; i < b->n; i++) s[i] = 1;
    for (const struct bond *p = b->pair; p < b->pair + b->m; p++) {
        const int J = (int)lround(p->J / unit);
        fields[p->i] += J, fields[p->j] += J, H -= J;
    }
    v.count[H + LEVELS / 2]++;
    for (uint32_t code = 1; code < 1u << (b->n - 1); code++) {
        const int i = __builtin_ctz(code);
        H += 2 * s[i] * fields[i];
        s[i] = -s[i];
        for (size_t k = b->first[i]; k < b->first[i + 1]; k++)
            fields[b->to[k]] += 2 * s[i] * (int)lround(b->J[k] / unit);
        v.count[H + LEVELS / 2]++;
    }
    return v;
}

static int lowest(const struct levels *v)
{
    int k = 0;
    while (v->count[k] == 0) k++;
    return k;
}

/* ln Z, energy and heat capacity per spin at T in units of v->unit. */
static void thermodynamics(const struct levels *v, size_t n, double T, double *value)
{
    double Z = 0, first = 0, second = 0;
    const int low = lowest(v);
    for (int k = low; k < LEVELS; k++) {
        const double w = 2 * v->count[k] * exp(-(k - low) / T), E = k - LEVELS / 2;
        Z += w, first += w * E, second += w * E * E;
    }
    const double mean = first / Z, size = (double)n;
    value[0] = log(Z) - (low - LEVELS / 2) / T;
    value[1] = mean / size;
    value[2] = (second / Z - mean * mean) / (T * T) / size;
}

static void check_levels(const struct levels *v, const int *level, const double *count, size_t n)
{
    for (size_t k = 0; k < n; k++) assert_true(2 * v->count[LEVELS / 2 + level[k]] == count[k]);
    assert_true(lowest(v) == LEVELS / 2 + level[0]);
}

static void check_thermodynamics(const struct levels *v, size_t n, double T, double lnZ, double e,
                                 double c)
{
    double value[3];
    thermodynamics(v, n, T, value);
    assert_true(fabs(value[0] - lnZ) < 1e-9 && fabs(value[1] - e) < 1e-10 &&
                fabs(value[2] - c) < 1e-10);
}

static void instances_have_published_levels(void **state)
{
    (void)state;
    struct bonds b;
    bonds_init_lattice(&b, 2, 4, BONDS_LEGENDRE, 0, NULL);
    const struct levels flat = enumerate(&b, 1);
    check_levels(&flat, (const int[]){-26, -22, -18, -14}, (const double[]){4, 22, 146, 842}, 4);
    check_thermodynamics(&flat, b.n, 1, 27.4945984244, -1.5959343149, 0.1329397752);
    check_thermodynamics(&flat, b.n, 2, 15.6108097966, -1.2060762969, 0.5713814908);
    bonds_clear(&b);
    for (size_t k = 0; k < 3; k++) {
        static const size_t n[] = {5, 13, 17};
        static const int ground[] = {-4, -20, -32};
        static const double count[] = {10, 78, 68};
        bonds_init_complete(&b, n[k], BONDS_LEGENDRE, NULL);
        const struct levels v = enumerate(&b, 1 / sqrt((double)n[k]));
        check_levels(&v, &ground[k], &count[k], 1);
        if (n[k] == 13) check_thermodynamics(&v, 13, 1, 24.4308218935, -1.5154090657, 0.0940940839);
        if (n[k] == 17) check_thermodynamics(&v, 17, 1, 36.3671259795, -1.8474165207, 0.1409623487);
        bonds_clear(&b);
    }
}

static void cube_of_27_has_published_levels(void **state)
{
    (void)state;
    struct bonds b;
    bonds_init_lattice(&b, 3, 3, BONDS_LEGENDRE, 0, NULL);
    const struct levels v = enumerate(&b, 1);
    check_levels(&v, (const int[]){-47, -43, -39, -35}, (const double[]){10, 208, 2404, 15952}, 4);
    check_thermodynamics(&v, 27, 1, 49.6894495869, -1.6828329075, 0.2344752287);
    check_thermodynamics(&v, 27, 0.5, 96.3095654102, -1.7397062227, 0.0165649182);
    bonds_clear(&b);
}

/* Mean largest sum of J s s of the +1, -1 model, over all couplings: exact rationals. */
static void ground_states_of_small_sk_are_exact(void **state)
{
    (void)state;
    enum { SAMPLES = 4000 };
    static const double exact[] = {2, 4, 5.625, 8.220703125};
    struct rng rng;
    rng_init(&rng, 9, 0, RNG_TEST);
    for (size_t n = 3; n <= 6; n++) {
        double sum = 0, square = 0;
        for (int k = 0; k < SAMPLES; k++) {
            struct bonds b;
            bonds_init_complete(&b, n, BONDS_PM1, &rng);
            const struct levels v = enumerate(&b, 1 / sqrt((double)n));
            const double E = LEVELS / 2 - lowest(&v);
            sum += E / SAMPLES, square += E * E / SAMPLES;
            bonds_clear(&b);
        }
        const double error = sqrt((square - sum * sum) / SAMPLES);
        print_message("    N = %zu: %.4f(%.4f), exact %.4f\n", n, sum, error, exact[n - 3]);
        assert_true(fabs(sum - exact[n - 3]) <= 4 * error);
    }
}

/* ---- sampling ----------------------------------------------------------------------------------- */

static double column(const struct mc_chain *c, const char *name)
{
    for (const struct mc_column *k = c->system->describe.columns; k->name; k++)
        if (!strcmp(k->name, name)) return k->value(c->state);
    return NAN;
}

/* Energy, q^2 and link overlap of the 4 x 4 lattice, by every dynamics, against sums over states. */
static void means_of_replicas_are_exact(void **state)
{
    (void)state;
    enum { BLOCKS = 40, SWEEPS = 2500 };
    static const char *const dynamics[][2] = {
        {"typewriter", ""},
        {"heat_bath", "clusters = 2\n"},
        {"metropolis",
         "[move.flip]\n[move.exchange]\nweight = 0.2\n[move.cluster]\nweight = 0.05\n"}};
    static const double exact[3] = {-1.2060762969, 0.3545328453, 0.4088187814};
    for (size_t k = 0; k < 3; k++) {
        struct mc_chain c = support_chain(
            &ising_system_lattice,
            RUN "dynamics = %s\n[system]\nL = 4\ndim = 2\ncouplings = legendre\nT = 2\n%s",
            dynamics[k][0], dynamics[k][1]);
        double mean[3][BLOCKS] = {{0}};
        for (int b = 0; b < BLOCKS; b++)
            for (int i = 0; i < SWEEPS; i++) {
                support_advance(&c, dynamics[k][0], 1);
                mean[0][b] += c.energy / 32 / SWEEPS;
                mean[1][b] += column(&c, "overlap_square") / SWEEPS;
                mean[2][b] += column(&c, "link_overlap") / SWEEPS;
            }
        for (int v = 0; v < 3; v++) {
            const struct support_average a = support_average(mean[v], BLOCKS);
            print_message("    %s: %.5f(%.5f), exact %.5f\n", dynamics[k][0], a.mean, a.error,
                          exact[v]);
            assert_true(fabs(a.mean - exact[v]) < 4 * a.error);
        }
        mc_clear(&c);
    }
}

/* Sum of a column's mean over samples. */
static void over_samples(const char *system, int samples, int sweeps, const char *const *names,
                         struct support_average *result)
{
    double mean[4][400] = {{0}};
    for (int k = 0; k < samples; k++) {
        struct mc_chain c = support_chain(
            &ising_system_lattice, RUN "[system]\n%s\nsample = %d\nclusters = 0\n", system, k + 1);
        support_advance(&c, "typewriter", sweeps / 4);
        for (int i = 0; i < sweeps; i++) {
            support_advance(&c, "typewriter", 1);
            for (int v = 0; names[v]; v++)
                mean[v][k] += (strcmp(names[v], "energy") ? column(&c, names[v])
                                                          : c.energy / c.system->size(c.state)) /
                              sweeps;
        }
        mc_clear(&c);
    }
    for (int v = 0; names[v]; v++) result[v] = support_average(mean[v], samples);
}

/* 2 p - 1 = tanh(1/T): e = -3 tanh(1/T) at any size. */
static void energy_on_the_nishimori_line_is_exact(void **state)
{
    (void)state;
    static const char *const names[] = {"energy", NULL};
    struct support_average e;
    char system[200];
    const double T = 1.6;
    snprintf(system, sizeof system, "L = 4\nT = %g\npositive = %.17g", T, (1 + tanh(1 / T)) / 2);
    over_samples(system, 200, 400, names, &e);
    print_message("    e = %.4f(%.4f), exact %.4f\n", e.mean, e.error, -3 * tanh(1 / T));
    assert_true(fabs(e.mean + 3 * tanh(1 / T)) < 4 * e.error);
}

/* Gaussian couplings: e = -(3/T)(1 - [<q_link>]) at any size. */
static void energy_and_link_overlap_agree(void **state)
{
    (void)state;
    static const char *const names[] = {"energy", "link_overlap", NULL};
    struct support_average a[2];
    over_samples("L = 3\nT = 1.5\ncouplings = gaussian", 200, 600, names, a);
    const double other = -3 / 1.5 * (1 - a[1].mean), error = hypot(a[0].error, 2 * a[1].error);
    print_message("    e = %.4f(%.4f), -(3/T)(1 - q_link) = %.4f\n", a[0].mean, a[0].error, other);
    assert_true(fabs(a[0].mean - other) < 4 * error);
}

/* ---- cluster moves ------------------------------------------------------------------------------ */

static void clusters_keep_the_sum_of_energies(void **state)
{
    (void)state;
    struct mc_chain c =
        support_chain(&ising_system_lattice, RUN "[system]\nL = 6\ndim = 2\nT = 1\nreplicas = 3\n");
    struct ising *const g = c.state;
    support_advance(&c, "typewriter", 5);
    const double E = ising_energy(g);
    int moved = 0;
    for (int k = 0; k < 300; k++) {
        if (!mc_attempt(&c, 2)) continue;
        moved += g->count > 1;
        assert_true(ising_energy(g) == E && c.energy == E);
        const uint64_t before = support_digest(&c);
        for (int twice = 0; twice < 2; twice++) c.system->moves[2].commit(g);
        assert_true(support_digest(&c) == before);
    }
    assert_true(moved > 20);
    mc_clear(&c);
}

/* ---- graphs of files ---------------------------------------------------------------------------- */

static void write_text(const char *folder, const char *text, char *path, size_t room)
{
    snprintf(path, room, "%s/graph", folder);
    support_write(path, text, strlen(text));
}

/* Largest cut of a Moebius ladder (ring and diameters) by enumeration of the graph read from its file. */
static void ladders_have_exact_cuts(void **state)
{
    (void)state;
    static const int size[] = {4, 6, 8, 10, 12, 16, 20}, exact[] = {4, 9, 10, 15, 16, 22, 28};
    char *const folder = support_folder();
    for (size_t k = 0; k < 7; k++) {
        char text[2000], path[4200];
        const int n = size[k];
        int at = snprintf(text, sizeof text, "%d %d\n", n, 3 * n / 2);
        for (int i = 1; i <= n; i++)
            at += snprintf(text + at, sizeof text - (size_t)at, "%d %d 1\n", i, i % n + 1);
        for (int i = 1; i <= n / 2; i++)
            at += snprintf(text + at, sizeof text - (size_t)at, "%d %d\n", i, i + n / 2);
        write_text(folder, text, path, sizeof path);
        struct bonds b;
        bonds_init_file(&b, path, -1);
        const struct levels v = enumerate(&b, 1);
        const double E = lowest(&v) - LEVELS / 2; /* = m - 2 cut */
        assert_true((3 * n / 2 - E) / 2 == exact[k]);
        bonds_clear(&b);
    }
    support_remove(folder);
}

static void read_graph(void *path)
{
    struct bonds b;
    bonds_init_file(&b, path, -1);
    bonds_clear(&b);
}

static void graphs_that_are_none_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *part;
    } row[] = {
        {"", "is empty"},
        {"3 2\n1 2 1\n2 2 1\n", "graph:3: vertex 2 is joined to itself"},
        {"3 2\n1 2 1\n2 1 1\n", "the pair 1 2 is given twice"},
        {"3 2\n1 2 1\n2 4 1\n", "graph:3: vertex 4: must be an integer in [1, 3]"},
        {"3 2\n1 2 1\n0 2 1\n", "vertex 0"},
        {"3 2\n1 2 1\n1.5 2 1\n", "vertex 1.5"},
        {"3 2\n1 2 1\n", "ends after 1 of 2 edges"},
        {"3 1\n1 2 1\n1 3 1\n", "graph:3: more than the 1 edges"},
        {"3 2\n1 2 1e300\n1 3 1\n", "weight 1e+300"},
        {"3 2\n1 2 nan\n1 3 1\n", "weight nan"},
        {"3 2\n1 2 x\n1 3 1\n", "graph:2: must have 3 numbers, or one less"},
        {"3 2 1 1\n1 2 1\n1 3 1\n", "graph:1: more than 2 numbers"},
        {"-3 2\n", "number of vertices -3"},
        {"3 7\n", "number of edges 7"},
        {"%%MatrixMarket matrix array real general\n3 3\n", "coordinate format"},
        {"%%MatrixMarket matrix coordinate complex general\n3 3 1\n", "field complex"},
        {"%%MatrixMarket matrix coordinate real skew-symmetric\n3 3 1\n",
         "symmetry skew-symmetric"},
        {"%%MatrixMarket matrix coordinate real symmetric\n3 4 1\n1 2 1\n", "must be square"},
        {"%%MatrixMarket matrix coordinate real general\n3 3 2\n1 2 1\n2 1 2\n", "given twice"},
    };
    char *const folder = support_folder(), path[4200];
    for (size_t k = 0; k < sizeof row / sizeof *row; k++) {
        write_text(folder, row[k].text, path, sizeof path);
        assert_true(support_refuses(read_graph, path, row[k].part));
    }
    support_remove(folder);
}

static void matrix_market_equals_rudy(void **state)
{
    (void)state;
    static const char *const text[] = {
        "4 3\n1 2 1\n2 3 -2\n1 4 0.5\n",
        "%%MatrixMarket matrix coordinate real symmetric\n% note\n4 4 3\n2 1 1\n3 2 -2\n4 1 0.5\n",
        "%%MatrixMarket matrix coordinate real general\n4 4 6\n2 1 1\n1 2 1\n3 2 -2\n2 3 -2\n1 4 "
        "0.5\n4 1 0.5\n"};
    char *const folder = support_folder(), path[4200];
    struct bonds b[3];
    for (int k = 0; k < 3; k++) {
        write_text(folder, text[k], path, sizeof path);
        bonds_init_file(&b[k], path, 1);
        assert_true(b[k].n == 4 && b[k].m == 3);
        assert_memory_equal(b[k].J, b[0].J, 6 * sizeof *b[0].J);
        assert_memory_equal(b[k].to, b[0].to, 6 * sizeof *b[0].to);
    }
    for (int k = 0; k < 3; k++) bonds_clear(&b[k]);
    support_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(instances_have_published_levels),
        cmocka_unit_test(cube_of_27_has_published_levels),
        cmocka_unit_test(ground_states_of_small_sk_are_exact),
        cmocka_unit_test(means_of_replicas_are_exact),
        cmocka_unit_test(energy_on_the_nishimori_line_is_exact),
        cmocka_unit_test(energy_and_link_overlap_agree),
        cmocka_unit_test(clusters_keep_the_sum_of_energies),
        cmocka_unit_test(ladders_have_exact_cuts),
        cmocka_unit_test(matrix_market_equals_rudy),
        cmocka_unit_test(graphs_that_are_none_are_refused),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
