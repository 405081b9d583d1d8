/* Implementation of shear_progress.h. */
#include "glass/spheres/commands/shear_progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/core/base.h"
#include "common/io/checkpoint.h"
#include "common/io/run_folder.h"

static const char file[] = "shear.h5";

void shear_progress_init(struct shear_progress *p, size_t m, uint64_t digest)
{
    *p = (struct shear_progress){.m = m,
                                 .digest = digest,
                                 .steps.columns = SHEAR_PROGRESS_STEP,
                                 .yields.columns = SHEAR_PROGRESS_YIELD};
    p->event.x = base_alloc(m, sizeof(double)), p->event.u = base_alloc(m, sizeof(double));
}

void shear_progress_clear(struct shear_progress *p)
{
    base_free(p->event.x), base_free(p->event.u);
    base_free(p->steps.x), base_free(p->yields.x);
}

/* Room for n rows. */
static void reserve(struct shear_progress_rows *r, size_t n)
{
    if (n <= r->room) return;
    const size_t room = 2 * n + 64;
    double *const x = base_alloc(room * r->columns, sizeof *x);
    if (r->n) memcpy(x, r->x, r->n * r->columns * sizeof *x);
    base_free(r->x);
    r->x = x, r->room = room;
}

void shear_progress_add(struct shear_progress_rows *r, const double *x)
{
    reserve(r, r->n + 1);
    memcpy(r->x + r->n++ * r->columns, x, r->columns * sizeof *x);
}

static void visit_rows(struct shear_progress_rows *r, struct checkpoint *c, const char *name)
{
    enum { MOST = 1 << 28 };
    size_t n = r->n;
    checkpoint_enter(c, name);
    checkpoint_count(c, "rows", &n, MOST);
    if (checkpoint_loading(c)) reserve(r, n);
    r->n = n;
    checkpoint_f64(c, "values", r->x, n * r->columns);
    checkpoint_leave(c);
}

/* All but q, which comes last in the file. */
static void visit(struct shear_progress *p, struct checkpoint *c)
{
    struct shear_yielding *const y = &p->yielding;
    double summary[] = {y->energy,  y->stress, y->stress_at, y->drop,
                        y->drop_at, y->events, y->above};
    double event[] = {p->event.drop, p->event.strain, p->event.t};
    enum { MOST = 1 << 28 };
    checkpoint_count(c, "frame", &p->frame, MOST);
    checkpoint_f64(c, "yielding", summary, sizeof summary / sizeof *summary);
    checkpoint_f64(c, "event", event, sizeof event / sizeof *event);
    *y = (struct shear_yielding){summary[0], summary[1], summary[2], summary[3],
                                 summary[4], summary[5], summary[6]};
    p->event.drop = event[0], p->event.strain = event[1], p->event.t = event[2];
    checkpoint_f64(c, "event_x", p->event.x, p->m);
    checkpoint_f64(c, "event_u", p->event.u, p->m);
    visit_rows(&p->steps, c, "steps");
    visit_rows(&p->yields, c, "yields");
}

void shear_progress_save(struct shear_progress *p, const struct run_folder *d)
{
    if (p->steps.n % SHEAR_PROGRESS_EVERY) return;
    char *const path = run_folder_file(d, file);
    struct checkpoint *const c = checkpoint_create_saver();
    checkpoint_u64(c, "digest", &p->digest, 1);
    visit(p, c);
    checkpoint_enter(c, "state");
    quasistatic_visit(&p->q, c);
    checkpoint_leave(c);
    checkpoint_write(c, path, NULL);
    checkpoint_free(c);
    base_free(path);
}

/* NULL without a whole file of this digest. */
static struct checkpoint *open_saved(const struct shear_progress *p, const struct run_folder *d)
{
    char why[400], *const path = run_folder_file(d, file);
    uint64_t digest = 0;
    struct checkpoint *c =
        access(path, F_OK) == 0 ? checkpoint_create_loader(path, why, sizeof why) : NULL;
    if (!c && access(path, F_OK) == 0) fprintf(stderr, "warning: %s: begins anew\n", why);
    if (c) checkpoint_u64(c, "digest", &digest, 1);
    if (c && digest != p->digest) {
        fprintf(stderr, "%s: of other options or frames: begins anew\n", path);
        checkpoint_free(c);
        c = NULL;
    }
    base_free(path);
    return c;
}

bool shear_progress_load(struct shear_progress *p, const struct run_folder *d)
{
    struct checkpoint *const c = open_saved(p, d);
    if (!c) return false;
    visit(p, c);
    p->begun = true;
    checkpoint_free(c);
    return true;
}

void shear_progress_load_state(struct shear_progress *p, const struct run_folder *d)
{
    struct checkpoint *const c = open_saved(p, d);
    require(c, "%s/%s: was removed by another program", d->path, file);
    checkpoint_enter(c, "state");
    quasistatic_visit(&p->q, c);
    checkpoint_leave(c);
    checkpoint_free(c);
}

void shear_progress_remove(const struct run_folder *d)
{
    char *const path = run_folder_file(d, file);
    unlink(path);
    base_free(path);
}
