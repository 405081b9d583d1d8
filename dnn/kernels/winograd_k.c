/* The transforms of winograd_k.h, compiled for each instruction set: sums of neighbours, first
   down the columns of a tile and then along its rows, for a vector of samples at a time. */
#include <stdbool.h>
#include <string.h>

#include "dnn/kernels/winograd_k.h"

#if defined __AVX512F__
enum { BYTES = 64 };
#elif defined __AVX2__
enum { BYTES = 32 };
#else
enum { BYTES = 16 };
#endif

enum { LANES = BYTES / (int)sizeof(real) };

#define INLINE static inline __attribute__((always_inline))
#define VECTOR real __attribute__((vector_size(BYTES)))
#define UNROLL _Pragma("GCC unroll 4")

struct line { /* a column or a row of a tile */
    VECTOR a[4];
};

/* B' d, its transpose B v, A' m, its transpose A y, G w and its transpose G' u. */
INLINE struct line take_line(struct line d)
{
    return (struct line){{d.a[0] - d.a[2], d.a[1] + d.a[2], d.a[2] - d.a[1], d.a[1] - d.a[3]}};
}

INLINE struct line take_back_line(struct line v)
{
    return (struct line){{v.a[0], v.a[1] - v.a[2] + v.a[3], v.a[1] + v.a[2] - v.a[0], -v.a[3]}};
}

INLINE struct line give_line(struct line m)
{
    return (struct line){{m.a[0] + m.a[1] + m.a[2], m.a[1] - m.a[2] - m.a[3]}};
}

INLINE struct line give_back_line(struct line y)
{
    return (struct line){{y.a[0], y.a[0] + y.a[1], y.a[0] - y.a[1], -y.a[1]}};
}

INLINE struct line window_line(struct line w)
{
    const VECTOR ends = (w.a[0] + w.a[2]) / 2, middle = w.a[1] / 2;
    return (struct line){{w.a[0], ends + middle, ends - middle, w.a[2]}};
}

INLINE struct line window_back_line(struct line u)
{
    const VECTOR sum = (u.a[1] + u.a[2]) / 2;
    return (struct line){{u.a[0] + sum, (u.a[1] - u.a[2]) / 2, sum + u.a[3]}};
}

struct places { /* value (r, c) of tile k has index k step + r row + c column */
    size_t side, step, row, column;
};

INLINE struct places planes(const struct winograd_tiles *t)
{
    return (struct places){4, t->b, 4 * t->plane, t->plane};
}

INLINE struct places pixels(const struct winograd_tiles *t)
{
    return (struct places){4, 2 * t->b, (2 * t->tiles + 2) * t->b, t->b};
}

INLINE struct places results(const struct winograd_tiles *t)
{
    return (struct places){2, 2 * t->b, 2 * t->tiles * t->b, t->b};
}

INLINE struct places windows(const struct winograd_tiles *t)
{
    return (struct places){3, t->b, 3 * t->b, t->b};
}

/* n samples of one tile; `add`: adds to the present values. */
INLINE void tile(struct line line(struct line), struct places from, struct places to, bool add,
                 const real *x, real *y, size_t n)
{
    struct line column[4];
    UNROLL for (size_t c = 0; c < from.side; c++)
    {
        struct line d = {0};
        UNROLL for (size_t r = 0; r < from.side; r++)
            memcpy(&d.a[r], x + r * from.row + c * from.column, n * sizeof *x);
        column[c] = line(d);
    }
    UNROLL for (size_t r = 0; r < to.side; r++)
    {
        struct line d = {0};
        UNROLL for (size_t c = 0; c < from.side; c++) d.a[c] = column[c].a[r];
        d = line(d);
        UNROLL for (size_t c = 0; c < to.side; c++)
        {
            real *const at = y + r * to.row + c * to.column;
            VECTOR old = {0};
            if (add) memcpy(&old, at, n * sizeof *at), d.a[c] += old;
            memcpy(at, &d.a[c], n * sizeof *at);
        }
    }
}

INLINE void transform(const struct winograd_tiles *t, struct line line(struct line),
                      struct places from, struct places to, bool add, const real *x, real *y)
{
    for (size_t k = 0; k < t->tiles; k++, x += from.step, y += to.step) {
        size_t i = 0;
        for (; i + LANES <= t->b; i += LANES) tile(line, from, to, add, x + i, y + i, LANES);
        if (i < t->b) tile(line, from, to, add, x + i, y + i, t->b - i);
    }
}

static void take(const struct winograd_tiles *t, const real *x, real *v)
{
    transform(t, take_line, pixels(t), planes(t), false, x, v);
}

static void give(const struct winograd_tiles *t, const real *m, real *y)
{
    transform(t, give_line, planes(t), results(t), false, m, y);
}

static void give_back(const struct winograd_tiles *t, const real *dy, real *dm)
{
    transform(t, give_back_line, results(t), planes(t), false, dy, dm);
}

static void take_back(const struct winograd_tiles *t, const real *dv, real *dx)
{
    transform(t, take_back_line, planes(t), pixels(t), true, dv, dx);
}

static void window(const struct winograd_tiles *t, const real *w, real *u)
{
    transform(t, window_line, windows(t), planes(t), false, w, u);
}

static void window_back(const struct winograd_tiles *t, const real *du, real *dw)
{
    transform(t, window_back_line, planes(t), windows(t), false, du, dw);
}

#define JOIN2(a, b) a##b
#define JOIN(a, b)  JOIN2(a, b)

const struct winograd_kernels JOIN(winograd_, ISA) = {take,      give,   give_back,
                                                      take_back, window, window_back};
