/* Implementation of checkpoint_pair.h. */
#include "common/io/checkpoint_pair.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/core/base.h"
#include "common/io/atomic_file.h"
#include "common/io/hdf5_input.h"
#include "common/io/run_folder.h"
#include "common/core/progress.h"

enum { KEPT = CHECKPOINT_PAIR, WHY = 400 };

static const char *const name[KEPT] = {"checkpoint.h5", "checkpoint.previous.h5"};

void checkpoint_pair_write(const struct run_folder *d, struct checkpoint *c)
{
    size_t size;
    unsigned char *const bytes = checkpoint_image(c, &size);
    require(atomic_file_replace(d->lock, name[0], name[1], bytes, size),
            "%s/%s: cannot be written: %s", d->path, name[0], strerror(errno));
    base_free(bytes);
}

/* NULL if no checkpoint is valid; `damaged` then contains the reason, or is empty if there is no
   file. */
static struct checkpoint *newest(const char *folder, FILE *log, char damaged[WHY])
{
    char why[KEPT][WHY];
    bool there[KEPT];
    for (int i = 0; i < KEPT; i++) {
        char *const path = base_text("%s/%s", folder, name[i]);
        there[i] = access(path, F_OK) == 0;
        struct checkpoint *const c = checkpoint_create_loader(path, why[i], WHY);
        base_free(path);
        if (!c) continue;
        checkpoint_set_older(c, i > 0);
        if (i && there[0]) {
            fprintf(stderr, "%s: %s is damaged (%s); continuing from %s\n", folder, name[0], why[0],
                    name[1]);
            progress_log(log, "%s is damaged (%s); continuing from %s", name[0], why[0], name[1]);
        }
        return c;
    }
    snprintf(damaged, WHY, "%s", there[0] ? why[0] : there[1] ? why[1] : "");
    return NULL;
}

struct checkpoint *checkpoint_pair_load(const char *folder, FILE *log)
{
    char why[WHY] = "";
    struct checkpoint *const c = newest(folder, log, why);
    require(c || !*why, "%s: no valid checkpoint (%s)", folder, why);
    return c;
}

struct checkpoint *checkpoint_pair_resume(const char *folder, FILE *log, bool restart)
{
    static const char way_out[] = "resume --restart starts again; its tables are lost";
    char why[WHY] = "";
    struct checkpoint *const c = newest(folder, log, why);
    if (c || restart) return c;
    require(!*why, "%s: no valid checkpoint (%s). %s", folder, why, way_out);
    const struct run_folder_status s = run_folder_status(folder);
    require(run_folder_waits(&s), "%s: has no checkpoint. %s", folder, way_out);
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

struct checkpoint *checkpoint_pair_open(const char *folder, int which)
{
    char why[WHY], *const path = base_text("%s/%s", folder, name[which]);
    struct checkpoint *const c = checkpoint_create_loader(path, why, WHY);
    base_free(path);
    return c;
}

static bool in_use(const char *folder)
{
    bool used = false;
    for (int i = 0; i < KEPT; i++) {
        char *const path = base_text("%s/%s", folder, name[i]);
        const int fd = base_descriptor(path, O_RDONLY);
        used = used || (fd >= 0 && hdf5_input_in_use(fd));
        if (fd >= 0) close(fd);
        base_free(path);
    }
    return used;
}

const char *checkpoint_pair_state(const char *folder, double *age)
{
    char why[WHY];
    bool good[KEPT], there = false;
    *age = NAN;
    if (in_use(folder)) return "in use";
    for (int i = 0; i < KEPT; i++) {
        struct stat about;
        char *const path = base_text("%s/%s", folder, name[i]);
        struct checkpoint *const c = checkpoint_create_loader(path, why, WHY);
        if (stat(path, &about) == 0) {
            there = true;
            if (c && isnan(*age)) *age = fmax(0, difftime(time(NULL), about.st_mtime));
        }
        good[i] = c;
        checkpoint_free(c);
        base_free(path);
    }
    if (good[0]) return "intact";
    return good[1] ? "newest damaged" : there ? "damaged" : "none";
}
