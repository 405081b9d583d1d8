/* The reason of a fatal error in the status and the log of a run's folder, from any process. */
#ifndef COMMON_RUN_FAILURE_H
#define COMMON_RUN_FAILURE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/core/base.h"
#include "common/io/run_folder.h"

struct failure {
    struct base_death death;
    bool watching;
    const struct run_folder *folder; /* open, or a path alone */
    bool starts;                     /* no checkpoint was ever written */
    int64_t t, end;                  /* of the newest checkpoint; end 0: those in the status */
};

/* From now on a fatal error writes the reason. f must stay in place until failure_forget. No effect
   if f watches already. */
void failure_watch(struct failure *f, const struct run_folder *folder, bool starts, int64_t t,
                   int64_t end);
void failure_forget(struct failure *f);

#endif
