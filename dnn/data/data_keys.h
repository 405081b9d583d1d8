/* The keys of [data], and those of [validation] that choose samples. */
#ifndef DNN_DATA_DATA_KEYS_H
#define DNN_DATA_DATA_KEYS_H

#include "common/config/key.h"

extern const struct runfile_key data_keys[], data_keys_validation[];
extern const char data_keys_validation_doc[];

#endif
