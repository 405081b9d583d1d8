/* Options KEY=VALUE after the folders of a command. They are declared and checked like the keys of
   a run file. */
#ifndef COMMON_RUN_COMMAND_OPTIONS_H
#define COMMON_RUN_COMMAND_OPTIONS_H

struct program_request;
struct runfile;
struct runfile_key;

/* Parses `FOLDER... KEY=VALUE...`. Returns a run file with one section, named after the command,
   that has the options; options without a default must be given. An argument with '=' is an option unless a file of that name exists.
   Sets *folders to the number of leading folders, which must be in [least, most]. */
struct runfile *command_options_read(const struct program_request *r, const char *command,
                                     const struct runfile_key *keys, int least, int most,
                                     int *folders);

#endif
