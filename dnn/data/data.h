/* Data sets: rows of one table that read or generate a training and a test part, and the gathering
   of batches. Images are stored as bytes; each channel is standardised (mean 0, variance 1 over
   the training part) when a batch is gathered. Synthetic inputs are real numbers. */
#ifndef DNN_DATA_DATA_H
#define DNN_DATA_DATA_H

#include <stddef.h>
#include <stdint.h>

#include "dnn/network/layer.h"

struct runfile;

struct data_part {
    size_t n;          /* samples */
    uint8_t *pixel;    /* (n, channels, height, width), or NULL */
    real *value;       /* (n, features), or NULL; exactly one of pixel and value is set */
    uint8_t *label;    /* (n, labels) 0 ... classes - 1, or LOSSES_UNLABELLED */
    real *target;      /* (n, targets), or NULL; label is then the number of the largest, or 0 */
    uint32_t *number;  /* (n) numbers of the samples in their source, from 0 */
    uint8_t *original; /* (n) labels before they were changed, or NULL */
    double labelled;   /* mean number of labels of a sample, without LOSSES_UNLABELLED */
};

struct data_standard { /* byte v is the number (v - mean) factor */
    real mean, factor;
};

struct data {
    struct layer_shape shape;
    size_t classes;
    size_t labels;   /* per sample: 1, or those of the steps of a sequence; 0 means 1 */
    size_t targets;  /* numbers per sample that the network shall give; 0: labels alone */
    bool regression; /* they are no probabilities of classes */
    struct data_part train, test, validation; /* owned; validation.n = 0: none */
    struct data_standard *standard;           /* (channels) of bytes; owned */
    char *notes;                              /* lines for the user; NULL: none; owned */
};

enum data_answers { DATA_LABELS, DATA_SOFT, DATA_REAL }; /* labels; probabilities; real numbers */

struct data_request { /* the keys of [data], for a row */
    const char *name;
    const char *folder; /* NULL: the usual places */
    size_t train, test; /* samples; 0: all, or 10000 of a synthetic set */
    uint64_t seed;
    size_t steps, period;     /* of sequences; of a periodic one */
    size_t dim, hidden;       /* inputs; hidden units of a teacher, dimensions of a manifold */
    double noise;             /* teacher, manifold: share of flipped labels */
    size_t classes, channels; /* mixture: classes; synthetic inputs as square images */
    double validation;        /* share of the training samples that become the test part; 0: none */
    enum data_answers answers;
    double separation; /* mixture: distance of a centre from the origin [spread] */
};

struct data_kind { /* table row */
    const char *name, *doc;
    void (*load)(struct data *d,
                 const struct data_request *r); /* fatal on missing or damaged files */
    bool made;                                  /* generated from random numbers, in any number */
    bool noisy;                                 /* its loader changes labels, [data] label_noise */
    bool targets;                               /* may have targets, [data] labels = soft or real */
    bool sequences;   /* shape (features, 1, steps), a label at each step or at the last */
    bool any_classes; /* has the number of classes of [data] num_classes */
};

extern const struct data_kind data_kinds[];
extern const struct base_table data_table;

/* Number of weights of the run file's network for inputs of a shape. */
typedef size_t data_weights(const struct runfile *f, struct layer_shape in, size_t classes);

/* Loads the set that [data] names, chooses samples and labels, and standardises. The choice
   depends on [run] seed only. */
void data_init(struct data *d, const struct runfile *f, data_weights *weights);
void data_clear(struct data *d);
uint64_t data_digest(const struct data *d); /* of all inputs and labels */

static inline size_t data_labels(const struct data *d) /* per sample, 1 or more */
{
    return d->labels ? d->labels : 1;
}

/* x (features, b) and label (labels, b) of samples index[0 ... b-1], or first ... first + b - 1 if index
   is NULL. */
void data_gather(const struct data *d, const struct data_part *p, const uint32_t *index,
                 size_t first, size_t b, real *x, uint8_t *label);

/* target (targets, b) of the same samples; no effect without targets. */
void data_gather_targets(const struct data *d, const struct data_part *p, const uint32_t *index,
                         size_t first, size_t b, real *target);

/* synthetic.c */
void synthetic_teacher(struct data *d, const struct data_request *r);
void synthetic_random_labels(struct data *d, const struct data_request *r);
void synthetic_patterns(struct data *d, const struct data_request *r);
void synthetic_manifold(struct data *d, const struct data_request *r);
void synthetic_mixture(struct data *d, const struct data_request *r);

/* sequences.c, sequence_files.c */
void sequences_periodic(struct data *d, const struct data_request *r);
void sequences_recurrent_teacher(struct data *d, const struct data_request *r);
void sequences_random(struct data *d, const struct data_request *r);
void sequence_files_load(struct data *d, const struct data_request *r);

/* npy_dataset.c */
void npy_dataset_load(struct data *d, const struct data_request *r);
/* validation_inputs.npy and validation_labels.npy (or targets) of a folder, of the shape and type of
   the training samples, as the validation part. */
void npy_dataset_validation(struct data *d, const struct data_request *r, const char *folder);

/* idx_files.c and cifar_files.c: files of real images. */
void idx_files_fashion_mnist(struct data *d, const struct data_request *r);
void idx_files_mnist(struct data *d, const struct data_request *r);
void idx_files_emnist(struct data *d, const struct data_request *r); /* r->name: emnist_SPLIT */
void cifar_files_cifar10(struct data *d, const struct data_request *r);
void cifar_files_cifar100(struct data *d, const struct data_request *r);

#endif
