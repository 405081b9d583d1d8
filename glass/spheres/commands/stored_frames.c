/* Implementation of stored_frames.h. */
#include "glass/spheres/commands/stored_frames.h"

#include "common/run/program.h"
#include "common/io/run_folder.h"
#include "common/run/requirements.h"
#include "common/config/runfile.h"
#include "common/io/trajectory.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/state/start.h"
#include "glass/spheres/system.h"

void stored_frames_open(struct stored_frames *r, const struct program_request *request)
{
    const struct program *const program = request->program;
    const char *const folder = request->words[0];
    char *const ini = run_folder_run_file(folder), *const h5 =
                                                       base_text("%s/trajectory.h5", folder);
    *r =
        (struct stored_frames){.file = program_load(program, NULL, ini, 0, NULL), .folder = folder};
    require(program_system(program, r->file) == &glass_spheres, "%s: not a run of spheres", folder);
    requirements_check_command(program, &glass_spheres, r->file, request->command);
    const char *why;
    r->T = runfile_real(r->file, "system", "T");
    const bool good = temperature_schedule_parse(
        &r->anneal, runfile_text(r->file, "run", "temperature_schedule"), r->T, &why);
    require(good, "%s: %s", runfile_where(r->file, "run", "temperature_schedule"), why);
    r->liquid = glass_spheres.create(r->file);
    r->s = &r->liquid->s;
    r->trajectory = trajectory_open(h5);
    r->frames = trajectory_frames(r->trajectory);
    require(r->frames, "%s: holds no frame yet", h5);
    base_free(ini);
    base_free(h5);
}

void stored_frames_close(struct stored_frames *r)
{
    trajectory_close(r->trajectory);
    liquid_free(r->liquid);
    runfile_free(r->file);
}

void stored_frames_limit(struct stored_frames *r, double from, double until)
{
    const size_t all = r->frames;
    const int64_t begin = trajectory_time(r->trajectory, 0),
                  end = trajectory_time(r->trajectory, all - 1);
    while (r->frames && (double)trajectory_time(r->trajectory, r->first) < from)
        r->first++, r->frames--;
    while (r->frames && (double)trajectory_time(r->trajectory, r->first + r->frames - 1) > until)
        r->frames--;
    require(r->frames, "%s: none of %zu frames (t = %lld to %lld) is between --from and --until",
            r->folder, all, (long long)begin, (long long)end);
}

void stored_frames_read(struct stored_frames *r, size_t index, struct frame *f)
{
    trajectory_read(r->trajectory, r->first + index, f);
    start_take(r->s, f, liquid_any_box(r->liquid), r->folder, "trajectory");
    r->liquid->T = r->anneal.n && f->t > 0 ? temperature_schedule_T(&r->anneal, f->t - 1) : r->T;
}
