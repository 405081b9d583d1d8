/* Implementation of tar_archive.h. A member is a block of 512 bytes with name, size in octal, sum of
   its bytes and type, and the contents in whole blocks; two blocks of zeros end the archive. */
#include "dnn/data/tar_archive.h"

#include <string.h>

#include "dnn/data/image_files.h"

enum { BLOCK = 512, NAME = 100, SIZE = 124, SUM = 148, TYPE = 156, DIGITS = 12, MOST = 1 << 30 };

/* An octal number of `digits` characters, ended by a blank, a zero or its length; SIZE_MAX: none. */
static size_t octal(const uint8_t *text, size_t digits)
{
    size_t x = 0, i = 0;
    while (i < digits && text[i] == ' ') i++;
    const size_t first = i;
    for (; i < digits && text[i] >= '0' && text[i] <= '7'; i++) x = 8 * x + (size_t)(text[i] - '0');
    return i > first ? x : SIZE_MAX;
}

static bool is_header(const uint8_t *block)
{
    size_t sum = 0;
    for (size_t i = 0; i < BLOCK; i++) sum += i >= SUM && i < SUM + 8 ? ' ' : block[i];
    return octal(block + SUM, 8) == sum;
}

static bool is_end(const uint8_t *block)
{
    for (size_t i = 0; i < BLOCK; i++)
        if (block[i]) return false;
    return true;
}

/* The wanted member that a header is of; n: none. */
static size_t which(const uint8_t *block, const char *const *names, size_t n)
{
    char name[NAME + 1] = {0};
    memcpy(name, block, NAME);
    const char *const slash = strrchr(name, '/'), *const base = slash ? slash + 1 : name;
    size_t k = 0;
    while (k < n && strcmp(base, names[k]) != 0) k++;
    return block[TYPE] == '0' || block[TYPE] == 0 ? k : n;
}

/* Contents of a member in whole blocks: kept, or read over. */
static uint8_t *read_blocks(gzFile file, const char *path, size_t size, bool kept)
{
    enum { TOGETHER = 1 << 16 };
    const size_t padded = (size + BLOCK - 1) / BLOCK * BLOCK;
    uint8_t *const bytes = base_alloc(kept ? padded + 1 : TOGETHER, 1);
    if (kept) image_files_read(file, path, bytes, padded, false);
    for (size_t done = 0; !kept && done < padded; done += TOGETHER)
        image_files_read(file, path, bytes, padded - done < TOGETHER ? padded - done : TOGETHER,
                         false);
    if (kept) return bytes;
    base_free(bytes);
    return NULL;
}

void tar_archive_read(const char *path, const char *const *names, size_t n,
                      struct tar_archive_member *member)
{
    uint8_t block[BLOCK];
    gzFile file = image_files_open(path);
    for (;;) {
        image_files_read(file, path, block, BLOCK, false);
        if (is_end(block)) break;
        const size_t size = octal(block + SIZE, DIGITS), k = which(block, names, n);
        require(is_header(block) && size <= MOST, "%s: not a tar archive, or damaged", path);
        require(k == n || !member[k].bytes, "%s: contains %s twice", path, names[k]);
        uint8_t *const bytes = read_blocks(file, path, size, k < n);
        if (k < n) member[k] = (struct tar_archive_member){bytes, size};
    }
    while (gzread(file, block, BLOCK) > 0) {
    }
    image_files_close(file, path);
    for (size_t k = 0; k < n; k++)
        require(member[k].bytes, "%s: does not contain %s", path, names[k]);
}
