/* The list of members in an ensemble's folder. `members` exists if and only if the ensemble is
   complete. While members are removed and created, `members.making` lists all folders that may
   exist, so that a killed `run --force` leaves no mixture of old and new members. */
#ifndef COMMON_RUN_ENSEMBLE_MEMBERS_H
#define COMMON_RUN_ENSEMBLE_MEMBERS_H

#include <stdbool.h>
#include <stddef.h>

struct ensemble_members {
    size_t n;
    char **folder; /* (n) paths of the members */
};

bool ensemble_members_exist(const char *folder); /* does the folder contain an ensemble */
/* was the creation of an ensemble interrupted */
bool ensemble_members_interrupted(const char *folder);
/* Fatal if `members` is missing or malformed. ensemble_members_clear. */
struct ensemble_members ensemble_members_read(const char *folder);
void ensemble_members_clear(struct ensemble_members *m);

/* Folders of `members` and `members.making` and of the names (n), each once;
   ensemble_members_clear. */
struct ensemble_members ensemble_members_all(const char *folder, size_t n, char *const *names);
/* Lists all in `members.making`, then removes `members`, then the folders. */
void ensemble_members_remove(const char *folder, const struct ensemble_members *all);
/* Writes `members`, which marks the folder as an ensemble. names (n): folders below it. */
void ensemble_members_declare(const char *folder, size_t n, char *const *names);

#endif
