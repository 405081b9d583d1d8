/* What several tests need: scratch folders, run files and chains from text, and watching a function
   die. */
#ifndef TESTS_SUPPORT_H
#define TESTS_SUPPORT_H

#include <stddef.h>
#include <stdint.h>

#include "common/mc/mc.h"

struct runfile;

char *support_folder(
    void); /* a fresh folder; support_remove removes it with all in it and frees the name */
void support_remove(char *folder);
void support_write(const char *path, const void *bytes, size_t n);
/* A checked run file for a system from INI text, formatted as by printf. */
struct runfile *support_load(const struct mc_system *system, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A chain from such a text, put into its start; mc_clear it. */
struct mc_chain support_chain(const struct mc_system *system, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Units of time by the dynamics of that name. */
void support_advance(struct mc_chain *c, const char *dynamics, int times);
/* Checksum of all that a restart needs. */
uint64_t support_digest(struct mc_chain *c);
struct support_average {
    double mean, error; /* plain standard error */
};
struct support_average support_average(const double *x, int n); /* of independent values */
/* Loads into `to` what a checkpoint file of `from` holds. */
void support_restart(struct mc_chain *from, struct mc_chain *to);

/* For cmocka_run_group_tests: one scratch folder for all tests of a program. */
extern char *support_root;
int support_begin(void **state);
int support_end(void **state);

/* Runs act(argument) in a child. Returns its exit status (-1: a signal) and what it wrote to
   standard error. */
int support_dies(void (*act)(void *argument), void *argument, char *message, size_t room);
/* The same, and true if the status is 2 and the message is one line that holds `part`. */
int support_refuses(void (*act)(void *argument), void *argument, const char *part);

#endif
