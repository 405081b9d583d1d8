/* The processes that run one program together: those of mpirun in a build with MPI=1, otherwise the
   only one, for which there is nothing to do. What a run computes never depends on their number:
   random streams are keyed by replica, and decisions come from numbers that all share. All but
   team_send, team_expect and team_receive are collective: every process calls them, in one order.
   A process that dies of a wrong input or a full disk ends all, with its one line and status 2. */
#ifndef COMMON_TEAM_H
#define COMMON_TEAM_H

#include <stddef.h>

void team_open(int *argc, char ***argv);
void team_close(void);

/* ---- not collective ---------------------------------------------------------------------------- */

int team_size(void);
int team_rank(void); /* 0: the one that writes what is written once */

void team_send(const void *bytes, size_t n, int to);
size_t team_expect(int from); /* waits for a message; its size [bytes] */
void team_receive(void *bytes, size_t n, int from);
/* A process made by fork has no part in the team. */
void team_forget(void);

/* ---- collective -------------------------------------------------------------------------------- */

/* What may be wrong with a run is tried, and said, by the first process alone: the others wait in
   team_follow until it calls team_lead. */
void team_follow(void);
void team_lead(void);

unsigned team_any(unsigned flags);      /* the flags that any process sets */
void team_sum(double *x, size_t n);     /* exact where all but one process have 0 */
void team_share(void *bytes, size_t n); /* what the first process has becomes all's */

/* A run of the first process that the others help with: what they wait for is a word that it shares,
   this one where a piece of work follows, otherwise the status to end with. */
enum { TEAM_WORK = -1 };

#endif
