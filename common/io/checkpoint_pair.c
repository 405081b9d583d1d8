/* Implementation of checkpoint_pair.h. */
#include "common/io/checkpoint_pair.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/core/base.h"
#include "common/core/progress.h"

enum { KEPT = 2, WHY = 400 };

static const char *const name[KEPT] = {"checkpoint.h5", "checkpoint.previous.h5"};

void checkpoint_pair_write(const char *folder, struct checkpoint *c)
{
    char *const path = base_text("%s/%s", folder, name[0]), *const previous =
                                                                base_text("%s/%s", folder, name[1]);
    checkpoint_write(c, path, previous);
    base_free(path);
    base_free(previous);
}

struct checkpoint *checkpoint_pair_load(const char *folder, FILE *log)
{
    char why[KEPT][WHY];
    bool there[KEPT];
    for (int i = 0; i < KEPT; i++) {
        char *const path = base_text("%s/%s", folder, name[i]);
        there[i] = access(path, F_OK) == 0;
        struct checkpoint *const c = checkpoint_create_loader(path, why[i], WHY);
        base_free(path);
        if (!c) continue;
        if (i && there[0]) {
            fprintf(stderr, "%s: %s is damaged (%s); continuing from %s\n", folder, name[0], why[0],
                    name[1]);
            progress_log(log, "%s is damaged (%s); continuing from %s", name[0], why[0], name[1]);
        }
        return c;
    }
    require(!there[0] && !there[1], "%s: no valid checkpoint (%s). `run --force` starts a new run",
            folder, why[there[0] ? 0 : 1]);
    return NULL;
}

void checkpoint_pair_remove(const char *folder)
{
    for (int i = 0; i < KEPT; i++) {
        char *const path = base_text("%s/%s", folder, name[i]);
        require(unlink(path) == 0 || errno == ENOENT, "%s: cannot be removed: %s", path,
                strerror(errno));
        base_free(path);
    }
}

const char *checkpoint_pair_state(const char *folder, double *age)
{
    char why[WHY];
    bool good[KEPT], there = false;
    *age = NAN;
    for (int i = 0; i < KEPT; i++) {
        struct stat about;
        char *const path = base_text("%s/%s", folder, name[i]);
        struct checkpoint *const c = checkpoint_create_loader(path, why, WHY);
        if (stat(path, &about) == 0) {
            there = true;
            if (c && isnan(*age)) *age = difftime(time(NULL), about.st_mtime);
        }
        good[i] = c;
        checkpoint_free(c);
        base_free(path);
    }
    if (good[0]) return "intact";
    return good[1] ? "newest damaged" : there ? "damaged" : "none";
}
