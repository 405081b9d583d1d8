/* Implementation of processors.h. */
#include "common/core/processors.h"

#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/core/base.h"

/* In the affinity mask; the kernel refuses a mask smaller than its own. */
static int in_mask(void)
{
    enum { MOST = 1 << 20 };
    for (int n = CPU_SETSIZE; n <= MOST; n *= 4) {
        cpu_set_t *const mask = CPU_ALLOC((size_t)n);
        const size_t size = CPU_ALLOC_SIZE((size_t)n);
        const bool good = mask && sched_getaffinity(0, size, mask) == 0;
        const int count = good ? CPU_COUNT_S(size, mask) : 0;
        CPU_FREE(mask);
        if (count > 0) return count;
    }
    return (int)sysconf(_SC_NPROCESSORS_ONLN);
}

/* The first two words of a file; false if it cannot be read. */
static bool words_of(const char *folder, const char *name, char first[64], char second[64])
{
    char *const path = base_text("%s/%s", folder, name);
    FILE *const in = fopen(path, "r");
    *first = *second = 0;
    const bool good = in && fscanf(in, "%63s %63s", first, second) >= 1;
    if (in) fclose(in);
    base_free(path);
    return good;
}

/* Processors that the quota of one control group allows; infinity if it has none. */
static double quota(const char *folder)
{
    char used[64], period[64], unused[64];
    double a, b;
    const bool version2 = words_of(folder, "cpu.max", used, period);
    const bool version1 = !version2 && words_of(folder, "cpu.cfs_quota_us", used, unused) &&
                          words_of(folder, "cpu.cfs_period_us", period, unused);
    const bool limited = (version2 || version1) && sscanf(used, "%lf", &a) == 1 &&
                         sscanf(period, "%lf", &b) == 1 && a > 0 && b > 0;
    return limited ? a / b : INFINITY;
}

/* The least quota of a group and of the groups above it. */
static double least_quota(const char *mount, const char *group)
{
    char *const path = base_text("%s%s", mount, strcmp(group, "/") ? group : "");
    double least = INFINITY;
    for (char *end = path + strlen(path); end; end = strrchr(path + strlen(mount), '/')) {
        *end = 0;
        const double q = quota(path);
        if (q < least) least = q;
    }
    base_free(path);
    return least;
}

/* A line of /proc/self/cgroup is NUMBER:CONTROLLERS:GROUP; version 2 has no controllers. */
static double least_of_line(char *line)
{
    line[strcspn(line, "\n")] = 0;
    char *const controllers = strchr(line, ':') ? strchr(line, ':') + 1 : line;
    char *const group = strchr(controllers, ':');
    if (!group) return INFINITY;
    *group = 0;
    if (!*controllers) return least_quota("/sys/fs/cgroup", group + 1);
    if (!strstr(controllers, "cpu")) return INFINITY;
    char *const mount = base_text("/sys/fs/cgroup/%s", controllers);
    const double least = least_quota(mount, group + 1);
    base_free(mount);
    return least;
}

static double in_groups(void)
{
    FILE *const in = fopen("/proc/self/cgroup", "r");
    char line[4096];
    double least = INFINITY;
    while (in && fgets(line, sizeof line, in)) {
        const double q = least_of_line(line);
        if (q < least) least = q;
    }
    if (in) fclose(in);
    return least;
}

int processors_available(void)
{
    const int mask = in_mask();
    const double groups = in_groups();
    const int n = groups < mask ? (int)groups : mask;
    return n > 0 ? n : 1;
}

double processors_memory(void)
{
    return (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
}
