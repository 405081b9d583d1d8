/* Implementation of image_files.h. */
#include "dnn/data/image_files.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SQUEEZE = 1032 /* largest compression ratio of deflate */ };

static bool exists(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && !S_ISDIR(s.st_mode);
}

static bool found(char *path, const char *folder, const char *name)
{
    static const char *const ends[] = {"", ".gz"};
    for (int i = 0; i < 2; i++) {
        const int n = snprintf(path, IMAGE_FILES_PATH, "%s/%s%s", folder, name, ends[i]);
        if (n < IMAGE_FILES_PATH && exists(path)) return true;
    }
    return false;
}

bool image_files_find_in(char *path, const char *folder, const char *name)
{
    char dotted[256];
    const char *const idx = strstr(name, "-idx");
    if (found(path, folder, name)) return true;
    if (!idx || strlen(name) >= sizeof dotted) return false;
    strcpy(dotted, name);
    dotted[idx - name] = '.';
    return found(path, folder, dotted);
}

/* The number of the first name that is in the folder; SIZE_MAX: none. */
static size_t which(const char *folder, const struct image_files_set *set)
{
    char path[IMAGE_FILES_PATH];
    for (size_t i = 0; set->names[i]; i++)
        if (image_files_find_in(path, folder, set->names[i])) return i;
    return SIZE_MAX;
}

size_t image_files_find(char *folder, const struct data_request *r,
                        const struct image_files_set *set)
{
    const char *const known[] = {set->package, getenv("SWAPGLASS_DATA"), "data"};
    const size_t n = r->folder ? 1 : sizeof known / sizeof *known;
    for (size_t i = 0; i < n; i++) {
        const char *const root = r->folder ? r->folder : known[i];
        if (!root) continue;
        snprintf(folder, IMAGE_FILES_PATH, "%s", root);
        if (which(folder, set) != SIZE_MAX) return which(folder, set);
        for (const char *const *below = set->below; *below; below++) {
            const int length = snprintf(folder, IMAGE_FILES_PATH, "%s/%s", root, *below);
            if (length < IMAGE_FILES_PATH && which(folder, set) != SIZE_MAX)
                return which(folder, set);
        }
    }
    base_die("[data] %s: %s is not in %s%s; get it: %s; or name its folder by [data] path or "
             "SWAPGLASS_DATA",
             r->name, set->names[0], r->folder ? r->folder : "SWAPGLASS_DATA or ./data",
             !r->folder && set->package ? " or its package's folder" : "", set->get);
}

gzFile image_files_open(const char *path)
{
    const int fd = base_descriptor(path, O_RDONLY);
    require(fd >= 0, "%s: cannot be opened: %s", path, base_reason());
    const gzFile file = gzdopen(fd, "rb");
    require(file && gzbuffer(file, 1 << 18) == 0, "%s: cannot be opened", path);
    return file;
}

void image_files_read(gzFile file, const char *path, uint8_t *to, size_t n, bool last)
{
    for (size_t done = 0; done < n;) {
        const size_t part = n - done < 1 << 24 ? n - done : 1 << 24;
        const int got = gzread(file, to + done, (unsigned)part);
        require(got > 0, "%s: truncated or damaged, %zu of %zu bytes", path, done, n);
        done += (size_t)got;
    }
    char more;
    require(!last || gzread(file, &more, 1) == 0, "%s: longer than its header states, or damaged",
            path);
}

uint8_t *image_files_read_all(gzFile file, const char *path, size_t *n)
{
    enum { MOST = 1 << 30 };
    size_t room = 1 << 22;
    uint8_t *bytes = base_alloc(room, 1);
    int got;
    for (*n = 0; (got = gzread(file, bytes + *n, (unsigned)(room - *n))) > 0;) {
        *n += (size_t)got;
        if (*n < room) continue;
        require(room < MOST, "%s: longer than %d bytes", path, MOST);
        uint8_t *const more = memcpy(base_alloc(2 * room, 1), bytes, room);
        base_free(bytes);
        bytes = more, room *= 2;
    }
    require(got == 0, "%s: truncated or damaged after %zu bytes", path, *n);
    return bytes;
}

void image_files_close(gzFile file, const char *path)
{
    require(gzclose(file) == Z_OK, "%s: truncated or damaged at its end",
            path); /* gzip's checksum comes last */
}

void image_files_require_room(const char *path, size_t n, const char *what)
{
    struct stat s;
    const size_t there = stat(path, &s) == 0 ? (size_t)s.st_size : 0;
    require(n / SQUEEZE <= there, "%s: truncated: far too short for %s", path, what);
}

void image_files_check_labels(const uint8_t *label, size_t n, size_t classes, const char *where)
{
    for (size_t i = 0; i < n; i++)
        require(label[i] < classes, "%s: label %u of sample %zu is not 0 ... %zu", where, label[i],
                i, classes - 1);
}
