/* A command for the stored frames of one run, applied to all runs that its arguments mean. */
#ifndef GLASS_SPHERES_COMMANDS_EACH_RUN_H
#define GLASS_SPHERES_COMMANDS_EACH_RUN_H

struct program_request;

/* Calls `one` for every run of `FOLDER... KEY=VALUE...` (run_folders.h). Runs without a frame are
   skipped with a warning. With several runs, means of the tables (names, ends with NULL) follow
   (member_means.h), in --into, or in `means` in the folder that contains all runs. */
int each_run(const struct program_request *r, int (*one)(const struct program_request *r),
             const char *const *tables);

#endif
