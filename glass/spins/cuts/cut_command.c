/* glass cut FOLDER | GRAPH: every solver makes runs from random spins; the table has their cuts, hits of the
   target and time to solution. A FOLDER of a run of ea, sk or graph gives its sample, and gets cuts.dat. */
#include "glass/spins/cuts/cut_command.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "common/config/runfile.h"
#include "common/core/rng.h"
#include "common/io/atomic_file.h"
#include "common/io/output.h"
#include "common/io/run_folder.h"
#include "common/run/command_options.h"
#include "glass/spins/cuts/cut_record.h"
#include "glass/spins/cuts/cut_spins.h"
#include "glass/spins/cuts/solver.h"
#include "glass/spins/cuts/solvers.h"
#include "glass/spins/ising.h"
#include "glass/spins/ising_system.h"

#define REAL(key, text, number, low, high)                                                         \
    {                                                                                              \
        .name = key, .doc = text, .type = RUNFILE_REAL, .value = number, .min = low, .max = high   \
    }
static const struct runfile_key keys[] = {
    {.name = "solvers",
     .doc = "names of `glass list solver` with commas between, or all",
     .type = RUNFILE_TEXT,
     .value = "all"},
    {.name = "runs",
     .doc = "runs of each solver",
     .type = RUNFILE_INT,
     .value = "20",
     .min = 1,
     .max = 1e6},
    {.name = "steps",
     .doc = "steps of a run",
     .type = RUNFILE_REALS,
     .value = "1000",
     .min = 1,
     .max = 1e9},
    {.name = "seed",
     .doc = "seed of the random numbers",
     .type = RUNFILE_INT,
     .value = "1",
     .min = 0,
     .max = 9e15},
    {.name = "target",
     .doc = "cut that counts as a solution; inf: the best cut found here",
     .type = RUNFILE_REAL,
     .value = "inf",
     .min = -1e300,
     .max = INFINITY},
    {.name = "partition",
     .doc = "file for the best partition, a side 0 or 1 per line; none",
     .type = RUNFILE_TEXT,
     .value = "none"},
    REAL("hot", "annealing: first temperature [rms field]", "1.5", 1e-6, 1e6),
    REAL("cold", "annealing: last temperature [rms field]", "0.1", 1e-6, 1e6),
    REAL("sb_dt", "bsb, dsb: time step", "1", 1e-6, 1.5),
    REAL("cim_dt", "cim, cac: time step", "0.1", 1e-6, 0.5),
    REAL("coupling", "cim, cac: eps [1/rms field]", "0.5", 0, 100),
    REAL("pump_first", "cim: first pump p", "-0.5", -100, 100),
    REAL("pump_last", "cim: last pump p", "1", -100, 100),
    REAL("cac_pump", "cac: pump p", "0.5", -100, 100),
    REAL("cac_rate", "cac: beta", "0.25", 0, 100),
    REAL("cac_target", "cac: target a of x^2", "1", 1e-6, 100),
    {0},
};
#undef REAL

/* ---- sample ----------------------------------------------------------------------------------------------------- */

struct sample {
    struct bonds bonds;
    const struct mc_system *system; /* of a run's folder; NULL: a graph of a file */
    void *state;
    double weights; /* sum of w = -J */
};

static bool is_folder(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

static void sample_of_run(struct sample *s, const struct program_request *r)
{
    char *const ini = run_folder_run_file(r->words[0]);
    struct runfile *const f = program_load(r->program, NULL, ini, 0, NULL);
    s->system = program_system(r->program, f);
    require(s->system == &ising_system_lattice || s->system == &ising_system_complete ||
                s->system == &ising_system_graph,
            "%s: [system] kind = %s: cut needs a run of ea, sk or graph", ini, s->system->name);
    s->state = s->system->create(f);
    s->bonds = ((const struct ising *)s->state)->bonds;
    runfile_free(f);
    base_free(ini);
}

static struct sample sample_open(const struct program_request *r)
{
    struct sample s = {0};
    if (is_folder(r->words[0]))
        sample_of_run(&s, r);
    else
        bonds_init_file(&s.bonds, r->words[0], -1);
    for (size_t k = 0; k < s.bonds.m; k++) s.weights -= s.bonds.pair[k].J;
    return s;
}

static void sample_close(struct sample *s)
{
    if (s->system)
        s->system->free(s->state);
    else
        bonds_clear(&s->bonds);
}

static double cut_of(const struct sample *s, double H)
{
    return (s->weights - H) / 2;
}

/* ---- race ------------------------------------------------------------------------------------------------------- */

struct race {
    struct sample sample;
    const struct runfile *options;
    struct solver_parameters parameters;
    size_t runs, n;               /* runs of each; rows */
    const struct solver **solver; /* (n) */
    struct cut_record *record;    /* (n) */
    double best;                  /* cut */
    int8_t *side;                 /* (spins) of the best cut */
};

static double processor_time(void) /* of this thread [s] */
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double real(const struct runfile *o, const char *key)
{
    return runfile_real(o, "cut", key);
}

static struct solver_parameters parameters_of(const struct runfile *o)
{
    const struct solver_parameters p = {
        .hot = real(o, "hot"),
        .cold = real(o, "cold"),
        .sb_dt = real(o, "sb_dt"),
        .cim_dt = real(o, "cim_dt"),
        .coupling = real(o, "coupling"),
        .pump_first = real(o, "pump_first"),
        .pump_last = real(o, "pump_last"),
        .cac_pump = real(o, "cac_pump"),
        .cac_rate = real(o, "cac_rate"),
        .cac_target = real(o, "cac_target"),
    };
    require(p.cold <= p.hot, "cut: cold = %g: must be at most hot = %g", p.cold, p.hot);
    return p;
}

/* Chosen solvers, annealing always among them; returns their number. */
static size_t choose(const char *names, const struct solver **chosen)
{
    const size_t all = base_rows(&solvers_table);
    bool wanted[64] = {true};
    const bool every = !strcmp(names, "all");
    char *const list = base_text("%s", names);
    for (char *at = list, *name; !every && (name = strsep(&at, ",")) != NULL;) {
        name += strspn(name, " \t");
        name[strcspn(name, " \t")] = '\0';
        const struct solver *const s = base_pick(&solvers_table, name, "cut: solvers");
        wanted[s - (const struct solver *)solvers_table.rows] = true;
    }
    base_free(list);
    size_t n = 0;
    for (size_t k = 0; k < all; k++)
        if (every || wanted[k]) chosen[n++] = base_row(&solvers_table, k);
    return n;
}

static void race_init(struct race *r, const struct runfile *o)
{
    double steps[KEY_REALS];
    const struct solver *chosen[64];
    const size_t lengths = runfile_reals(o, "cut", "steps", steps);
    const size_t solvers = choose(runfile_text(o, "cut", "solvers"), chosen);
    r->options = o, r->parameters = parameters_of(o);
    r->runs = (size_t)runfile_int(o, "cut", "runs");
    r->solver = base_alloc(solvers * lengths, sizeof *r->solver);
    r->record = base_alloc(solvers * lengths, sizeof *r->record);
    for (size_t k = 0; k < solvers * lengths; k++) {
        const double count = steps[k % lengths];
        require(count == floor(count), "cut: steps = %g: must be integers", count);
        r->solver[k] = chosen[k / lengths];
        r->record[k] = (struct cut_record){.steps = (size_t)count,
                                           .runs = r->runs,
                                           .cut = base_alloc(r->runs, sizeof(double)),
                                           .time = base_alloc(r->runs, sizeof(double))};
    }
    r->n = solvers * lengths, r->best = -INFINITY;
}

static void race_clear(struct race *r)
{
    for (size_t k = 0; k < r->n; k++) base_free(r->record[k].cut), base_free(r->record[k].time);
    base_free(r->solver), base_free(r->record), base_free(r->side);
    sample_close(&r->sample);
}

static void run_solver(struct race *r, size_t k, size_t run, struct cut_spins *c)
{
    struct rng stream;
    const uint32_t row = (uint32_t)(r->solver[k] - (const struct solver *)solvers_table.rows);
    rng_init(&stream, (uint64_t)runfile_int(r->options, "cut", "seed"), (uint32_t)run, RNG_MOVE);
    struct rng rng = rng_part(&stream, row);
    const double begin = processor_time();
    r->solver[k]->solve(c, &r->parameters, r->record[k].steps, &rng);
    r->record[k].time[run] = processor_time() - begin;
    const double cut = cut_of(&r->sample, cut_spins_energy(c));
    r->record[k].cut[run] = cut;
    if (!(cut > r->best)) return;
    r->best = cut;
    memcpy(r->side, c->best, c->n);
}

static void race_run(struct race *r)
{
    struct cut_spins c;
    cut_spins_init(&c, &r->sample.bonds);
    r->side = base_alloc(c.n, sizeof *r->side);
    for (size_t k = 0; k < r->n; k++)
        for (size_t run = 0; run < r->runs; run++) run_solver(r, k, run, &c);
    cut_spins_clear(&c);
}

/* ---- output ----------------------------------------------------------------------------------------------------- */

static void print_results(const struct race *r)
{
    const struct bonds *const b = &r->sample.bonds;
    const double wish = real(r->options, "target"), target = isinf(wish) ? r->best : wish;
    double scale = 1;
    for (size_t k = 0; k < b->m; k++) scale += fabs(b->pair[k].J);
    printf("%zu vertices, %zu edges, sum of weights %.10g; cut = (sum of w - H)/2, w = -J\n", b->n,
           b->m, r->sample.weights);
    printf("best cut %.12g, H = %.12g (%.9g per spin); target %.12g%s\n", r->best,
           r->sample.weights - 2 * r->best, (r->sample.weights - 2 * r->best) / (double)b->n,
           target, isinf(wish) ? ": the best cut found here, not proven" : "");
    printf("time: processor time of one thread; TTS: until a hit has 99 %%, with 95 %% interval; "
           "time spent on choosing parameters is not included\n");
    printf("%-10s %9s %6s %14s %14s %9s %5s %15s %10s %21s\n", "solver", "steps", "runs", "best",
           "mean", "error", "hits", "P(hit)", "time/s", "TTS/s");
    for (size_t k = 0; k < r->n; k++) {
        const struct cut_summary s = cut_record_summary(&r->record[k], target, 1e-12 * scale);
        printf(
            "%-10s %9zu %6zu %14.10g %14.10g %9.2g %5zu  %.4f - %.4f %10.3g %9.3g (%.3g - %.3g)\n",
            r->solver[k]->name, r->record[k].steps, r->runs, s.best, s.cut.value, s.cut.error,
            s.hits, s.success.low, s.success.high, s.time, s.tts, s.between.low, s.between.high);
    }
}

static void write_table(const struct race *r, const struct run_folder *folder)
{
    static const struct run_folder_column column[] = {{"solver", "row of `glass list solver`"},
                                                      {"steps", "1"},
                                                      {"run", "1"},
                                                      {"cut", "1"},
                                                      {"H", "energy"}};
    FILE *const table = output_begin_table(folder, "cuts", "largest cut of each run", 5, column);
    for (size_t k = 0; k < r->n; k++)
        for (size_t run = 0; run < r->runs; run++)
            fprintf(table, "%td %zu %zu %.12g %.12g\n",
                    r->solver[k] - (const struct solver *)solvers_table.rows, r->record[k].steps,
                    run, r->record[k].cut[run], r->sample.weights - 2 * r->record[k].cut[run]);
    output_end_table(folder, "cuts", table);
}

#define PARTITION_MARK "# partition: "
static void write_partition(const struct race *r, const char *path)
{
    FILE *const file = atomic_file_begin(path);
    fprintf(file, PARTITION_MARK "side of each vertex; cut = %.12g\n", r->best);
    for (size_t i = 0; i < r->sample.bonds.n; i++) fprintf(file, "%d\n", r->side[i] < 0);
    output_end(path, file);
}

static int cut_command(const struct program_request *request)
{
    int words;
    struct runfile *const o = command_options_read(request, "cut", keys, 1, 1, &words);
    const char *const partition = runfile_text(o, "cut", "partition");
    const bool written = strcmp(partition, "none") != 0, folder = is_folder(request->words[0]);
    const struct output out = {.force = request->force, .n = 1, .input = request->words};
    if (written) output_require(&out, partition, output_marked, PARTITION_MARK);
    struct race r = {.sample = sample_open(request)};
    struct run_folder d;
    if (folder) {
        run_folder_open(&d, request->words[0]);
        output_require_tables(d.path, request->force, (const char *const[]){"cuts", NULL});
    }
    race_init(&r, o);
    race_run(&r);
    print_results(&r);
    if (folder) write_table(&r, &d), run_folder_close(&d);
    if (written) write_partition(&r, partition);
    race_clear(&r);
    runfile_free(o);
    return EXIT_OK;
}

const struct program_command cut_commands[] = {
    {"cut",
     "largest cuts of a graph, or lowest energies of a sample, by several solvers: hits, time to "
     "solution",
     "FOLDER | GRAPH", cut_command, 1, keys, "force", 0},
    {0},
};
