/* CIFAR-10 and CIFAR-100. Binary batches: one label byte (CIFAR-100: coarse and fine) and 3 x 32 x 32
   bytes per record. Python batches: pickles of a dictionary (pickle.h). Either form in its folder, or
   in the archive as distributed, NAME.tar.gz. */
#include <stdio.h>
#include <string.h>

#include "dnn/data/image_files.h"
#include "dnn/data/pickle.h"
#include "dnn/data/tar_archive.h"

enum { PIXELS = 3 * 32 * 32, FILES = 6 };

struct part { /* a file of the set */
    const char *binary, *python;
    size_t n; /* images */
    bool test;
};

struct set {
    size_t classes, label_bytes;
    const char *label_key; /* of the pickles */
    const char *below[3];
    const char *archive[2]; /* of binary and of Python batches */
    const char *get;
    size_t files;
    struct part part[FILES];
};

/* An identified file; its bytes are read, and appended to the samples of its part. */
struct batch {
    const struct set *set;
    const struct part *part;
    const char *path;
    const uint8_t *bytes;
    size_t n;
    struct data_part *to;
};

static void take_records(const struct batch *b)
{
    const size_t labels = b->set->label_bytes, record = labels + PIXELS;
    struct data_part *const p = b->to;
    require(b->n == b->part->n * record, "%s: has %zu bytes, %zu wanted", b->path, b->n,
            b->part->n * record);
    for (size_t i = 0; i < b->part->n; i++) {
        p->label[p->n + i] = b->bytes[i * record + labels - 1];
        memcpy(p->pixel + (p->n + i) * PIXELS, b->bytes + i * record + labels, PIXELS);
    }
}

static void take_pickle(const struct batch *b)
{
    struct data_part *const p = b->to;
    pickle_images(
        b->bytes, b->n, b->set->label_key,
        &(struct pickle_arrays){b->part->n, PIXELS, p->pixel + p->n * PIXELS, p->label + p->n},
        b->path);
}

static void take(const struct batch *b, bool python)
{
    (python ? take_pickle : take_records)(b);
    image_files_check_labels(b->to->label + b->to->n, b->part->n, b->set->classes, b->path);
    b->to->n += b->part->n;
}

static void read_file(const struct set *set, const struct part *part, const char *folder,
                      bool python, struct data_part *to)
{
    char path[IMAGE_FILES_PATH];
    const char *const name = python ? part->python : part->binary;
    require(image_files_find_in(path, folder, name), "%s/%s: there is no such file", folder, name);
    gzFile file = image_files_open(path);
    size_t n = part->n * (set->label_bytes + PIXELS);
    uint8_t *bytes;
    if (python) {
        bytes = image_files_read_all(file, path, &n);
    } else {
        bytes = base_alloc(n, 1);
        image_files_read(file, path, bytes, n, true);
    }
    image_files_close(file, path);
    take(&(struct batch){set, part, path, bytes, n, to}, python);
    base_free(bytes);
}

static void read_archive(struct data *d, const struct set *set, const char *folder, bool python)
{
    char path[IMAGE_FILES_PATH];
    image_files_find_in(path, folder, set->archive[python]);
    const char *names[FILES];
    struct tar_archive_member member[FILES] = {0};
    for (size_t i = 0; i < set->files; i++)
        names[i] = python ? set->part[i].python : set->part[i].binary;
    tar_archive_read(path, names, set->files, member);
    for (size_t i = 0; i < set->files; i++) {
        struct data_part *const to = set->part[i].test ? &d->test : &d->train;
        char *const where = base_text("%s: %s", path, names[i]);
        take(&(struct batch){set, &set->part[i], where, member[i].bytes, member[i].n, to}, python);
        base_free(member[i].bytes);
        base_free(where);
    }
}

static struct data_part blank(const struct set *set, bool test)
{
    size_t n = 0;
    for (size_t i = 0; i < set->files; i++) n += set->part[i].test == test ? set->part[i].n : 0;
    return (struct data_part){.pixel = base_alloc(n * PIXELS, 1), .label = base_alloc(n, 1)};
}

static void read_set(struct data *d, const struct data_request *r, const struct set *set)
{
    char folder[IMAGE_FILES_PATH], first[IMAGE_FILES_PATH];
    const char *const names[] = {set->part[0].binary, set->part[0].python, set->archive[0],
                                 set->archive[1], NULL};
    const size_t form =
        image_files_find(folder, r, &(struct image_files_set){names, set->below, NULL, set->get});
    image_files_find_in(first, folder, names[form]);
    image_files_require_room(first, set->part[0].n * PIXELS, "its images");
    d->shape = (struct layer_shape){3, 32, 32};
    d->classes = set->classes;
    d->train = blank(set, false), d->test = blank(set, true);
    if (form >= 2) {
        read_archive(d, set, folder, form == 3);
        return;
    }
    for (size_t i = 0; i < set->files; i++)
        read_file(set, &set->part[i], folder, form == 1, set->part[i].test ? &d->test : &d->train);
}

void cifar_files_cifar10(struct data *d, const struct data_request *r)
{
    static const struct set set = {.classes = 10,
                                   .label_bytes = 1,
                                   .label_key = "labels",
                                   .below = {"cifar-10-batches-bin", "cifar-10-batches-py", NULL},
                                   .archive = {"cifar-10-binary.tar.gz", "cifar-10-python.tar.gz"},
                                   .get = "make data (from www.cs.toronto.edu/~kriz/cifar.html)",
                                   .files = 6,
                                   .part = {{"data_batch_1.bin", "data_batch_1", 10000, false},
                                            {"data_batch_2.bin", "data_batch_2", 10000, false},
                                            {"data_batch_3.bin", "data_batch_3", 10000, false},
                                            {"data_batch_4.bin", "data_batch_4", 10000, false},
                                            {"data_batch_5.bin", "data_batch_5", 10000, false},
                                            {"test_batch.bin", "test_batch", 10000, true}}};
    read_set(d, r, &set);
}

void cifar_files_cifar100(struct data *d, const struct data_request *r)
{
    static const struct set set = {
        .classes = 100,
        .label_bytes = 2,
        .label_key = "fine_labels",
        .below = {"cifar-100-binary", "cifar-100-python", NULL},
        .archive = {"cifar-100-binary.tar.gz", "cifar-100-python.tar.gz"},
        .get = "curl -L https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz | tar -xz -C data",
        .files = 2,
        .part = {{"train.bin", "train", 50000, false}, {"test.bin", "test", 10000, true}}};
    read_set(d, r, &set);
}
