/* Commands that take folders and then KEY=VALUE: options declared, checked and refused like keys of
   a run file's section. */
#ifndef COMMON_RUN_COMMAND_OPTIONS_H
#define COMMON_RUN_COMMAND_OPTIONS_H

struct program_request;
struct runfile;
struct runfile_key;

/* A run file with the section `command` as the words say; what is asked of it is asked with that
   name of section. Words that name nothing on disk and hold a '=' are options; they come after
   `*folders` others, counted here. Dies unless there are `least` ... `most` of those. */
struct runfile *command_options_read(const struct program_request *r, const char *command,
                                     const struct runfile_key *keys, int least, int most,
                                     int *folders);

#endif
