/* Precision: every file of dnn except main.c is compiled twice, with real = float and real =
   double. Only the symbols named here are visible outside each copy. Sums over samples are double
   in both. */
#ifndef DNN_KERNELS_PRECISION_H
#define DNN_KERNELS_PRECISION_H

#include <stdint.h>

#if defined PRECISION_single
#define real                   float
#define dnn_system             dnn_system_single
#define dnn_tables             dnn_tables_single
#define dnn_actions            dnn_actions_single
#define dnn_landscape_commands dnn_landscape_commands_single
#define precision_bits         uint32_t
#define PRECISION_NAME         "single"
#define checkpoint_real        checkpoint_f32
#elif defined PRECISION_double
#define real                   double
#define dnn_system             dnn_system_double
#define dnn_tables             dnn_tables_double
#define dnn_actions            dnn_actions_double
#define dnn_landscape_commands dnn_landscape_commands_double
#define precision_bits         uint64_t
#define PRECISION_NAME         "double"
#define checkpoint_real        checkpoint_f64
#else
#error "compile with -DPRECISION_single or -DPRECISION_double"
#endif

#define PRECISION_HALF (4 * (int)sizeof(real)) /* bits */

#endif
