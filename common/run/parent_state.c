/* Implementation of parent_state.h. A rung's checkpoint is a part of its ladder's. */
#include "common/run/parent_state.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/core/base.h"
#include "common/io/checkpoint.h"
#include "common/io/checkpoint_pair.h"
#include "common/io/checkpoint_part.h"
#include "common/io/h5md.h"
#include "common/io/run_place.h"
#include "common/io/trajectory.h"

enum { TIMES = 600 }; /* characters of the list of times */

/* ---- rungs ----------------------------------------------------------------------------------- */

static bool has_file(const char *folder, const char *name)
{
    char *const path = base_text("%s/%s", folder, name);
    const bool there = access(path, F_OK) == 0;
    base_free(path);
    return there;
}

/* The folder above, if this one has the name of a rung; base_free. NULL otherwise. */
static char *ladder_of(const char *folder, size_t *rung)
{
    const char *const slash = strrchr(folder, '/'), *const name = slash ? slash + 1 : folder;
    char *end;
    *rung = strtoul(name, &end, 10);
    if (strlen(name) < 2 || *end || strspn(name, "0123456789") != strlen(name)) return NULL;
    return slash ? base_text("%.*s", (int)(slash - folder), folder) : base_text(".");
}

size_t parent_state_rungs(const char *folder)
{
    size_t rung, n = 0;
    char *const ladder = ladder_of(folder, &rung);
    const bool own = has_file(folder, "checkpoint.h5") || !ladder;
    for (bool there = !own && has_file(ladder, "checkpoint.h5"); there; n += there) {
        char *const path = base_text("%s/%02zu", ladder, n);
        there = has_file(path, "run.ini");
        base_free(path);
    }
    base_free(ladder);
    return n;
}

/* ---- checkpoints ----------------------------------------------------------------------------- */

/* Checkpoint `which` of a run or a rung; NULL if there is none, or if it is damaged. */
static struct checkpoint *open_one(const char *folder, int which)
{
    size_t rung;
    if (!parent_state_rungs(folder)) return checkpoint_pair_open(folder, which);
    char *const ladder = ladder_of(folder, &rung);
    struct checkpoint *const all = checkpoint_pair_open(ladder, which),
                             *const one = all ? checkpoint_part_load(all, rung, ladder) : NULL;
    checkpoint_free(all);
    base_free(ladder);
    return one;
}

static int64_t time_of(struct checkpoint *c)
{
    int64_t t = 0;
    checkpoint_i64(c, "t", &t, 1);
    return t;
}

static bool take_checkpoint(struct parent_state *p, bool timed, char *times)
{
    for (int which = 0; which < CHECKPOINT_PAIR && !p->c; which++) {
        struct checkpoint *const c = open_one(p->folder, which);
        if (!c) continue;
        const int64_t t = time_of(c);
        const size_t used = strlen(times);
        snprintf(times + used, TIMES - used, "%s %" PRId64, *times ? "," : " checkpoints", t);
        if (!timed || t == p->t)
            p->c = c, p->t = t, p->digest = checkpoint_checksum(c);
        else
            checkpoint_free(c);
    }
    return p->c;
}

/* ---- frames ---------------------------------------------------------------------------------- */

/* At most this many on both sides of the time wanted. */
static void list_frames(const struct trajectory *f, int64_t t, char *times)
{
    enum { AROUND = 8 };
    const size_t n = trajectory_frames(f);
    size_t next = 0;
    while (next < n && trajectory_time(f, next) < t) next++;
    const size_t first = next > AROUND ? next - AROUND : 0,
                 end = next + AROUND < n ? next + AROUND : n;
    size_t used = strlen(times);
    used += (size_t)snprintf(times + used, TIMES - used, "%s %zu frames:%s", *times ? ";" : "", n,
                             first ? " ..." : "");
    for (size_t i = first; i < end && used < TIMES; i++)
        used += (size_t)snprintf(times + used, TIMES - used, "%s %" PRId64, i > first ? "," : "",
                                 trajectory_time(f, i));
    if (end < n && used < TIMES) snprintf(times + used, TIMES - used, ", ...");
}

static bool take_frame(struct parent_state *p, char *times)
{
    char *const path = base_text("%s/trajectory.h5", p->folder);
    const bool there = access(path, R_OK) == 0;
    struct trajectory *const f = there ? trajectory_open(path) : NULL;
    size_t i = 0;
    while (f && i < trajectory_frames(f) && trajectory_time(f, i) != p->t) i++;
    const bool found = f && i < trajectory_frames(f);
    if (found) {
        struct frame frame;
        trajectory_read(f, i, &frame);
        frame_copy(&p->frame, &frame);
        p->digest = h5md_frame_checksum(&frame);
    } else if (f) {
        list_frames(f, p->t, times);
    }
    trajectory_close(f);
    base_free(path);
    return found;
}

/* ---- both ------------------------------------------------------------------------------------ */

struct parent_state parent_state_read(const char *place, const char *where)
{
    char times[TIMES] = "";
    struct run_place at = run_place_parse(place);
    struct parent_state p = {.folder = base_text("%s", at.folder), .t = at.t};
    require(has_file(p.folder, "run.ini"), "%s: %s: holds no run (run.ini)", where, p.folder);
    const bool found = take_checkpoint(&p, at.timed, times) || (at.timed && take_frame(&p, times));
    require(found || at.timed, "%s: %s: has no checkpoint to branch from", where, p.folder);
    require(found, "%s: %s has no state at time %" PRId64 "; there are%s", where, p.folder, p.t,
            *times ? times : " none");
    run_place_clear(&at);
    return p;
}

void parent_state_clear(struct parent_state *p)
{
    checkpoint_free(p->c);
    frame_clear(&p->frame);
    base_free(p->folder);
    *p = (struct parent_state){0};
}

bool parent_state_exists(const char *folder, int64_t t)
{
    char times[TIMES] = "";
    struct parent_state p = {.folder = base_text("%s", folder), .t = t};
    const bool found = take_checkpoint(&p, true, times) || take_frame(&p, times);
    parent_state_clear(&p);
    return found;
}
