/* Reader of one structure of Python's pickle format: a dictionary with a list of integer labels and a
   NumPy array of bytes (n, features), as in the Python batches of CIFAR. Nothing is executed: names
   other than those of a NumPy array are refused. */
#ifndef DNN_DATA_PICKLE_H
#define DNN_DATA_PICKLE_H

#include <stddef.h>
#include <stdint.h>

struct pickle_arrays { /* filled by pickle_images */
    size_t n, features;
    uint8_t *pixel; /* (n, features) */
    uint8_t *label; /* (n) */
};

/* Fatal, with `where` in front, unless the n bytes are such a dictionary, with the array under "data"
   and labels 0 ... 255 under label_key. */
void pickle_images(const uint8_t *bytes, size_t n, const char *label_key,
                   const struct pickle_arrays *to, const char *where);

#endif
