/* Implementation of failure.h. */
#include "common/run/failure.h"

#include <stdio.h>
#include <string.h>

#include "common/core/comm.h"

static void act(void *context, const char *reason)
{
    struct failure *const f = context;
    char process[32] = "", text[RUN_FOLDER_REASON];
    f->watching = false;
    if (!f->end) {
        const struct run_folder_status before = run_folder_status(f->folder->path);
        f->t = before.t, f->end = before.end;
    }
    if (comm_rank() > 0) snprintf(process, sizeof process, "process %d: ", comm_rank());
    snprintf(text, sizeof text, "%s%s%s", f->starts ? RUN_FOLDER_AT_START : "", process, reason);
    run_folder_set_failed(f->folder, text, f->t, f->end);
}

void failure_watch(struct failure *f, const struct run_folder *folder, bool starts, int64_t t,
                   int64_t end)
{
    if (f->watching) return;
    *f = (struct failure){.death = {.act = act, .context = f},
                          .watching = true,
                          .folder = folder,
                          .starts = starts,
                          .t = t,
                          .end = end};
    base_death_watch(&f->death);
}

void failure_forget(struct failure *f)
{
    if (f->watching) base_death_forget(&f->death);
    f->watching = false;
}
