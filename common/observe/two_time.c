/* Implementation of two_time.h. Each origin stores the next time of each observable, so the
   search for the next time is a scan of integers. */
#include "common/observe/two_time.h"

#include <assert.h>
#include <string.h>

#include "common/io/checkpoint.h"
#include "common/io/run_folder.h"
#include "common/config/runfile.h"
#include "common/observe/two_time_request.h"

enum { OBSERVABLES = 16, GROUPED = OBSERVE_COLUMNS * (OBSERVE_GROUPS + 1) };

struct origin {
    struct owned_frame frame;
    int64_t due[OBSERVABLES];
    void *prepared[OBSERVABLES]
                  [KEY_REALS]; /* of prepare_origin, for each value; not in checkpoints */
};

struct two_time {
    int64_t end;
    size_t n, items; /* observables; items of a frame */
    struct two_time_request wanted[OBSERVABLES];
    size_t origins, room;
    struct origin *origin; /* (room) `origins` in use, in order of time */
};

void two_time_declare(struct runfile *f, const struct observe_row *rows)
{
    for (const struct observe_row *r = rows; r && r->name; r++) two_time_request_declare(f, r);
}

static void open_row(struct two_time *c, const struct runfile *f, const struct observe_row *row)
{
    struct two_time_request w;
    if (!two_time_request_init(&w, f, row)) return;
    require(c->n < OBSERVABLES, "%s: more than %d observables", runfile_path(f), OBSERVABLES);
    c->wanted[c->n++] = w;
}

struct two_time *two_time_create(const struct runfile *f, const struct observe_row *common,
                                 const struct observe_row *system, int64_t end)
{
    struct two_time *const c = base_alloc(1, sizeof *c);
    c->end = end;
    for (const struct observe_row *r = common; r && r->name; r++) open_row(c, f, r);
    for (const struct observe_row *r = system; r && r->name; r++) open_row(c, f, r);
    return c;
}

static void origin_free(const struct two_time *c, struct origin *o)
{
    for (size_t i = 0; i < c->n; i++)
        for (size_t v = 0; v < c->wanted[i].values; v++)
            if (o->prepared[i][v]) c->wanted[i].row->free_origin(o->prepared[i][v]);
    frame_clear(&o->frame);
}

void two_time_free(struct two_time *c)
{
    for (size_t i = 0; i < c->origins; i++) origin_free(c, &c->origin[i]);
    base_free(c->origin);
    base_free(c);
}

size_t two_time_count(const struct two_time *c)
{
    return c->n;
}

const struct observe_row *two_time_row(const struct two_time *c, size_t i)
{
    return c->wanted[i].row;
}

void two_time_set_groups(struct two_time *c, const struct frame *frame)
{
    for (size_t i = 0; i < c->n; i++) two_time_request_set_groups(&c->wanted[i], frame);
    c->items = frame->n;
}

FILE *two_time_table(const struct two_time *c, size_t i, const struct run_folder *d,
                     const char *clock)
{
    return two_time_request_table(&c->wanted[i], c->items, d, clock);
}

/* An upper bound: as if observables shared no origin. */
size_t two_time_memory(const struct two_time *c, size_t n, int dim)
{
    size_t most = 0;
    for (const struct two_time_request *w = c->wanted; w < c->wanted + c->n; w++) {
        const int64_t all = schedule_count(&w->waiting, c->end);
        const int64_t kept =
            w->span && w->waiting.kind == SCHEDULE_EVERY ? w->span / w->waiting.period + 2 : all;
        most += (size_t)(kept < all ? kept : all) *
                (n * ((size_t)(dim + 1) * sizeof(double) + w->values * w->row->origin_bytes) +
                 sizeof(struct origin));
    }
    return most;
}

int64_t two_time_next(const struct two_time *c, int64_t t)
{
    int64_t next = SCHEDULE_NEVER;
    for (size_t i = 0; i < c->n; i++) {
        const int64_t waiting = schedule_next(&c->wanted[i].waiting, t);
        if (waiting < next) next = waiting;
        for (size_t o = 0; o < c->origins; o++)
            if (c->origin[o].due[i] < next) next = c->origin[o].due[i];
    }
    return next;
}

/* Next time > t at which w is due on an origin, even beyond the end: a run that is made longer needs
   the origins of its end. */
static int64_t due_after(const struct two_time_request *w, int64_t origin, int64_t t)
{
    const int64_t lag = schedule_next(&w->lags, t - origin);
    return lag == SCHEDULE_NEVER || (w->span && lag > w->span) ? SCHEDULE_NEVER : origin + lag;
}

/* The same for a time that may be no waiting time of w. */
static int64_t due_if_waited(const struct two_time_request *w, int64_t origin, int64_t t)
{
    return schedule_has(&w->waiting, origin) ? due_after(w, origin, t) : SCHEDULE_NEVER;
}

/* Measures the values of the list in turn, on the origin's frame. */
static void write_row(struct two_time_request *w, struct observe_pair *p, struct origin *o,
                      void **prepared, FILE *out)
{
    double value[GROUPED];
    const size_t n = observe_columns(w->row) * (1 + w->groups.n);
    const int64_t t = o->frame.view.t;
    fprintf(out, "%lld %lld", (long long)t, (long long)(p->now->t - t));
    for (size_t v = 0; v < w->values; v++) {
        if (w->values > 1) w->parameter[0] = w->value[v];
        if (w->row->prepare_origin && !prepared[v])
            prepared[v] = w->row->prepare_origin(&o->frame.view, w->parameter, &w->groups);
        p->origin_data = prepared[v];
        observe_measure(w->row, p, w->parameter, &w->groups, value);
        for (size_t k = 0; k < n; k++) fprintf(out, " %.10g", value[k]);
    }
    fputc('\n', out);
}

static void measure(struct two_time *c, struct origin *o, const struct frame *now, FILE *const *out)
{
    struct observe_pair pair = {0};
    for (size_t i = 0; i < c->n; i++) {
        struct two_time_request *const w = &c->wanted[i];
        if (o->due[i] < now->t) o->due[i] = due_after(w, o->frame.view.t, now->t - 1);
        if (o->due[i] != now->t) continue;
        if (!pair.now) observe_pair_init(&pair, now, &o->frame.view);
        write_row(w, &pair, o, o->prepared[i], out[i]);
        o->due[i] = due_after(w, o->frame.view.t, now->t);
    }
}

static bool finished(const struct two_time *c, const struct origin *o)
{
    for (size_t i = 0; i < c->n; i++)
        if (o->due[i] != SCHEDULE_NEVER) return false;
    return true;
}

static struct origin *append(struct two_time *c)
{
    if (c->origins == c->room) {
        const size_t room = c->room ? 2 * c->room : 16;
        struct origin *const more = base_alloc(room, sizeof *more);
        if (c->origins) memcpy(more, c->origin, c->origins * sizeof *more);
        base_free(c->origin);
        c->origin = more;
        c->room = room;
    }
    return &c->origin[c->origins++];
}

static void store(struct two_time *c, const struct frame *now)
{
    bool needed = false;
    int64_t due[OBSERVABLES];
    for (size_t i = 0; i < c->n; i++) {
        due[i] = due_if_waited(&c->wanted[i], now->t, now->t);
        needed = needed || due[i] != SCHEDULE_NEVER;
    }
    if (!needed) return;
    struct origin *const o = append(c);
    *o = (struct origin){0};
    frame_copy(&o->frame, now);
    memcpy(o->due, due, sizeof due);
}

void two_time_add(struct two_time *c, const struct frame *now, FILE *const *out)
{
    size_t kept = 0;
    for (size_t i = 0; i < c->origins; i++) {
        struct origin *const o = &c->origin[i];
        measure(c, o, now, out);
        if (finished(c, o))
            origin_free(c, o);
        else
            c->origin[kept++] = *o;
    }
    c->origins = kept;
    store(c, now);
}

static void species_visit(struct observe_groups *f, struct checkpoint *p)
{
    f->species = true;
    checkpoint_u8(p, "order", f->order, f->n);
    for (size_t k = 0; k < f->n; k++) checkpoint_require(p, f->order[k] < f->n, "order");
}

/* The bounds are saved because labels may have changed since the start. */
static void families_visit(struct two_time *c, struct checkpoint *p)
{
    checkpoint_enter(p, "families");
    for (size_t i = 0; i < c->n; i++) {
        struct observe_groups *const f = &c->wanted[i].groups;
        checkpoint_enter(p, c->wanted[i].row->name);
        checkpoint_count(p, "n", &f->n, OBSERVE_GROUPS);
        if (f->n) checkpoint_f64(p, "bound", f->bound, f->n);
        if (f->n && c->wanted[i].species) species_visit(f, p);
        checkpoint_leave(p);
    }
    checkpoint_leave(p);
}

/* Earlier versions ended the lags of an origin with the run. */
static void continue_lags(const struct two_time *c, struct origin *o, int64_t t)
{
    for (size_t k = 0; k < c->n; k++)
        if (o->due[k] == SCHEDULE_NEVER)
            o->due[k] = due_if_waited(&c->wanted[k], o->frame.view.t, t);
}

static bool has_origin(const struct two_time *c, int64_t t)
{
    size_t i = 0;
    while (i < c->origins && c->origin[i].frame.view.t < t) i++;
    return i < c->origins && c->origin[i].frame.view.t == t;
}

size_t two_time_lost(const struct two_time *c, int64_t t)
{
    size_t lost = 0;
    for (const struct two_time_request *w = c->wanted; w < c->wanted + c->n; w++)
        for (int64_t at = schedule_next(&w->waiting, -1); at <= t;
             at = schedule_next(&w->waiting, at))
            lost += due_after(w, at, t) <= c->end && !has_origin(c, at);
    return lost;
}

void two_time_visit(struct two_time *c, struct checkpoint *p, const struct frame *like)
{
    families_visit(c, p);
    checkpoint_enter(p, "origins");
    size_t n = c->origins;
    checkpoint_count(p, "count", &n, SIZE_MAX);
    if (checkpoint_loading(p)) {
        for (size_t i = 0; i < c->origins; i++) origin_free(c, &c->origin[i]);
        c->origins = 0;
        for (size_t i = 0; i < n; i++) *append(c) = (struct origin){0};
    }
    for (size_t i = 0; i < n; i++) {
        char name[32];
        snprintf(name, sizeof name, "%zu", i);
        checkpoint_enter(p, name);
        frame_visit(&c->origin[i].frame, p, like);
        checkpoint_f64(p, "energy", &c->origin[i].frame.view.energy, 1);
        checkpoint_i64(p, "due", c->origin[i].due, c->n);
        for (size_t k = 0; k < c->n; k++)
            checkpoint_require(p, c->origin[i].due[k] > like->t, "due");
        if (checkpoint_loading(p)) continue_lags(c, &c->origin[i], like->t);
        checkpoint_leave(p);
    }
    checkpoint_leave(p);
}
