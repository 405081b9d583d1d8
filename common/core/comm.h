/* The processes that run one program together: those of mpirun in a build with MPI=1, otherwise the
   only one, for which there is nothing to do. What a run computes never depends on their number:
   random streams are keyed by replica, and decisions come from numbers that all share. All but
   comm_send, comm_probe and comm_recv are collective: every process calls them, in one order.
   A process that dies of a wrong input or a full disk ends all, with its one line and status 2. */
#ifndef COMMON_CORE_COMM_H
#define COMMON_CORE_COMM_H

#include <stddef.h>

void comm_init(int *argc, char ***argv);
void comm_finalize(void);

/* ---- not collective ---------------------------------------------------------------------------- */

int comm_size(void);
int comm_rank(void); /* 0: the one that writes what is written once */

void comm_send(const void *bytes, size_t n, int to);
size_t comm_probe(int from); /* waits for a message; its size [bytes] */
void comm_recv(void *bytes, size_t n, int from);
/* A process made by fork has no part in the team. */
void comm_detach(void);

/* ---- collective -------------------------------------------------------------------------------- */

/* What may be wrong with a run is tried, and said, by the first process alone: the others wait in
   comm_wait_for_root until it calls comm_release. */
void comm_wait_for_root(void);
void comm_release(void);

unsigned comm_or(unsigned flags);       /* the flags that any process sets */
void comm_sum(double *x, size_t n);     /* exact where all but one process have 0 */
void comm_bcast(void *bytes, size_t n); /* what the first process has becomes all's */

/* A run of the first process that the others help with: what they wait for is a word that it shares,
   this one where a piece of work follows, otherwise the status to end with. */
enum { COMM_WORK = -1 };

#endif
