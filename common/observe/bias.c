/* Implementation of bias.h. */
#include "common/observe/bias.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/config/runfile.h"
#include "common/io/checkpoint.h"
#include "common/io/run_place.h"
#include "common/io/trajectory.h"
#include "common/mc/mc.h"
#include "common/mc/needs.h"
#include "common/observe/observe.h"

enum { SUMS = 3 };

struct bias_part { /* contribution of an item that a trial moves */
    size_t item;
    double sum[SUMS];
};

struct bias {
    struct mc_bias face;
    const struct observe_row *row;
    double parameter[OBSERVE_PARAMETERS];
    double field, spring, centre; /* [energy / unit of Q ^ 1, 2], [unit of Q] */
    size_t n, dim, sums;
    double *reference, box;   /* (n, dim) */
    struct frame now, origin; /* of one item: pair points to them */
    struct observe_pair pair;
    double sum[SUMS], trial[SUMS]; /* of the present state, and with the trial under way */
    double trial_energy;
    double *own;            /* (n, sums) contributions of the items */
    struct bias_part *part; /* (room) of the items that the trial moves */
    size_t moved, room;
};

static const struct runfile_key keys[] = {
    {.name = "of",
     .doc = "observable Q of state and reference: msd, overlap, collective, cosine",
     .type = RUNFILE_TEXT,
     .value = "collective"},
    {.name = "reference",
     .doc = "FOLDER or FOLDER@TIME: the last stored frame, or that of a time",
     .type = RUNFILE_TEXT,
     .value = NULL},
    {.name = "field",
     .doc = "adds -N field Q; with msd, -field is the strength of tethers",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = -1e15,
     .max = 1e15,
     .unit = "energy"},
    {.name = "spring",
     .doc = "adds N spring/2 (Q - centre)^2: an umbrella",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 1e15,
     .unit = "energy"},
    {.name = "centre",
     .doc = "Q at the bottom of the umbrella",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = -1e15,
     .max = 1e15},
    {.name = "length",
     .doc = "length of overlap and collective",
     .type = RUNFILE_REAL,
     .value = "0.3",
     .min = 1e-6,
     .max = 1e6,
     .unit = "length"},
    {0},
};

void bias_declare(struct runfile *f)
{
    runfile_declare_one(f, "bias", "a field on the overlap with a reference, for trials", keys,
                        true);
}

static const struct observe_row *row_of(const struct runfile *f)
{
    const char *const name = runfile_text(f, "bias", "of");
    char allowed[200] = "";
    for (const struct observe_row *r = observe_rows; r->name; r++) {
        if (!r->biases) continue;
        if (strcmp(r->name, name) == 0) return r;
        snprintf(allowed + strlen(allowed), sizeof allowed - strlen(allowed), " %s", r->name);
    }
    base_die("%s = %s: must be one of:%s", runfile_where(f, "bias", "of"), name, allowed);
}

void bias_check(const struct mc_system *system, const struct runfile *f)
{
    if (!runfile_has(f, "bias")) return;
    row_of(f);
    const struct mc_dynamics *const dynamics = runfile_row(f, "run", "dynamics");
    require(dynamics->needs & NEEDS_MOVES, "%s = %s: [bias] needs trials: must be metropolis",
            runfile_where(f, "run", "dynamics"), dynamics->name);
    for (const struct mc_move *m = system->moves; m->name; m++)
        require(m->changes || !(mc_weight(f, m) > 0),
                "%s: [move.%s]: a run with [bias] cannot have this move", runfile_path(f), m->name);
}

/* ---- the term -------------------------------------------------------------------------------- */

static double value(const struct bias *b, const double *sum)
{
    double column[OBSERVE_COLUMNS];
    if (!b->row->finish) return sum[0] / (double)b->n;
    b->row->finish(&b->pair, sum, b->n, column);
    return column[0];
}

static double energy(const struct bias *b, const double *sum)
{
    const double Q = value(b, sum), apart = Q - b->centre;
    return (double)b->n * (b->spring / 2 * apart * apart - b->field * Q);
}

/* Contribution of item i at x (dim), to part. */
static void contribution(struct bias *b, size_t i, const double *x, double *part)
{
    const double magic = 0x1.8p22; /* its neighbours differ by 2^-30 */
    memset(part, 0, SUMS * sizeof *part);
    b->now.x = (double *)x;
    b->origin.x = b->reference + i * b->dim;
    b->row->add(&b->pair, 0, part);
    for (size_t k = 0; k < b->sums; k++) part[k] = (part[k] + magic) - magic;
}

static void move(void *context, size_t item, const double *x)
{
    struct bias *const b = context;
    assert(item < b->n);
    if (b->moved == b->room) {
        b->room = 2 * b->room + 2;
        b->part = reallocarray(b->part, b->room, sizeof *b->part);
        require(b->part, "no memory for a trial of %zu items", b->room);
    }
    struct bias_part *const p = &b->part[b->moved++];
    p->item = item;
    contribution(b, item, x, p->sum);
    for (size_t k = 0; k < b->sums; k++) b->trial[k] += p->sum[k] - b->own[item * b->sums + k];
}

static double change(struct mc_bias *face, const void *state, const struct mc_move *m)
{
    struct bias *const b = (struct bias *)face;
    memcpy(b->trial, b->sum, sizeof b->trial);
    b->moved = 0;
    m->changes(state, move, b);
    b->trial_energy = energy(b, b->trial);
    return b->trial_energy - b->face.energy;
}

static void set_energy(struct bias *b, double value)
{
    b->face.energy = value;
    b->face.gain = b->field == 0 ? value : 1e300;
}

static void accept(struct mc_bias *face)
{
    struct bias *const b = (struct bias *)face;
    memcpy(b->sum, b->trial, sizeof b->sum);
    for (const struct bias_part *p = b->part; p < b->part + b->moved; p++)
        memcpy(b->own + p->item * b->sums, p->sum, b->sums * sizeof *b->own);
    set_energy(b, b->trial_energy);
}

static double value_now(const struct mc_bias *face)
{
    const struct bias *const b = (const struct bias *)face;
    return value(b, b->sum);
}

static void renew(struct mc_bias *face, const struct mc_system *system, void *state)
{
    struct bias *const b = (struct bias *)face;
    struct frame f = {0};
    double part[SUMS];
    if (!b->reference) return;
    system->view(state, &f);
    memset(b->sum, 0, sizeof b->sum);
    for (size_t i = 0; i < b->n; i++) {
        contribution(b, i, f.x + i * b->dim, part);
        memcpy(b->own + i * b->sums, part, b->sums * sizeof *b->own);
        for (size_t k = 0; k < b->sums; k++) b->sum[k] += part[k];
    }
    set_energy(b, energy(b, b->sum));
}

/* ---- the reference --------------------------------------------------------------------------- */

static void forget(struct bias *b)
{
    if (b->pair.origin_data) b->row->free_origin((void *)b->pair.origin_data);
    base_free(b->reference), base_free(b->own);
    b->reference = b->own = NULL, b->pair.origin_data = NULL;
}

/* What the row prepares from the whole reference; afterwards the frames have one item. */
static void prepare(struct bias *b)
{
    const struct frame whole = {.n = b->n, .dim = (int)b->dim, .x = b->reference, .box = b->box};
    b->pair = (struct observe_pair){.now = &whole, .origin = &whole, .parameter = b->parameter};
    if (b->row->prepare_origin)
        b->pair.origin_data = b->row->prepare_origin(&whole, b->parameter, NULL);
    if (b->row->prepare) b->row->prepare(&b->pair);
    b->own = base_alloc(b->n * b->sums, sizeof *b->own);
    b->now = b->origin = (struct frame){.n = 1, .dim = (int)b->dim, .box = b->box};
    b->pair.now = &b->now, b->pair.origin = &b->origin;
}

static void visit(struct mc_bias *face, struct checkpoint *c)
{
    struct bias *const b = (struct bias *)face;
    checkpoint_enter(c, "bias");
    if (checkpoint_has(c, "reference") && !checkpoint_branches(c)) {
        uint64_t size[2] = {b->n, b->dim};
        checkpoint_u64(c, "size", size, 2);
        checkpoint_require(c, size[0] > 0 && size[0] < 1u << 31, "size");
        checkpoint_require(c, size[1] > 0 && size[1] <= OBSERVE_DIM, "size");
        if (checkpoint_loading(c)) {
            forget(b);
            b->n = (size_t)size[0], b->dim = (size_t)size[1];
            b->reference = base_alloc(b->n * b->dim, sizeof *b->reference);
        }
        checkpoint_f64(c, "box", &b->box, 1);
        checkpoint_f64(c, "reference", b->reference, b->n * b->dim);
        if (checkpoint_loading(c)) prepare(b);
    }
    checkpoint_leave(c);
}

static void read_reference(struct bias *b, const struct frame *state, const char *text,
                           const char *where)
{
    struct run_place at = run_place_parse(text);
    char *const path = base_text("%s/trajectory.h5", at.folder);
    struct trajectory *const t = trajectory_open(path);
    const size_t frames = trajectory_frames(t);
    size_t k = frames - 1;
    require(frames, "%s = %s: %s holds no frame yet", where, text, path);
    while (at.timed && k && trajectory_time(t, k) != at.t) k--;
    require(!at.timed || trajectory_time(t, k) == at.t,
            "%s = %s: no frame at time %" PRId64 "; there are %zu, from %" PRId64 " to %" PRId64,
            where, text, at.t, frames, trajectory_time(t, 0), trajectory_time(t, frames - 1));
    struct frame f;
    trajectory_read(t, k, &f);
    require(f.n == state->n && f.dim == state->dim,
            "%s = %s: has %zu items in %d dimensions, and this run %zu in %d", where, text, f.n,
            f.dim, state->n, state->dim);
    require(f.box == 0 || fabs(f.box / state->box - 1) < 1e-9,
            "%s = %s: has a box of side %.10g, and this run %.10g", where, text, f.box, state->box);
    b->n = f.n, b->dim = (size_t)f.dim, b->box = state->box;
    b->reference = base_alloc(b->n * b->dim, sizeof *b->reference);
    memcpy(b->reference, f.x, b->n * b->dim * sizeof *b->reference);
    trajectory_close(t);
    base_free(path);
    run_place_clear(&at);
}

/* ---- life ------------------------------------------------------------------------------------ */

struct mc_bias *bias_create(const struct runfile *f)
{
    if (!runfile_has(f, "bias")) return NULL;
    struct bias *const b = base_alloc(1, sizeof *b);
    *b = (struct bias){.row = row_of(f),
                       .field = runfile_real(f, "bias", "field"),
                       .spring = runfile_real(f, "bias", "spring"),
                       .centre = runfile_real(f, "bias", "centre")};
    b->face = (struct mc_bias){.name = b->row->column[0].name,
                               .unit = b->row->column[0].unit,
                               .change = change,
                               .accept = accept,
                               .value = value_now,
                               .renew = renew,
                               .visit = visit};
    for (size_t k = 0; b->row->keys && b->row->keys[k].name; k++)
        b->parameter[k] = strcmp(b->row->keys[k].name, "length") == 0
                              ? runfile_real(f, "bias", "length")
                              : strtod(b->row->keys[k].value, NULL);
    b->sums = b->row->sums ? b->row->sums : observe_columns(b->row);
    assert(b->sums <= SUMS);
    return &b->face;
}

void bias_begin(struct mc_chain *c, const struct runfile *f)
{
    struct bias *const b = (struct bias *)c->bias;
    if (!b) return;
    struct frame now = {0};
    c->system->view(c->state, &now);
    const char *const where = runfile_where(f, "bias", "reference");
    require(!b->row->periodic || now.box > 0, "%s = %s: needs a periodic box",
            runfile_where(f, "bias", "of"), b->row->name);
    if (b->reference) return;
    read_reference(b, &now, runfile_text(f, "bias", "reference"), where);
    prepare(b);
    mc_renew_bias(c);
}

void bias_free(struct mc_bias *face)
{
    if (!face) return;
    forget((struct bias *)face);
    free(((struct bias *)face)->part);
    base_free(face);
}
