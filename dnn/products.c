/* The one place that knows the libraries. Threads of this program go over shards of a batch, so
   a product runs on the thread that asks for it: then its bits do not depend on the number of
   threads. Single precision: oneDNN, 1.1 to 1.9 times as fast as OpenBLAS 0.3.21 on the narrow
   products of small networks; double precision: OpenBLAS. */
#include "dnn/products.h"

#include <assert.h>
#include <omp.h>

#if defined PRECISION_single
#include <oneapi/dnnl/dnnl.h>
#else
#include <cblas.h>
#endif

void products_start(void)
{
    omp_set_num_threads(1); /* our own loops name their number of threads */
#if defined PRECISION_double
    openblas_set_num_threads(1);
#endif
}

void products_add(size_t m, size_t n, size_t k, struct products_matrix a, struct products_matrix b,
                  real beta, real *c, size_t ldc)
{
#if defined PRECISION_single
    const dnnl_status_t status =
        dnnl_sgemm(a.transposed ? 'T' : 'N', b.transposed ? 'T' : 'N', (dnnl_dim_t)m, (dnnl_dim_t)n,
                   (dnnl_dim_t)k, 1, a.x, (dnnl_dim_t)a.stride, b.x, (dnnl_dim_t)b.stride, beta, c,
                   (dnnl_dim_t)ldc);
    assert(status == dnnl_success);
    (void)status;
#else
    cblas_dgemm(CblasRowMajor, a.transposed ? CblasTrans : CblasNoTrans,
                b.transposed ? CblasTrans : CblasNoTrans, (int)m, (int)n, (int)k, 1, a.x,
                (int)a.stride, b.x, (int)b.stride, beta, c, (int)ldc);
#endif
}
