/* The run folder of a command: its stored frames, the command's options, and the folder that gets the
   tables. */
#ifndef GLASS_SPHERES_COMMANDS_STORED_RUN_H
#define GLASS_SPHERES_COMMANDS_STORED_RUN_H

#include "common/io/run_folder.h"
#include "glass/spheres/commands/stored_frames.h"

struct program_request;
struct runfile;
struct runfile_key;

struct stored_run {
    struct runfile *options; /* one section, named as the command */
    struct stored_frames frames;
    struct run_folder folder;
};

/* Reads FOLDER [KEY=VALUE...]; fatal if FOLDER is not a run of spheres with frames, an option is
   not allowed, or a table of the `heads` (see output_require_tables) may not be written. */
void stored_run_init(struct stored_run *r, const struct program_request *request,
                     const struct runfile_key *keys, const char *const *heads);
void stored_run_clear(struct stored_run *r);

/* Warns if the minimiser left forces above `force` in `above` of the frames, with the reason if the
   potential is not smooth enough at its cut-off. */
void stored_run_warn_of_force(const struct stored_run *r, size_t above, size_t frames,
                              double force);

#endif
