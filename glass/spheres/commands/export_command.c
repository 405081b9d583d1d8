/* Implementation of export_command.h. */
#include "glass/spheres/commands/export_command.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>

#include "common/io/output.h"
#include "common/run/run_folders.h"
#include "common/io/atomic_file.h"
#include "common/config/runfile.h"
#include "common/io/trajectory.h"
#include "common/run/command_options.h"
#include "glass/spheres/state/formats.h"
#include "glass/spheres/state/formats_output.h"
#include "glass/spheres/state/gzip_writer.h"
#include "glass/spheres/commands/frame_choice.h"
#include "glass/spheres/commands/stored_frames.h"

/* Text at the head of files that glass export has written, by format. */
static const struct base_row marks[] = {
    {"xyz", "Properties=species:S:1:pos:R:3:radius:R:1"},
    {"data", "swapglass t = "},
    {"dump", "ITEM: ATOMS id type xu yu zu radius\n"},
    {"gsd", "\xdf\x65\xdf\x65\xdf\x65\xdf\x65"},
    {0},
};
static const struct base_table mark_table = {"format", "marks of exported files", marks,
                                             sizeof *marks};

/* Fatal if the file is one of the run, or the one that it started from. */
static void require_free(const struct program_request *request, const struct runfile *f)
{
    char *const read[] = {request->words[0], (char *)runfile_text(f, "system", "start")};
    const struct output o = {.force = request->force, .n = 2, .input = read};
    const struct base_row *const mark = base_pick(&mark_table, request->words[1], "export: format");
    output_require(&o, request->words[2], output_marked,
                   formats_compressed(request->words[2]) ? gzip_writer_mark : mark->doc);
}

const struct runfile_key export_command_keys[] = {
    {.name = "frames",
     .doc = "frames to export: default, first, last, all, times \"0,100\", or \"FROM..UNTIL\"",
     .type = RUNFILE_TEXT,
     .value = "default"},
    STORED_FRAMES_KEYS,
    {0},
};

/* All, or the last for a format of one frame. */
static struct frame_choice choice_of(const struct runfile *o, const struct formats_row *row)
{
    const char *const text = runfile_text(o, "export", "frames");
    return frame_choice_parse(strcmp(text, "default") ? text
                              : row->many             ? "all"
                                                      : "last",
                              runfile_where(o, "export", "frames"));
}

static void write_frames(struct stored_frames *r, const struct frame_choice *c,
                         const struct formats_row *row, const char *path, FILE *out)
{
    struct frame f;
    struct formats_output *const o = formats_output_begin(out, row, path);
    for (size_t k = 0; k < r->frames; k++) {
        if (!frame_choice_has(c, k, r->frames, trajectory_time(r->trajectory, r->first + k)))
            continue;
        stored_frames_read(r, k, &f);
        formats_output_add(o, &f);
    }
    formats_output_end(o);
}

/* Fatal unless the frames have all chosen times, and a file of one frame gets one. */
static void require_frames(const struct stored_frames *r, const struct frame_choice *c,
                           const struct formats_row *row, const char *where)
{
    size_t n = 0;
    for (size_t k = 0; k < r->frames; k++)
        n += frame_choice_has(c, k, r->frames, trajectory_time(r->trajectory, r->first + k));
    require(n > 0 && n >= c->n, "%s: %s has %zu of these frames; it has %zu, from t = %lld to %lld",
            where, r->folder, n, r->frames, (long long)trajectory_time(r->trajectory, r->first),
            (long long)trajectory_time(r->trajectory, r->first + r->frames - 1));
    require(row->many || n == 1, "%s: %zu frames; a file of the format %s has one", where, n,
            row->name);
}

/* FOLDER FORMAT FILE. */
static void export_one(const struct program_request *request, const struct runfile *o)
{
    const char *const path = request->words[2];
    const struct formats_row *const row =
        base_pick(&formats_table, request->words[1], "export: format");
    const struct frame_choice choice = choice_of(o, row);
    struct stored_frames r;
    stored_frames_open(&r, request);
    stored_frames_limit(&r, runfile_real(o, "export", "from"), runfile_real(o, "export", "until"));
    require_frames(&r, &choice, row, runfile_where(o, "export", "frames"));
    require_free(request, r.file);
    FILE *const out = atomic_file_begin(path);
    write_frames(&r, &choice, row, path, out);
    output_end(path, out);
    stored_frames_close(&r);
}

/* The name of a run before the extensions: "liquid.xyz.gz" becomes "liquid_seed=1.xyz.gz"; base_free. */
static char *file_of(const char *file, const char *run)
{
    const char *const slash = strrchr(file, '/'), *const name = slash ? slash + 1 : file;
    const size_t whole = strlen(file) - (formats_compressed(file) ? strlen(".gz") : 0);
    const char *at = file + whole;
    do at--;
    while (at > name && *at != '.');
    const size_t n = at > name && isalpha((unsigned char)at[1]) ? (size_t)(at - file) : whole;
    return base_text("%.*s_%s%s", (int)n, file, run, file + n);
}

int export_command(const struct program_request *request)
{
    int words;
    struct runfile *const o =
        command_options_read(request, "export", export_command_keys, 3, INT_MAX, &words);
    char **const last = request->words + words - 2;
    struct run_folders f = run_folders_find((size_t)words - 2, request->words);
    for (size_t i = 0; i < f.n; i++) {
        char *const run = run_folders_name(&f, i), *const file = f.n > 1 ? file_of(last[1], run)
                                                                         : base_text("%s", last[1]);
        struct program_request one = *request;
        one.words = (char *[]){f.folder[i], last[0], file};
        one.n = 3;
        export_one(&one, o);
        base_free(run), base_free(file);
    }
    run_folders_clear(&f);
    runfile_free(o);
    return EXIT_OK;
}
