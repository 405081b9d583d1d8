/* Readers of image files: IDX (MNIST's format, plain or gzipped; big-endian counts) and the
   standard binary batches of CIFAR-10 (one label byte and 3 x 32 x 32 bytes per record; CIFAR-100
   has two label bytes, coarse and fine). Everything about a file is checked before a byte is
   used. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "dnn/data/data.h"

enum {
    PATH = 4096,
    CLASSES = 10,
    CIFAR_FILES = 6,
    CIFAR_IMAGES = 10000,
    CIFAR_PIXELS = 3 * 32 * 32,
    SQUEEZE = 1032 /* largest compression ratio of deflate */
};

static bool exists(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0;
}

static size_t size_of(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 ? (size_t)s.st_size : 0;
}

/* Fills path with the first of FOLDER/name, FOLDER/name.gz that exists. */
static bool find_in(char *path, const char *folder, const char *name)
{
    const char *ends[] = {"", ".gz"};
    for (int i = 0; i < 2; i++) {
        const int n = snprintf(path, PATH, "%s/%s%s", folder, name, ends[i]);
        if (n < PATH && exists(path)) return true;
    }
    return false;
}

/* The folder that contains `name`: [data] path if given, otherwise a usual place, a folder below
   SWAPGLASS_DATA, or the folder of `make data`. Each may contain the files itself or in a
   sub-folder `below`. Fatal, with instructions how to get the set, if it is absent. */
static void find_folder(char *folder, const struct data_request *r, const char *name,
                        const char *below, const char *usual, const char *get)
{
    const char *const known[] = {usual, getenv("SWAPGLASS_DATA"), "data"};
    const size_t n = r->folder ? 1 : sizeof known / sizeof *known;
    char path[PATH];
    for (size_t i = 0; i < n; i++) {
        const char *const root = r->folder ? r->folder : known[i];
        if (!root) continue;
        snprintf(folder, PATH, "%s", root);
        if (find_in(path, folder, name)) return;
        const int length = snprintf(folder, PATH, "%s/%s", root, below);
        if (length < PATH && find_in(path, folder, name)) return;
    }
    base_die("[data] %s: %s is not in %s%s; get it: %s; or name its folder by [data] path or "
             "SWAPGLASS_DATA",
             r->name, name, r->folder ? r->folder : "SWAPGLASS_DATA or ./data",
             !r->folder && usual ? " or its package's folder" : "", get);
}

static gzFile open_file(const char *path)
{
    const int fd = base_descriptor(path, O_RDONLY);
    require(fd >= 0, "%s: cannot be opened: %s", path, base_reason());
    const gzFile file = gzdopen(fd, "rb");
    require(file, "%s: cannot be opened", path);
    return file;
}

/* Reads n bytes; fatal if there are fewer; the file must end after them if `last`. */
static void read_bytes(gzFile file, const char *path, uint8_t *to, size_t n, bool last)
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

static void close_file(gzFile file, const char *path)
{
    require(gzclose(file) == Z_OK, "%s: truncated or damaged at its end",
            path); /* gzip's checksum comes last */
}

static uint32_t big_endian(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Reads an IDX file of unsigned bytes with `rank` dimensions: count, then the required sizes.
   Returns (count, ...), owned by the caller; *count is checked if it is not 0. */
static uint8_t *read_idx(const char *folder, const char *name, uint32_t rank, uint32_t side,
                         size_t *count)
{
    char path[PATH];
    require(find_in(path, folder, name), "%s/%s: there is no such file, nor with .gz", folder,
            name);
    gzFile file = open_file(path);
    uint8_t head[16];
    read_bytes(file, path, head, 4 + 4 * rank, false);
    const uint32_t magic = big_endian(head), n = big_endian(head + 4);
    require(magic == (0x800 | rank),
            "%s: not an IDX file of %u-dimensional bytes (magic %08x, not %08x)", path, rank, magic,
            0x800 | rank);
    for (uint32_t i = 1; i < rank; i++)
        require(big_endian(head + 4 + 4 * i) == side, "%s: images of size %u, %u wanted", path,
                big_endian(head + 4 + 4 * i), side);
    require(n > 0 && n <= 10000000, "%s: %u items", path, n);
    require(*count == 0 || *count == n, "%s: %u labels for %zu images", path, n, *count);
    *count = n;
    const size_t bytes = rank == 1 ? n : (size_t)n * side * side;
    require(bytes / SQUEEZE <= size_of(path), "%s: truncated: far too short for %u items", path, n);
    uint8_t *items = base_alloc(bytes, 1);
    read_bytes(file, path, items, bytes, true);
    close_file(file, path);
    return items;
}

static void check_labels(const uint8_t *label, size_t n, int classes, const char *where)
{
    for (size_t i = 0; i < n; i++)
        require(label[i] < classes, "%s: label %u of sample %zu is not 0 ... %d", where, label[i],
                i, classes - 1);
}

static struct data_part read_idx_part(const char *folder, const char *stem)
{
    struct data_part p = {0};
    char images[64], labels[64], where[PATH + 64];
    snprintf(images, sizeof images, "%s-images-idx3-ubyte", stem);
    snprintf(labels, sizeof labels, "%s-labels-idx1-ubyte", stem);
    snprintf(where, sizeof where, "%s/%s", folder, labels);
    p.pixel = read_idx(folder, images, 3, 28, &p.n);
    p.label = read_idx(folder, labels, 1, 0, &p.n);
    check_labels(p.label, p.n, CLASSES, where);
    return p;
}

static void read_idx_set(struct data *d, const struct data_request *r, const char *below,
                         const char *usual, const char *get)
{
    char folder[PATH];
    find_folder(folder, r, "train-images-idx3-ubyte", below, usual, get);
    d->shape = (struct layer_shape){1, 28, 28};
    d->classes = CLASSES;
    d->train = read_idx_part(folder, "train");
    d->test = read_idx_part(folder, "t10k");
}

void image_files_fashion_mnist(struct data *d, const struct data_request *r)
{
    read_idx_set(d, r, "fashion-mnist", "/usr/share/datasets/fashion-mnist",
                 "apt-get install dataset-fashion-mnist");
}

void image_files_mnist(struct data *d, const struct data_request *r)
{
    read_idx_set(d, r, "mnist", NULL, "make data (from ossci-datasets.s3.amazonaws.com/mnist)");
}

/* A binary file of n records, appended at p->n: label bytes, of which the last counts, and an
   image. */
static void read_cifar_file(struct data_part *p, const char *folder, const char *name, size_t n,
                            size_t labels, int classes)
{
    enum { TOGETHER = 100 }; /* records */
    const size_t record = labels + CIFAR_PIXELS;
    uint8_t some[TOGETHER * (2 + CIFAR_PIXELS)];
    char path[PATH];
    require(find_in(path, folder, name), "%s/%s: there is no such file", folder, name);
    gzFile file = open_file(path);
    require(gzbuffer(file, 1 << 18) == 0, "%s: cannot be read", path);
    for (size_t first = 0; first < n; first += TOGETHER) {
        read_bytes(file, path, some, TOGETHER * record, first + TOGETHER == n);
        for (size_t i = 0; i < TOGETHER; i++, p->n++) {
            p->label[p->n] = some[i * record + labels - 1];
            memcpy(p->pixel + p->n * CIFAR_PIXELS, some + i * record + labels, CIFAR_PIXELS);
        }
    }
    close_file(file, path);
    check_labels(p->label + p->n - n, n, classes, path);
}

static struct data_part blank_cifar(size_t n)
{
    return (struct data_part){.pixel = base_alloc(n * CIFAR_PIXELS, 1), .label = base_alloc(n, 1)};
}

void image_files_cifar100(struct data *d, const struct data_request *r)
{
    char folder[PATH];
    find_folder(
        folder, r, "train.bin", "cifar-100-binary", NULL,
        "curl -L https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz | tar -xz -C data");
    d->shape = (struct layer_shape){3, 32, 32};
    d->classes = 100;
    d->train = blank_cifar(5 * CIFAR_IMAGES);
    d->test = blank_cifar(CIFAR_IMAGES);
    read_cifar_file(&d->train, folder, "train.bin", 5 * CIFAR_IMAGES, 2, 100);
    read_cifar_file(&d->test, folder, "test.bin", CIFAR_IMAGES, 2, 100);
}

void image_files_cifar10(struct data *d, const struct data_request *r)
{
    static const char *const names[CIFAR_FILES] = {"data_batch_1.bin", "data_batch_2.bin",
                                                   "data_batch_3.bin", "data_batch_4.bin",
                                                   "data_batch_5.bin", "test_batch.bin"};
    char folder[PATH];
    find_folder(folder, r, names[0], "cifar-10-batches-bin", NULL,
                "make data (from www.cs.toronto.edu/~kriz/cifar.html)");
    char first[PATH];
    find_in(first, folder, names[0]);
    require(size_of(first) >= CIFAR_IMAGES * (CIFAR_PIXELS + 1) / SQUEEZE,
            "%s: truncated: far too short for %d images", first, CIFAR_IMAGES);
    d->shape = (struct layer_shape){3, 32, 32};
    d->classes = CLASSES;
    d->train = blank_cifar((CIFAR_FILES - 1) * CIFAR_IMAGES);
    d->test = blank_cifar(CIFAR_IMAGES);
    for (int i = 0; i < CIFAR_FILES; i++)
        read_cifar_file(i < CIFAR_FILES - 1 ? &d->train : &d->test, folder, names[i], CIFAR_IMAGES,
                        1, CLASSES);
}
