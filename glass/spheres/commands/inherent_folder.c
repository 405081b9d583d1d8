/* Implementation of inherent_folder.h. */
#include "glass/spheres/commands/inherent_folder.h"

#include <unistd.h>

#include "common/config/runfile.h"
#include "common/core/progress.h"
#include "common/io/run_contents.h"
#include "common/io/run_folder.h"
#include "common/io/trajectory_writer.h"
#include "glass/spheres/structure/energy_surface.h"

struct inherent_folder {
    struct run_folder folder;
    const struct runfile *file;
    struct trajectory_writer *trajectory; /* NULL before the first frame */
    size_t frames;
    int64_t t; /* of the last frame */
};

struct inherent_folder *inherent_folder_create(struct runfile *file, const char *from,
                                               const char *path, size_t frames)
{
    struct inherent_folder *const d = base_alloc(1, sizeof *d);
    *d = (struct inherent_folder){.file = file, .frames = frames};
    require(access(path, F_OK), "%s: exists. quench --structures makes a new folder", path);
    runfile_set(file, "run", "folder", path);
    run_contents_claim(&d->folder, path, false);
    run_contents_declare(&d->folder, file);
    FILE *const log = run_folder_log(&d->folder);
    progress_log(log, "inherent structures of the frames of %s; no simulation", from);
    fclose(log);
    return d;
}

static void open_trajectory(struct inherent_folder *d, const struct frame *like)
{
    const struct h5md_about about = {.label = "diameter",
                                     .time_unit = "sweep",
                                     .creator = runfile_text(d->file, "run", "program"),
                                     .seed = (uint64_t)runfile_int(d->file, "run", "seed"),
                                     .planned = d->frames};
    char *const path = run_folder_file(&d->folder, "trajectory.h5");
    d->trajectory = trajectory_writer_create(d->folder.lock, path, like, &about);
    base_free(path);
}

void inherent_folder_add(struct inherent_folder *d, const struct frame *f,
                         const struct energy_surface *l, double energy)
{
    struct frame q = *f;
    q.x = l->x, q.energy = energy / (double)f->n;
    if (!d->trajectory) open_trajectory(d, &q);
    trajectory_writer_add(d->trajectory, &q);
    d->t = f->t;
}

void inherent_folder_close(struct inherent_folder *d)
{
    trajectory_writer_close(d->trajectory);
    run_folder_set_status(&d->folder, "finished", d->t, d->t, 0);
    run_folder_close(&d->folder);
    base_free(d);
}
