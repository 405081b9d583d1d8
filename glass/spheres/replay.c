/* Implementation of replay.h. */
#include "glass/spheres/replay.h"

#include "common/drive.h"
#include "common/folder.h"
#include "common/needs.h"
#include "common/runfile.h"
#include "common/trajectory.h"
#include "glass/spheres/spheres.h"
#include "glass/spheres/start.h"
#include "glass/spheres/system.h"

void replay_open(struct replay *r, const struct drive_request *request)
{
    const struct drive_program *const program = request->program;
    const char *const folder = request->words[0];
    char *const ini = folder_run_file(folder), *const h5 = base_text("%s/trajectory.h5", folder);
    *r = (struct replay){.file = drive_load(program, NULL, ini, 0, NULL), .folder = folder};
    require(drive_system(program, r->file) == &glass_spheres, "%s: not a run of spheres", folder);
    needs_check_command(&glass_spheres, r->file, request->command);
    const char *why;
    r->T = runfile_real(r->file, "system", "T");
    const bool good = anneal_parse(&r->anneal, runfile_text(r->file, "run", "anneal"), r->T, &why);
    require(good, "%s: %s", runfile_where(r->file, "run", "anneal"), why);
    r->s = glass_spheres.create(r->file);
    r->trajectory = trajectory_open(h5, 0);
    r->frames = trajectory_frames(r->trajectory);
    require(r->frames, "%s: holds no frame yet", h5);
    base_free(ini);
    base_free(h5);
}

void replay_close(struct replay *r)
{
    trajectory_close(r->trajectory);
    spheres_free(r->s);
    runfile_free(r->file);
}

void replay_frame(struct replay *r, size_t index, struct frame *f)
{
    trajectory_read(r->trajectory, index, f);
    start_take(r->s, f, r->folder, "trajectory");
    r->s->T = r->anneal.n && f->t > 0 ? anneal_T(&r->anneal, f->t - 1) : r->T;
}
