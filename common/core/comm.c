/* Implementation of comm.h, compiled twice: without MPI, and with COMM_MPI for builds with MPI. */
#include "common/core/comm.h"

#include "common/core/base.h"

#ifdef COMM_MPI
#include <limits.h>
#include <mpi.h>

#include "common/core/base.h"

static int size = 1, rank;

static void end_all(void)
{
    MPI_Abort(MPI_COMM_WORLD, EXIT_REFUSED);
}

void comm_init(int *argc, char ***argv)
{
    int threads;
    MPI_Init_thread(argc, argv, MPI_THREAD_FUNNELED, &threads);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    if (size > 1) base_on_death(end_all);
}

void comm_finalize(void)
{
    MPI_Finalize();
}

int comm_size(void)
{
    return size;
}

int comm_rank(void)
{
    return rank;
}

void comm_detach(void)
{
    base_on_death(NULL);
    size = 1, rank = 0;
}

static int count_of(size_t n)
{
    require(n <= INT_MAX, "a state of %zu bytes is too large for a message between processes", n);
    return (int)n;
}

void comm_send(const void *bytes, size_t n, int to)
{
    MPI_Send(bytes, count_of(n), MPI_BYTE, to, 0, MPI_COMM_WORLD);
}

size_t comm_probe(int from)
{
    MPI_Status status;
    int n;
    MPI_Probe(from, 0, MPI_COMM_WORLD, &status);
    MPI_Get_count(&status, MPI_BYTE, &n);
    return (size_t)n;
}

void comm_recv(void *bytes, size_t n, int from)
{
    MPI_Recv(bytes, count_of(n), MPI_BYTE, from, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

void comm_wait_for_root(void)
{
    if (rank > 0) MPI_Barrier(MPI_COMM_WORLD);
}

void comm_release(void)
{
    if (size > 1 && rank == 0) MPI_Barrier(MPI_COMM_WORLD);
}

unsigned comm_or(unsigned flags)
{
    unsigned all = flags;
    if (size > 1) MPI_Allreduce(&flags, &all, 1, MPI_UNSIGNED, MPI_BOR, MPI_COMM_WORLD);
    return all;
}

void comm_sum(double *x, size_t n)
{
    if (size > 1) MPI_Allreduce(MPI_IN_PLACE, x, count_of(n), MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
}

void comm_bcast(void *bytes, size_t n)
{
    if (size > 1) MPI_Bcast(bytes, count_of(n), MPI_BYTE, 0, MPI_COMM_WORLD);
}

#else

void comm_init(int *argc, char ***argv)
{
    (void)argc, (void)argv;
}

void comm_finalize(void) {}

int comm_size(void)
{
    return 1;
}

int comm_rank(void)
{
    return 0;
}

void comm_detach(void) {}

void comm_send(const void *bytes, size_t n, int to)
{
    base_die("no process %d to send %zu bytes to (%p)", to, n, bytes);
}

size_t comm_probe(int from)
{
    base_die("no process %d to hear from", from);
}

void comm_recv(void *bytes, size_t n, int from)
{
    base_die("no process %d to have %zu bytes from (%p)", from, n, bytes);
}

void comm_wait_for_root(void) {}

void comm_release(void) {}

unsigned comm_or(unsigned flags)
{
    return flags;
}

void comm_sum(double *x, size_t n)
{
    (void)x, (void)n;
}

void comm_bcast(void *bytes, size_t n)
{
    (void)bytes, (void)n;
}

#endif
