/* What several tests need: scratch folders, run files from text, and watching a function die. */
#ifndef TESTS_SUPPORT_H
#define TESTS_SUPPORT_H

#include <stddef.h>

struct drive_program;
struct mc_system;
struct runfile;

char *support_folder(
    void); /* a fresh folder; support_remove removes it with all in it and frees the name */
void support_remove(char *folder);
void support_write(const char *path, const void *bytes, size_t n);
/* A checked run file for a system from INI text. */
struct runfile *support_load(const struct drive_program *program, const struct mc_system *system,
                             const char *ini);
/* Runs act(argument) in a child. Returns its exit status (-1: a signal) and what it wrote to
   standard error. */
int support_dies(void (*act)(void *argument), void *argument, char *message, size_t room);
/* The same, and true if the status is 2 and the message is one line that holds `part`. */
int support_refuses(void (*act)(void *argument), void *argument, const char *part);

#endif
