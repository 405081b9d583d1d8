/* Initial states: a lattice, random points whose overlaps have been removed, or a frame of
   another run. */
#include "glass/spheres/state/start.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/core/rng.h"
#include "common/io/h5md_input.h"
#include "common/io/run_place.h"
#include "common/io/trajectory.h"
#include "glass/spheres/state/formats.h"
#include "glass/spheres/state/gsd.h"
#include "glass/spheres/state/size_keys.h"
#include "glass/spheres/state/spheres.h"
#include "glass/spheres/state/type_diameters.h"

/* ---- lattice and random points --------------------------------------------------------------- */

/* Energy below which overlaps count as removed: that of a very hot liquid, or none. */
static double soft(const struct spheres *s)
{
    const double scale = s->potential->scale;
    return s->potential->hard ? 0 : 10 * (scale > 0 ? scale : 1) * (double)s->n;
}

/* Downhill trials only, of lengths L, L/2, ... 1/64 at random: long trials escape from overlaps
   without free space nearby, short ones find the gaps between neighbours. */
static double downhill_sweep(struct spheres *s, struct rng *rng)
{
    const uint32_t lengths = 7 + (uint32_t)ilogb(s->L);
    double sum = 0;
    for (size_t k = 0; k < s->n; k++) {
        const uint32_t i = rng_below(rng, (uint32_t)s->n);
        const double width = ldexp(0x1p32, -(int)rng_below(rng, lengths));
        struct sphere to = s->p[i];
        for (int d = 0; d < s->dim; d++)
            to.x[d] += (uint32_t)(int64_t)((rng_uniform(rng) - 0.5) * width);
        const double dE = spheres_move(s, i, to);
        if (dE > 0) continue;
        spheres_update(s, i, to);
        sum += dE;
    }
    return sum;
}

/* Stops as soon as ten times the fall of the last sweeps, continued over the sweeps that are left,
   cannot reach `hopeless`. INFINITY: never; overlaps of hard spheres vanish in steps, not steadily. */
static double downhill(struct spheres *s, struct rng *rng, int sweeps, double enough,
                       double hopeless)
{
    enum { WINDOW = 20 };
    double energy = spheres_energy(s), before = energy;
    for (int sweep = 1; sweep <= sweeps && energy > enough; sweep++) {
        energy += downhill_sweep(s, rng);
        if (sweep % WINDOW) continue;
        if (energy - 10 * (before - energy) * (sweeps - sweep) / WINDOW > hopeless) break;
        before = energy;
    }
    return energy;
}

/* Hard spheres cannot fill more than the box; some potentials let kinds overlap a little. */
static void require_space(const struct spheres *s, const char *where)
{
    const double unit = s->dim == 3 ? M_PI / 6 : M_PI / 4;
    double filled = 0;
    for (size_t i = 0; i < s->n; i++) filled += unit * pow((double)s->p[i].s / s->L, s->dim);
    require(!s->potential->hard || filled < 1.5,
            "%s: hard spheres that fill %.3g of the box overlap wherever they are; lower rho",
            where, filled);
}

/* True if the energy of a pair is infinite: a dense soft liquid can be hot without. */
static bool capped(const struct spheres *s)
{
    bool any = false;
    for (uint32_t i = 0; i < s->n && !any; i++) {
        size_t count;
        const uint32_t *const list = neighbours_of(&s->neighbours, i, &count);
        for (size_t k = 0; k < count && !any; k++)
            any = s->potential->pair(&s->view, s->p[i], s->p[list[k]]) >= POTENTIALS_CAP;
    }
    return any;
}

/* Spheres are harmonic at first, because a capped energy has no gradient; hard spheres remain
   harmonic until they overlap by less than the rounding of energies. */
static void remove_overlaps(struct spheres *s, struct rng *rng, const char *where)
{
    enum { HARMONIC = 100, SWEEPS = 3000 };
    const struct potential *const own = s->potential;
    const double enough = soft(s);
    if (spheres_energy(s) <= enough) return;
    require_space(s, where);
    s->potential = base_find(&potentials_table, "harmonic");
    downhill(s, rng, own->hard ? SWEEPS : HARMONIC, 0, own->hard ? (double)s->n : INFINITY);
    s->potential = own;
    const double energy = downhill(s, rng, SWEEPS, enough, own->hard ? INFINITY : enough);
    require(energy <= enough || !capped(s),
            "%s: overlaps could not be removed at rho = %.4g. Allowed: a lower rho, then "
            "compression by "
            "pressure_schedule",
            where, (double)s->n / pow(s->L, s->dim));
}

/* Simple cubic (square) lattice with the fewest sites that hold n, vacancies spread evenly. */
static void lattice(struct spheres *s, struct rng *rng, const char *where)
{
    const size_t dim = (size_t)s->dim;
    size_t side = 1, sites = 1;
    while (sites < s->n) {
        side++;
        sites = dim == 3 ? side * side * side : side * side;
    }
    double *const x = base_alloc(s->n * dim, sizeof *x);
    for (size_t i = 0; i < s->n; i++) {
        size_t site = i * sites / s->n;
        for (size_t d = 0; d < dim; d++, site /= side)
            x[i * dim + d] = ((double)(site % side) + 0.5) * s->L / (double)side;
    }
    spheres_set_positions(s, x);
    base_free(x);
    remove_overlaps(s, rng, where);
}

static void random_points(struct spheres *s, struct rng *rng, const char *where)
{
    const size_t m = s->n * (size_t)s->dim;
    double *const x = base_alloc(m, sizeof *x);
    for (size_t k = 0; k < m; k++) x[k] = rng_u32(rng) * s->unit;
    spheres_set_positions(s, x);
    base_free(x);
    remove_overlaps(s, rng, where);
}

/* ---- a frame of another run ----------------------------------------------------------- */

static bool is_hdf5(const char *path)
{
    static const char signature[8] = "\211HDF\r\n\032\n";
    char head[sizeof signature] = "";
    FILE *const f = base_open_found(path);
    const bool same =
        f && fread(head, sizeof head, 1, f) == 1 && memcmp(head, signature, sizeof head) == 0;
    if (f) fclose(f);
    return same;
}

/* The frame of a time, or the last one; the number of frames if there is none of this time. */
static size_t index_of(const struct trajectory *t, const struct run_place *at)
{
    const size_t frames = trajectory_frames(t);
    size_t i = at->timed ? 0 : frames - 1;
    while (i < frames && at->timed && trajectory_time(t, i) != at->t) i++;
    return i;
}

/* The frame of FOLDER@TIME, or the last one. */
static struct trajectory *stored_frame(const char *place, struct frame *f, const char *where)
{
    struct stat info;
    struct run_place at = run_place_parse(place);
    const char *const start = at.folder;
    require(
        stat(start, &info) == 0,
        "%s: must be lattice, random, or a run folder (FOLDER, FOLDER@TIME) or .h5, .gsd, .xyz, "
        ".data or .dump file; there is no '%s'",
        where, start);
    char *const path = base_text(S_ISDIR(info.st_mode) ? "%s/trajectory.h5" : "%s", start);
    require(is_hdf5(path),
            "%s: %s is neither a trajectory in HDF5 nor GSD, nor called .xyz, .data or .dump",
            where, path);
    struct trajectory *const t = trajectory_open(path);
    const size_t frames = trajectory_frames(t);
    require(frames, "%s: %s holds no frame yet", where, path);
    const size_t i = index_of(t, &at);
    require(i < frames, "%s: %s holds no frame of time %lld; its %zu frames are from %lld to %lld",
            where, at.folder, (long long)at.t, frames, (long long)trajectory_time(t, 0),
            (long long)trajectory_time(t, frames - 1));
    trajectory_read(t, i, f);
    run_place_clear(&at);
    base_free(path);
    return t;
}

/* The run file's diameters have their own order, unless all are equal. */
static void keep_diameters(const struct spheres *s, const char *start, const char *where)
{
    uint32_t i = 1;
    while (i < s->n && s->p[i].s == s->p[0].s) i++;
    if (i < s->n)
        fprintf(stderr,
                "warning: %s: %s has no diameters; those of [system] sizes are taken in their "
                "order\n",
                where, start);
}

static void take_diameters(struct spheres *s, const struct frame *f, const char *start,
                           const char *where)
{
    if (!f->label) {
        keep_diameters(s, start, where);
        return;
    }
    float *const diameter = base_alloc(s->n, sizeof *diameter);
    for (size_t i = 0; i < s->n; i++) diameter[i] = (float)f->label[i];
    char *const at = base_text("%s: %s", where, start);
    size_keys_check(s->model, diameter, s->n, at);
    spheres_set_diameters(s, diameter, at);
    base_free(at);
    base_free(diameter);
}

static void refuse_overlaps(const struct spheres *s, const char *name, const char *where)
{
    for (uint32_t i = 0; i < s->n; i++) {
        size_t count;
        const uint32_t *const list = neighbours_of(&s->neighbours, i, &count);
        for (size_t k = 0; k < count; k++)
            require(s->potential->pair(&s->view, s->p[i], s->p[list[k]]) < POTENTIALS_CAP,
                    "%s: %s: spheres %u and %u overlap: their energy is infinite", where, name, i,
                    list[k]);
    }
}

void start_take(struct spheres *s, const struct frame *f, bool any_box, const char *name,
                const char *where)
{
    require(f->n == s->n && f->dim == s->dim,
            "%s: %s has %zu spheres in %d dimensions, not %zu in %d", where, name, f->n, f->dim,
            s->n, s->dim);
    if (any_box && f->box > 0) {
        spheres_scale(s, f->box);
        neighbours_scale(&s->neighbours, f->box);
    }
    const bool single = (double)(float)f->box == f->box && (float)s->L == (float)f->box;
    require(single || fabs(f->box - s->L) < 1e-9 * s->L,
            "%s: %s has a box of side %.10g, not %.10g: set rho accordingly", where, name, f->box,
            s->L);
    for (size_t k = 0; k < f->n * (size_t)f->dim; k++)
        require(fabs(f->x[k]) < 1e6 * s->L, "%s: %s: a position is %g", where, name, f->x[k]);
    take_diameters(s, f, name, where);
    spheres_set_positions(s, f->x);
    refuse_overlaps(s, name, where);
}

/* Files of other programs; false if it is none. typed: with types in place of diameters. */
static bool read_foreign(const char *start, const char *where, struct owned_frame *f, bool *typed)
{
    *typed = false;
    const struct formats_row *const foreign = formats_of(start);
    if (access(start, F_OK)) return false;
    if (gsd_is(start))
        *f = gsd_read_last(start, where);
    else if (foreign)
        *f = formats_read_typed(start, foreign, where, typed);
    else if (is_hdf5(start))
        *f = h5md_input_last(start, where);
    else
        return false;
    return true;
}

static void from_file(struct spheres *s, const char *start, bool any_box, const char *where)
{
    struct frame f;
    struct owned_frame read;
    bool typed;
    if (read_foreign(start, where, &read, &typed)) {
        if (typed && read.view.n == s->n) type_diameters_set(s, &read, start, where);
        start_take(s, &read.view, any_box, start, where);
        frame_clear(&read);
        return;
    }
    struct trajectory *const t = stored_frame(start, &f, where);
    start_take(s, &f, any_box, start, where);
    trajectory_close(t);
}

/* False if the folder is missing, or has no frame of this time. */
static bool exists(const char *place)
{
    struct run_place at = run_place_parse(place);
    bool found = access(at.folder, F_OK) == 0;
    if (found && at.timed) {
        char *const path = base_text("%s/trajectory.h5", at.folder);
        struct trajectory *const t = access(path, R_OK) == 0 ? trajectory_open(path) : NULL;
        found = t && index_of(t, &at) < trajectory_frames(t);
        if (t) trajectory_close(t);
        base_free(path);
    }
    run_place_clear(&at);
    return found;
}

bool start_peek(const char *start, const char *where, struct start_shape *s)
{
    struct owned_frame read;
    struct frame f;
    bool typed;
    if (strcmp(start, "lattice") == 0 || strcmp(start, "random") == 0 || !exists(start))
        return false;
    if (read_foreign(start, where, &read, &typed)) {
        *s = (struct start_shape){read.view.n, read.view.dim, read.view.box};
        frame_clear(&read);
        return true;
    }
    struct trajectory *const t = stored_frame(start, &f, where);
    *s = (struct start_shape){f.n, f.dim, f.box};
    trajectory_close(t);
    return true;
}

void start_place(struct spheres *s, const char *start, bool any_box, uint64_t seed,
                 uint32_t replica, const char *where)
{
    struct rng rng;
    rng_init(&rng, seed, replica, RNG_START);
    if (strcmp(start, "lattice") == 0)
        lattice(s, &rng, where);
    else if (strcmp(start, "random") == 0)
        random_points(s, &rng, where);
    else
        from_file(s, start, any_box, where);
}
