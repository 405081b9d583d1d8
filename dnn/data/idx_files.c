/* IDX files, plain or gzipped, with big-endian counts: MNIST, Fashion-MNIST and EMNIST (Cohen,
   Afshar, Tapson, van Schaik, arXiv:1702.05373), whose images are stored with rows and columns
   exchanged, and whose letters have labels from 1. */
#include <stdio.h>
#include <string.h>

#include "dnn/data/image_files.h"

enum { SIDE = 28, PIXELS = SIDE * SIDE };

static uint32_t big_endian(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Reads an IDX file of unsigned bytes with `rank` dimensions: count, then the required sizes.
   Returns (count, ...), owned by the caller; *count is checked if it is not 0. */
static uint8_t *read_idx(const char *folder, const char *name, uint32_t rank, size_t *count)
{
    char path[IMAGE_FILES_PATH], what[32];
    require(image_files_find_in(path, folder, name), "%s/%s: there is no such file, nor with .gz",
            folder, name);
    gzFile file = image_files_open(path);
    uint8_t head[16];
    image_files_read(file, path, head, 4 + 4 * rank, false);
    const uint32_t magic = big_endian(head), n = big_endian(head + 4);
    require(magic == (0x800 | rank),
            "%s: not an IDX file of %u-dimensional bytes (magic %08x, not %08x)", path, rank, magic,
            0x800 | rank);
    for (uint32_t i = 1; i < rank; i++)
        require(big_endian(head + 4 + 4 * i) == SIDE, "%s: images of size %u, %u wanted", path,
                big_endian(head + 4 + 4 * i), SIDE);
    require(n > 0 && n <= 10000000, "%s: %u items", path, n);
    require(*count == 0 || *count == n, "%s: %u labels for %zu images", path, n, *count);
    *count = n;
    const size_t bytes = rank == 1 ? n : (size_t)n * PIXELS;
    snprintf(what, sizeof what, "%u items", n);
    image_files_require_room(path, bytes, what);
    uint8_t *items = base_alloc(bytes, 1);
    image_files_read(file, path, items, bytes, true);
    image_files_close(file, path);
    return items;
}

static void transpose(uint8_t *image)
{
    for (size_t i = 0; i < SIDE; i++)
        for (size_t j = 0; j < i; j++) {
            const uint8_t kept = image[i * SIDE + j];
            image[i * SIDE + j] = image[j * SIDE + i];
            image[j * SIDE + i] = kept;
        }
}

struct convention { /* of a set */
    size_t classes;
    uint8_t first; /* label of the first class */
    bool transposed;
};

static struct data_part read_part(const char *folder, const char *stem, const struct convention *c)
{
    struct data_part p = {0};
    char images[64], labels[64], where[IMAGE_FILES_PATH + 64];
    snprintf(images, sizeof images, "%s-images-idx3-ubyte", stem);
    snprintf(labels, sizeof labels, "%s-labels-idx1-ubyte", stem);
    snprintf(where, sizeof where, "%s/%s", folder, labels);
    p.pixel = read_idx(folder, images, 3, &p.n);
    p.label = read_idx(folder, labels, 1, &p.n);
    for (size_t i = 0; i < p.n; i++) {
        require(p.label[i] >= c->first, "%s: label %u of sample %zu is below %u", where, p.label[i],
                i, c->first);
        p.label[i] = (uint8_t)(p.label[i] - c->first);
        if (c->transposed) transpose(p.pixel + i * PIXELS);
    }
    image_files_check_labels(p.label, p.n, c->classes, where);
    return p;
}

static void read_set(struct data *d, const struct data_request *r,
                     const struct image_files_set *set, const char *const *stems,
                     const struct convention *c)
{
    char folder[IMAGE_FILES_PATH];
    image_files_find(folder, r, set);
    d->shape = (struct layer_shape){1, SIDE, SIDE};
    d->classes = c->classes;
    d->train = read_part(folder, stems[0], c);
    d->test = read_part(folder, stems[1], c);
}

static const char *const mnist_names[] = {"train-images-idx3-ubyte", NULL}, *const mnist_stems[] = {
                                                                                "train", "t10k"};
static const struct convention mnist_convention = {10, 0, false};

void idx_files_fashion_mnist(struct data *d, const struct data_request *r)
{
    static const char *const below[] = {"fashion-mnist", "FashionMNIST/raw", NULL};
    read_set(d, r,
             &(struct image_files_set){mnist_names, below, "/usr/share/datasets/fashion-mnist",
                                       "apt-get install dataset-fashion-mnist"},
             mnist_stems, &mnist_convention);
}

void idx_files_mnist(struct data *d, const struct data_request *r)
{
    static const char *const below[] = {"mnist", "MNIST/raw", NULL};
    read_set(d, r,
             &(struct image_files_set){mnist_names, below, NULL,
                                       "make data (from ossci-datasets.s3.amazonaws.com/mnist)"},
             mnist_stems, &mnist_convention);
}

void idx_files_emnist(struct data *d, const struct data_request *r)
{
    static const char *const below[] = {"emnist", "gzip", "emnist/gzip", "EMNIST/raw", NULL};
    static const struct {
        const char *name;
        size_t classes;
        uint8_t first;
    } splits[] = {{"balanced", 47, 0}, {"byclass", 62, 0}, {"bymerge", 47, 0},
                  {"digits", 10, 0},   {"letters", 26, 1}, {"mnist", 10, 0}};
    const char *const split = r->name + strlen("emnist_");
    size_t k = 0;
    while (strcmp(splits[k].name, split) != 0) k++;
    char stem[2][32], name[64];
    snprintf(stem[0], sizeof stem[0], "emnist-%s-train", split);
    snprintf(stem[1], sizeof stem[1], "emnist-%s-test", split);
    snprintf(name, sizeof name, "%s-images-idx3-ubyte", stem[0]);
    read_set(d, r,
             &(struct image_files_set){(const char *const[]){name, NULL}, below, NULL,
                                       "gzip.zip of "
                                       "www.nist.gov/itl/products-and-services/emnist-dataset"},
             (const char *const[]){stem[0], stem[1]},
             &(struct convention){splits[k].classes, splits[k].first, true});
}
