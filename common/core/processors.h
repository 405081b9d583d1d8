/* Processors that this process may use, and memory. */
#ifndef COMMON_CORE_PROCESSORS_H
#define COMMON_CORE_PROCESSORS_H

/* At least 1: the affinity mask (taskset, cpuset, Slurm), bounded by the processor time that
   control groups allow (cpu.max of version 2, cpu.cfs_quota_us of version 1), rounded down. */
int processors_available(void);

double processors_memory(void); /* of this machine [bytes] */

#endif
