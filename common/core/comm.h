/* Communication between the processes of one program: the ranks of mpirun in a build with MPI=1,
   otherwise the only process, where all functions are trivial. Results never depend on the
   number of processes: random streams are keyed by replica, and decisions use numbers that all
   ranks share. All functions except comm_send, comm_probe and comm_recv are collective: every
   rank calls them, in the same order. A fatal error in one process ends all of them, with one
   line and status 2. */
#ifndef COMMON_CORE_COMM_H
#define COMMON_CORE_COMM_H

#include <stddef.h>

void comm_init(int *argc, char ***argv);
void comm_finalize(void);

/* ---- not collective -------------------------------------------------------------------------- */

int comm_size(void);
int comm_rank(void); /* 0: writes all shared files */

void comm_send(const void *bytes, size_t n, int to);
size_t comm_probe(int from); /* waits for a message; returns its size [bytes] */
void comm_recv(void *bytes, size_t n, int from);
/* Removes a forked child from the communicator. */
void comm_detach(void);

/* ---- collective ------------------------------------------------------------------------------ */

/* Rank 0 alone checks the input and reports errors. The other ranks wait in comm_wait_for_root
   until it calls comm_release. */
void comm_wait_for_root(void);
void comm_release(void);

unsigned comm_or(unsigned flags);       /* bitwise or over all ranks */
void comm_sum(double *x, size_t n);     /* sum over all ranks; exact if at most one rank has a
                                           nonzero term */
void comm_bcast(void *bytes, size_t n); /* broadcast from rank 0 */

/* Runs of rank 0 with help of the other ranks: rank 0 broadcasts COMM_WORK before each request,
   and at the end its exit status. */
enum { COMM_WORK = -1 };

#endif
