/* Implementation of equilibrium.h. The first quarter of a hold is not measured. The rest is
   divided into FRAMES equal intervals, with one frame and PER_FRAME energies in each. */
#include "common/observe/equilibrium.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "common/io/run_table.h"
#include "common/io/checkpoint.h"
#include "common/observe/observe.h"
#include "common/core/progress.h"
#include "common/config/runfile.h"
#include "common/config/schedule.h"
#include "common/observe/equilibrium_tests.h"

enum {
    FRAMES = 64,
    PER_FRAME = 64,
    HOLDS = TEMPERATURE_SCHEDULE_PIECES + 1,
    SHORTEST = 8 * PER_FRAME,
    DENSITY_COLUMNS = 5 /* of equilibrium.dat, at constant pressure */
};

struct hold {
    double T, P;               /* P: 0 at a fixed volume */
    int64_t begin, from, step; /* start of the hold and of its measured part, and interval
                                  between energies [time] */
    int samples;               /* energies; every PER_FRAME-th comes with a frame */
};

struct decay {    /* measured from the frames of a hold */
    double msd;   /* first frame to last [length^2] */
    double fs[2]; /* Fs of both halves of the hold, at the lag where it is nearest to 1/e */
};

struct outcome {                        /* of a hold */
    double T, P;                        /* T = 0: there is no such hold */
    struct statistics_estimate e, heat; /* e: at constant pressure the enthalpy */
};

struct equilibrium {
    double k, msd_required, size; /* wave number, [length^2], items per energy */
    const struct observe_row *msd, *fs, *sizes;
    int64_t end;
    double T_start; /* [system] T */
    bool scheduled; /* the temperature has a programme */
    int holds;
    struct hold hold[HOLDS];
    int32_t n;                        /* energies of the present hold so far */
    struct owned_frame frame[FRAMES]; /* (n / PER_FRAME + 1) in use */
    double energy[FRAMES * PER_FRAME];
    double *density;             /* (FRAMES PER_FRAME); NULL: the volume is fixed */
    struct outcome last, before; /* of the holds whose rows were written last, and before that */
};

/* ---- holds ----------------------------------------------------------------------------------- */

static const struct runfile_key keys[] = {
    {.name = "k",
     .doc = "wave number of Fs",
     .type = RUNFILE_REAL,
     .value = "6.857",
     .min = 1e-6,
     .max = 1e6,
     .unit = "1/length"},
    {.name = "msd",
     .doc = "required mean squared displacement",
     .type = RUNFILE_REAL,
     .value = "6",
     .min = 0,
     .max = 1e9,
     .unit = "length^2"},
    {0},
};

void equilibrium_declare(struct runfile *f)
{
    runfile_declare_one(f, "observe.equilibrium",
                        "tests of equilibrium, one row of equilibrium.dat per hold", keys, true);
}

/* Without samples if it is too short for a test. */
static struct hold hold_between(double T, int64_t begin, int64_t end)
{
    const int64_t length = end - begin, from = begin + length / 4;
    const int64_t steps = (end - from) / (FRAMES * PER_FRAME), step = steps ? steps : 1;
    const int64_t samples = (end - from) / step;
    const int most = FRAMES * PER_FRAME;
    const struct hold h = {T, 0, begin, from, step, samples < most ? (int)samples : most};
    return length < 2 * SHORTEST ? (struct hold){.begin = begin} : h;
}

static void add_hold(struct equilibrium *q, double T, int64_t begin, int64_t end)
{
    const struct hold h = hold_between(T, begin, end);
    if (h.samples) q->hold[q->holds++] = h;
}

/* A hold of the pressure. */
static void add_pressed(struct equilibrium *q, double P, int64_t begin, int64_t end)
{
    const int before = q->holds;
    add_hold(q, q->T_start, begin, end);
    if (q->holds > before) q->hold[before].P = P;
}

struct equilibrium *equilibrium_create(const struct runfile *f,
                                       const struct temperature_schedule *programme,
                                       const struct observe_row *sizes, double T, int64_t end,
                                       double size)
{
    const char *const section = "observe.equilibrium";
    if (!runfile_has(f, section)) return NULL;
    struct equilibrium *const q = base_alloc(1, sizeof *q);
    const struct base_table common = {"observable", "", observe_rows, sizeof *observe_rows};
    q->k = runfile_real(f, section, "k");
    q->msd_required = runfile_real(f, section, "msd");
    q->msd = base_find(&common, "msd"), q->fs = base_find(&common, "fs"), q->sizes = sizes;
    q->size = size, q->end = end;
    q->T_start = T, q->scheduled = programme->n > 0;
    int64_t begin = 0;
    for (const struct temperature_schedule_piece *p = programme->piece;
         p < programme->piece + programme->n; p++) {
        if (p->from == p->to) add_hold(q, p->to, p->begin, p->end);
        begin = p->end, T = p->to;
    }
    add_hold(q, T, begin, end);
    return q;
}

void equilibrium_at_pressure(struct equilibrium *q, const struct temperature_schedule *programme,
                             double P, const char *where)
{
    if (!q) return;
    q->density = base_alloc(FRAMES * PER_FRAME, sizeof *q->density);
    for (int i = 0; i < q->holds; i++) q->hold[i].P = P;
    if (!programme) return;
    require(!q->scheduled,
            "%s: [observe.equilibrium] tests holds of the temperature or of the "
            "pressure: remove temperature_schedule or pressure_schedule",
            where);
    q->holds = 0;
    int64_t begin = 0;
    for (const struct temperature_schedule_piece *p = programme->piece;
         p < programme->piece + programme->n; begin = p->end, P = p->to, p++)
        if (p->from == p->to) add_pressed(q, p->to, p->begin, p->end);
    add_pressed(q, P, begin, q->end);
}

void equilibrium_free(struct equilibrium *q)
{
    if (!q) return;
    base_free(q->density);
    for (int i = 0; i < FRAMES; i++) frame_clear(&q->frame[i]);
    base_free(q);
}

int64_t equilibrium_next(const struct equilibrium *q, int64_t t)
{
    for (int i = 0; q && i < q->holds; i++) {
        const struct hold *const h = &q->hold[i];
        const int64_t last = h->from + (h->samples - 1) * h->step;
        if (t >= last) continue;
        return t < h->from ? h->from : t + h->step - (t - h->from) % h->step;
    }
    return SCHEDULE_NEVER;
}

/* ---- longer runs ----------------------------------------------------------------------------- */

int64_t equilibrium_least_end(int64_t begin, int64_t end, int64_t t)
{
    const struct hold h = hold_between(0, begin, end);
    return !h.samples || t < h.from ? end : begin + 4 * (t - begin + 1);
}

bool equilibrium_extend(struct equilibrium *q, int64_t begin, int64_t former, int64_t t)
{
    const struct hold open = hold_between(0, begin, former);
    if (!open.samples || t < open.from) return false;
    const bool told = q->n == open.samples;
    if (told) q->last = q->before;
    q->n = 0;
    return told;
}

/* ---- measuring a hold ------------------------------------------------------------------------ */

/* The first column of an observable, over all items. */
static double between(const struct equilibrium *q, const struct observe_row *row, int now,
                      int origin)
{
    struct observe_pair pair;
    double value[OBSERVE_COLUMNS];
    observe_pair_init(&pair, &q->frame[now].view, &q->frame[origin].view);
    observe_measure(row, &pair, &q->k, NULL, value);
    return value[0];
}

static double fs_between(const struct equilibrium *q, int now, int origin)
{
    return between(q, q->fs, now, origin);
}

/* Fs at a lag of `lag` frames, averaged over the origins in one half of the frames. Origins
   closer than the lag do not count as independent. */
static struct statistics_estimate fs_half(const struct equilibrium *q, int half, int frames,
                                          int lag)
{
    double x[FRAMES];
    const int n = frames / 2 - lag, first = half * (frames / 2);
    for (int i = 0; i < n; i++) x[i] = fs_between(q, first + i + lag, first + i);
    struct statistics_estimate fs = statistics_mean((size_t)n, x);
    fs.error *= sqrt(lag);
    return fs;
}

static void compare_halves(const struct equilibrium *q, int frames, struct decay *d,
                           struct equilibrium_verdict *v)
{
    double nearest = INFINITY;
    for (int lag = 1; lag <= frames / 4; lag *= 2) {
        const struct statistics_estimate a = fs_half(q, 0, frames, lag),
                                         b = fs_half(q, 1, frames, lag);
        const double away = fabs((a.value + b.value) / 2 - exp(-1));
        if (away >= nearest) continue;
        nearest = away;
        d->fs[0] = a.value, d->fs[1] = b.value;
        v->z_relaxation = equilibrium_tests_z(a, b);
    }
}

/* NAN if no label has changed. */
static double size_correlation(const struct equilibrium *q, int now, int origin)
{
    const double left = q->sizes ? between(q, q->sizes, now, origin) : 1;
    return left == 1 ? NAN : left;
}

/* To first order in the step, both numbers belong to the mean temperature: the slope of e, and the
   mean of both fluctuations. They differ by c'' (T - T')^2 / 12. */
static void compare_heat(const struct equilibrium *q, const struct hold *h,
                         struct statistics_estimate e, struct equilibrium_verdict *v)
{
    const double T = h->T;
    const struct outcome *const o = &q->last;
    if (o->T == 0 || o->T == T || o->P != h->P) return;
    const struct statistics_estimate slope = {(e.value - o->e.value) / (T - o->T),
                                              hypot(e.error, o->e.error) / fabs(T - o->T)},
                                     both = {(v->heat.value + o->heat.value) / 2,
                                             hypot(v->heat.error, o->heat.error) / 2};
    equilibrium_tests_slope(v, slope, both);
}

/* Energy per item; at constant pressure the enthalpy e + P / rho, to a new array. */
static double *enthalpies(const struct equilibrium *q, double P)
{
    double *const h = base_alloc((size_t)q->n, sizeof *h);
    for (int i = 0; i < q->n; i++) h[i] = q->energy[i] + (q->density ? P / q->density[i] : 0);
    return h;
}

/* Sets *e to the mean of the energy, or of the enthalpy: its slope is the heat capacity. */
static void test_energies(const struct equilibrium *q, const struct hold *at,
                          struct equilibrium_verdict *v, struct statistics_estimate *e)
{
    const double scale = q->size / (at->T * at->T);
    const size_t n = (size_t)q->n;
    equilibrium_tests_energy(v, n, q->energy, scale);
    *e = v->energy;
    if (!q->density) return;
    double *const h = enthalpies(q, at->P);
    equilibrium_tests_enthalpy(v, n, h, scale);
    *e = statistics_correlated(n, h);
    base_free(h);
    equilibrium_tests_density(v, n, q->density);
}

static struct equilibrium_verdict evaluate(const struct equilibrium *q, const struct hold *h,
                                           struct decay *d, struct statistics_estimate *e)
{
    const int frames = (q->n - 1) / PER_FRAME + 1, half = frames / 2;
    struct equilibrium_verdict v = equilibrium_tests_unknown();
    d->msd = between(q, q->msd, frames - 1, 0);
    v.msd_ratio = d->msd / q->msd_required;
    compare_halves(q, frames, d, &v);
    v.fs_half_time = (fs_between(q, half, 0) + fs_between(q, frames - 1, frames - 1 - half)) / 2;
    v.size_correlation =
        (size_correlation(q, half, 0) + size_correlation(q, frames - 1, frames - 1 - half)) / 2;
    test_energies(q, h, &v, e);
    compare_heat(q, h, *e, &v);
    return v;
}

/* ---- telling --------------------------------------------------------------------------------- */

FILE *equilibrium_table(const struct equilibrium *q, const struct run_folder *d, const char *clock)
{
    char *const size = base_text("%s_end", q->sizes ? q->sizes->name : "label");
    const struct run_folder_column column[] = {{"begin", clock},
                                               {"T", "energy"},
                                               {"energy", "energy"},
                                               {"energy_error", "energy"},
                                               {"z_energy", "1"},
                                               {"msd", "length^2"},
                                               {"fs_first", "1"},
                                               {"fs_second", "1"},
                                               {"z_fs", "1"},
                                               {"fs_end", "1"},
                                               {size, "1"},
                                               {"heat_fluctuations", "1"},
                                               {"heat_error", "1"},
                                               {"heat_slope", "1"},
                                               {"slope_error", "1"},
                                               {"z_heat", "1"},
                                               {"z_drift", "1"},
                                               {"samples", "1"},
                                               {"equilibrated", "yes/no"},
                                               {"failed", "tests"},
                                               {"P", "energy/length^dim"},
                                               {"density", "1/length^dim"},
                                               {"density_error", "1/length^dim"},
                                               {"z_density", "1"},
                                               {"densities", "independent"}};
    const int all = sizeof column / sizeof *column;
    FILE *const table = run_table_create(
        d, "equilibrium",
        q->density ? "tests of equilibrium, for every hold of temperature or pressure; heat: of "
                     "the enthalpy e + P / density"
                   : "tests of equilibrium, for every hold of the temperature",
        q->density ? all : all - DENSITY_COLUMNS, column);
    base_free(size);
    return table;
}

static void write_row(struct equilibrium *q, const struct hold *h, FILE *table, FILE *log)
{
    struct decay d = {.fs = {NAN, NAN}};
    struct statistics_estimate e;
    const struct equilibrium_verdict v = evaluate(q, h, &d, &e);
    char *const failed = equilibrium_tests_failed(&v), *const reasons =
                                                           equilibrium_tests_reasons(&v);
    fprintf(table, "%" PRId64 " %.6g %.8g %.3g %.3g %.5g %.4f %.4f %.3g %.4f %.4f ", h->begin, h->T,
            v.energy.value, v.energy.error, v.z_energy, d.msd, d.fs[0], d.fs[1], v.z_relaxation,
            v.fs_half_time, v.size_correlation);
    fprintf(table, "%.5g %.3g %.5g %.3g %.3g %.3g %.4g %s %s", v.heat.value, v.heat.error,
            v.slope.value, v.slope.error, v.z_heat, v.z_drift, v.samples, *failed ? "no" : "yes",
            *failed ? failed : "-");
    if (q->density)
        fprintf(table, " %.6g %.8g %.3g %.3g %.4g", h->P, v.density.value, v.density.error,
                v.z_density, v.density_samples);
    fputc('\n', table);
    fflush(table);
    char *const at =
        q->density ? base_text("T = %g, P = %g", h->T, h->P) : base_text("T = %g", h->T);
    if (*failed)
        progress_log(log, "%s: not equilibrated: %s", at, reasons);
    else
        progress_log(log, "%s: equilibrated", at);
    base_free(at);
    base_free(failed);
    base_free(reasons);
    q->before = q->last;
    q->last = (struct outcome){h->T, h->P, e, v.heat};
}

/* ---- taking frames --------------------------------------------------------------------------- */

void equilibrium_add(struct equilibrium *q, const struct frame *now, FILE *table, FILE *log)
{
    if (!q || equilibrium_next(q, now->t - 1) != now->t) return;
    int i = 0;
    while (i + 1 < q->holds && now->t >= q->hold[i + 1].from) i++;
    const struct hold *const h = &q->hold[i];
    const int k = (int)((now->t - h->from) / h->step);
    require(k == 0 || k == q->n, "the checkpoint lacks energies of this hold");
    q->n = k;
    if (q->n % PER_FRAME == 0) frame_copy(&q->frame[q->n / PER_FRAME], now);
    if (q->density) q->density[q->n] = (double)now->n / pow(now->box, now->dim);
    q->energy[q->n++] = now->energy;
    if (q->n == h->samples) write_row(q, h, table, log);
}

static void visit_outcome(struct outcome *o, struct checkpoint *c, const char *name)
{
    double x[] = {o->T, o->e.value, o->e.error, o->heat.value, o->heat.error};
    checkpoint_f64(c, name, x, sizeof x / sizeof *x);
    o->T = x[0], o->e = (struct statistics_estimate){x[1], x[2]};
    o->heat = (struct statistics_estimate){x[3], x[4]};
}

void equilibrium_visit(struct equilibrium *q, struct checkpoint *c, const struct frame *like)
{
    if (!q) return;
    checkpoint_enter(c, "equilibrium");
    checkpoint_i32(c, "n", &q->n, 1);
    checkpoint_require(c, q->n >= 0 && q->n <= FRAMES * PER_FRAME, "n");
    checkpoint_f64(c, "energy", q->energy, FRAMES * PER_FRAME);
    visit_outcome(&q->last, c, "before");
    if (checkpoint_has(c, "second")) visit_outcome(&q->before, c, "second");
    if (!checkpoint_has(c, "density")) /* a run of an earlier version keeps its columns */
        base_free(q->density), q->density = NULL;
    if (q->density) {
        checkpoint_f64(c, "density", q->density, FRAMES * PER_FRAME);
        checkpoint_f64(c, "P", &q->last.P, 1);
        if (checkpoint_has(c, "second_P")) checkpoint_f64(c, "second_P", &q->before.P, 1);
    }
    for (int i = 0; i * PER_FRAME < q->n; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d", i);
        checkpoint_enter(c, name);
        frame_visit(&q->frame[i], c, like);
        checkpoint_leave(c);
    }
    checkpoint_leave(c);
}
