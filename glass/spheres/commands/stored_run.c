/* Implementation of stored_run.h. */
#include "glass/spheres/commands/stored_run.h"

#include <stdio.h>

#include "common/config/runfile.h"
#include "common/io/output.h"
#include "common/run/command_options.h"
#include "common/run/program.h"
#include "glass/spheres/state/spheres.h"

void stored_run_init(struct stored_run *r, const struct program_request *request,
                     const struct runfile_key *keys, const char *const *heads)
{
    int folders;
    r->options = command_options_read(request, request->command, keys, 1, 1, &folders);
    stored_frames_open(&r->frames, request);
    stored_frames_limit(&r->frames, runfile_real(r->options, request->command, "from"),
                        runfile_real(r->options, request->command, "until"));
    if (run_folder_in_use(request->words[0])) {
        fprintf(stderr, "%s: under way: its %zu finished frames are used\n", request->words[0],
                r->frames.frames);
        r->folder = (struct run_folder){.path = base_text("%s", request->words[0]), .lock = -1};
    } else {
        run_folder_open(&r->folder, request->words[0]);
    }
    output_require_tables(r->folder.path, request->force, heads);
}

void stored_run_clear(struct stored_run *r)
{
    run_folder_close(&r->folder);
    stored_frames_close(&r->frames);
    runfile_free(r->options);
}

void stored_run_warn_of_force(const struct stored_run *r, size_t above, size_t frames, double force)
{
    static const char *const smooth[] = {"forces", "second derivatives"};
    if (!above) return;
    const struct potential *const v = r->frames.s->potential;
    fprintf(stderr, "warning: %s: %zu of %zu frames keep forces above %g", r->frames.folder, above,
            frames, force);
    if (v->smooth >= 0 && v->smooth < 2)
        fprintf(stderr, ": %s of %s jump at its cut-off", smooth[v->smooth], v->name);
    fputc('\n', stderr);
}
