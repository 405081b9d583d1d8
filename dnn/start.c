/* Implementation of start.h. */
#include "dnn/start.h"

#include <math.h>
#include <unistd.h>

#include "common/base.h"
#include "common/trajectory.h"

static void check(const struct frame *f, size_t n, const double *label, const char *path,
                  const char *where)
{
    require(f->n == n && f->dim == 1, "%s: %s holds %zu weights, not %zu", where, path,
            f->n * (size_t)f->dim, n);
    for (size_t i = 0; i < n; i++) {
        require(f->label && f->label[i] == label[i],
                "%s: %s is of a network with other layers (weight %zu)", where, path, i);
        require(isfinite(f->x[i]), "%s: %s: weight %zu is %g", where, path, i, f->x[i]);
    }
}

void start_take(const char *folder, size_t n, const double *label, real *w, const char *where)
{
    char *const path = base_text("%s/trajectory.h5", folder);
    require(access(path, R_OK) == 0,
            "%s: must be none or a run folder with a trajectory; there is no '%s'", where, path);
    struct trajectory *const t = trajectory_open(path, 0);
    const size_t frames = trajectory_frames(t);
    require(frames == trajectory_capacity(t), "%s: %s: that run has not finished", where, path);
    struct frame f;
    trajectory_read(t, frames - 1, &f);
    check(&f, n, label, path, where);
    for (size_t i = 0; i < n; i++) w[i] = (real)f.x[i];
    trajectory_close(t);
    base_free(path);
}
