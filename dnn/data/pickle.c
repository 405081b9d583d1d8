/* Implementation of pickle.h: a stack machine for the binary opcodes of protocols 2 to 5 (Python's
   pickletools.py). Values refer to the bytes of the file; lists, tuples and dictionaries own their
   items. A NumPy array is built from (version, shape, type, Fortran order, bytes). */
#include "dnn/data/pickle.h"

#include <stdlib.h>
#include <string.h>

#include "common/core/base.h"

enum kind { NONE, MARK, INTEGER, BYTES, SEQUENCE, DICTIONARY, NAME, ARRAY, TYPE };

struct items {
    struct value *item;
    size_t n, room;
    struct items *next; /* of all, to be freed */
};

struct value {
    enum kind kind;
    int64_t number;      /* INTEGER; NAME: its row */
    const uint8_t *text; /* BYTES (n) */
    size_t n;
    struct items
        *items; /* SEQUENCE; DICTIONARY: key, value, ...; ARRAY: its state; TYPE: arguments */
};

struct machine {
    const uint8_t *at, *end;
    const char *where;
    struct items stack, memo;
    struct items *all;
};

static _Noreturn void refuse(const struct machine *m, const char *why)
{
    base_die("%s: not a pickle of labels and an array of bytes: %s", m->where, why);
}

/* ---- memory ---------------------------------------------------------------------------------- */

static void push_to(struct items *l, struct value v)
{
    if (l->n == l->room) {
        const size_t room = l->room ? 2 * l->room : 16;
        struct value *const more = base_alloc(room, sizeof *more);
        if (l->n) memcpy(more, l->item, l->n * sizeof *more);
        base_free(l->item);
        l->item = more, l->room = room;
    }
    l->item[l->n++] = v;
}

static void push(struct machine *m, struct value v)
{
    push_to(&m->stack, v);
}

static struct value pop(struct machine *m)
{
    if (!m->stack.n) refuse(m, "an empty stack");
    return m->stack.item[--m->stack.n];
}

static struct value *top(struct machine *m)
{
    if (!m->stack.n) refuse(m, "an empty stack");
    return &m->stack.item[m->stack.n - 1];
}

static struct value container(struct machine *m, enum kind kind)
{
    struct items *const l = base_alloc(1, sizeof *l);
    l->next = m->all, m->all = l;
    return (struct value){.kind = kind, .items = l};
}

static void clear(struct machine *m)
{
    while (m->all) {
        struct items *const l = m->all;
        m->all = l->next;
        base_free(l->item), base_free(l);
    }
    base_free(m->stack.item), base_free(m->memo.item);
}

/* ---- bytes ----------------------------------------------------------------------------------- */

static const uint8_t *take(struct machine *m, size_t n)
{
    if ((size_t)(m->end - m->at) < n) refuse(m, "truncated");
    m->at += n;
    return m->at - n;
}

static uint64_t little(struct machine *m, size_t bytes)
{
    const uint8_t *const p = take(m, bytes);
    uint64_t x = 0;
    for (size_t i = bytes; i-- > 0;) x = x << 8 | p[i];
    return x;
}

static void push_bytes(struct machine *m, size_t digits)
{
    const size_t n = little(m, digits);
    push(m, (struct value){.kind = BYTES, .text = take(m, n), .n = n});
}

static void push_integer(struct machine *m, int64_t x)
{
    push(m, (struct value){.kind = INTEGER, .number = x});
}

/* LONG1: a signed integer of at most eight bytes. */
static void push_long(struct machine *m)
{
    const size_t n = little(m, 1);
    if (n > 8) refuse(m, "an integer of more than 64 bits");
    const uint64_t x = little(m, n), sign = n && n < 8 ? (uint64_t)1 << (8 * n - 1) : 0;
    push_integer(m, (int64_t)((x ^ sign) - sign));
}

static bool is_text(const struct value *v, const char *text)
{
    return v->kind == BYTES && v->n == strlen(text) && memcmp(v->text, text, v->n) == 0;
}

/* ---- names ----------------------------------------------------------------------------------- */

enum { RECONSTRUCT, ARRAY_NAME, TYPE_NAME, NAMES };
static const char *const modules[][2] = {
    [RECONSTRUCT] = {"numpy.core.multiarray", "numpy._core.multiarray"},
    [ARRAY_NAME] = {"numpy", "numpy"},
    [TYPE_NAME] = {"numpy", "numpy"}};
static const char *const names[] = {"_reconstruct", "ndarray", "dtype"};

static void push_name(struct machine *m, const struct value *module, const struct value *name)
{
    for (int k = 0; k < NAMES; k++)
        if (is_text(name, names[k]) &&
            (is_text(module, modules[k][0]) || is_text(module, modules[k][1]))) {
            push(m, (struct value){.kind = NAME, .number = k});
            return;
        }
    refuse(m, "it names something other than an array of numbers, and nothing is executed");
}

static struct value line(struct machine *m)
{
    const uint8_t *const end = memchr(m->at, '\n', (size_t)(m->end - m->at));
    if (!end) refuse(m, "truncated");
    const struct value v = {.kind = BYTES, .text = m->at, .n = (size_t)(end - m->at)};
    m->at = end + 1;
    return v;
}

/* A call of _reconstruct or dtype makes an object that BUILD completes. */
static void reduce(struct machine *m)
{
    const struct value arguments = pop(m), name = pop(m);
    if (name.kind != NAME || name.number == ARRAY_NAME || arguments.kind != SEQUENCE)
        refuse(m, "a call of another function");
    struct value made = container(m, name.number == TYPE_NAME ? TYPE : ARRAY);
    for (size_t i = 0; made.kind == TYPE && i < arguments.items->n; i++)
        push_to(made.items, arguments.items->item[i]);
    push(m, made);
}

static void build(struct machine *m)
{
    const struct value state = pop(m);
    const struct value *const to = top(m);
    if (state.kind != SEQUENCE || (to->kind != ARRAY && to->kind != TYPE))
        refuse(m, "an object that is no array");
    for (size_t i = 0; to->kind == ARRAY && i < state.items->n; i++)
        push_to(to->items, state.items->item[i]);
}

/* ---- containers ------------------------------------------------------------------------------ */

/* Index above the newest mark. */
static size_t above_mark(const struct machine *m)
{
    size_t i = m->stack.n;
    while (i > 0 && m->stack.item[i - 1].kind != MARK) i--;
    if (!i) refuse(m, "no mark");
    return i;
}

/* Moves the values above a mark, or the newest `n`, into a container; a mark goes. */
static void move_into(struct machine *m, struct items *to, size_t first, bool marked)
{
    for (size_t i = first; i < m->stack.n; i++) push_to(to, m->stack.item[i]);
    m->stack.n = first - marked;
}

static void extend(struct machine *m, enum kind kind, size_t n, bool marked)
{
    if (!marked && m->stack.n < n + 1) refuse(m, "an empty stack");
    const size_t first = marked ? above_mark(m) : m->stack.n - n;
    if (first < (size_t)marked + 1) refuse(m, "an empty stack");
    const struct value to = m->stack.item[first - marked - 1];
    if (to.kind != kind) refuse(m, "items for a value that is no list or dictionary");
    move_into(m, to.items, first, marked);
}

static void tuple(struct machine *m, size_t n, bool marked)
{
    if (!marked && m->stack.n < n) refuse(m, "an empty stack");
    const size_t first = marked ? above_mark(m) : m->stack.n - n;
    const struct value v = container(m, SEQUENCE);
    move_into(m, v.items, first, marked);
    push(m, v);
}

/* ---- the memo -------------------------------------------------------------------------------- */

static void put(struct machine *m, size_t at)
{
    if (at > (size_t)1 << 24) refuse(m, "a memo of more than 2^24 values");
    while (m->memo.n <= at) push_to(&m->memo, (struct value){.kind = MARK});
    m->memo.item[at] = *top(m);
}

static void get(struct machine *m, size_t at)
{
    if (at >= m->memo.n || m->memo.item[at].kind == MARK) refuse(m, "an unknown value of the memo");
    push(m, m->memo.item[at]);
}

/* ---- opcodes --------------------------------------------------------------------------------- */

static bool run_number(struct machine *m, uint8_t op)
{
    switch (op) {
    case 'K':
        return push_integer(m, (int64_t)little(m, 1)), true;
    case 'M':
        return push_integer(m, (int64_t)little(m, 2)), true;
    case 'J':
        return push_integer(m, (int32_t)little(m, 4)), true;
    case 0x8a:
        return push_long(m), true;
    case 0x88:
    case 0x89:
        return push_integer(m, op == 0x88), true;
    case 'N':
        return push(m, (struct value){.kind = NONE}), true;
    case 'U':
    case 'C':
    case 0x8c:
        return push_bytes(m, 1), true;
    case 'T':
    case 'B':
    case 'X':
        return push_bytes(m, 4), true;
    case 0x8e:
    case 0x8d:
        return push_bytes(m, 8), true;
    default:
        return false;
    }
}

static bool run_container(struct machine *m, uint8_t op)
{
    switch (op) {
    case '(':
        return push(m, (struct value){.kind = MARK}), true;
    case '}':
        return push(m, container(m, DICTIONARY)), true;
    case ']':
    case ')':
        return push(m, container(m, SEQUENCE)), true;
    case 'a':
        return extend(m, SEQUENCE, 1, false), true;
    case 'e':
        return extend(m, SEQUENCE, 0, true), true;
    case 's':
        return extend(m, DICTIONARY, 2, false), true;
    case 'u':
        return extend(m, DICTIONARY, 0, true), true;
    case 't':
        return tuple(m, 0, true), true;
    case 0x85:
    case 0x86:
    case 0x87:
        return tuple(m, op - 0x84u, false), true;
    default:
        return false;
    }
}

static bool run_other(struct machine *m, uint8_t op)
{
    struct value module, name;
    switch (op) {
    case 0x80:
        return take(m, 1), true;
    case 0x95:
        return take(m, 8), true;
    case 'q':
        return put(m, little(m, 1)), true;
    case 'r':
        return put(m, little(m, 4)), true;
    case 0x94:
        return put(m, m->memo.n), true;
    case 'h':
        return get(m, little(m, 1)), true;
    case 'j':
        return get(m, little(m, 4)), true;
    case 'c':
        return module = line(m), name = line(m), push_name(m, &module, &name), true;
    case 0x93:
        return name = pop(m), module = pop(m), push_name(m, &module, &name), true;
    case 'R':
        return reduce(m), true;
    case 'b':
        return build(m), true;
    default:
        return false;
    }
}

static struct value run(struct machine *m)
{
    for (;;) {
        const uint8_t op = *take(m, 1);
        if (op == '.') return pop(m);
        if (!run_number(m, op) && !run_container(m, op) && !run_other(m, op))
            refuse(m, "an opcode that such pickles do not use");
    }
}

/* ---- the dictionary -------------------------------------------------------------------------- */

static const struct value *entry(const struct machine *m, const struct value *d, const char *key)
{
    for (size_t i = 0; d->kind == DICTIONARY && i + 1 < d->items->n; i += 2)
        if (is_text(&d->items->item[i], key)) return &d->items->item[i + 1];
    base_die("%s: the pickle has no '%s'", m->where, key);
}

static void take_labels(const struct machine *m, const struct value *v,
                        const struct pickle_arrays *to)
{
    const size_t n = v->kind == SEQUENCE ? v->items->n : 0;
    require(n == to->n, "%s: %zu labels, %zu wanted", m->where, n, to->n);
    for (size_t i = 0; i < n; i++) {
        const struct value *const x = &v->items->item[i];
        require(x->kind == INTEGER && x->number >= 0 && x->number <= UINT8_MAX,
                "%s: label of sample %zu is not 0 ... 255", m->where, i);
        to->label[i] = (uint8_t)x->number;
    }
}

/* State of an array: version, shape, type, Fortran order, bytes. */
static void take_pixels(const struct machine *m, const struct value *v,
                        const struct pickle_arrays *to)
{
    const struct value *const s = v->kind == ARRAY && v->items->n == 5 ? v->items->item : NULL;
    require(s && s[1].kind == SEQUENCE && s[1].items->n == 2 && s[2].kind == TYPE &&
                s[2].items->n >= 1 && s[4].kind == BYTES,
            "%s: 'data' is not an array of two dimensions", m->where);
    const struct value *const shape = s[1].items->item;
    const bool fits = shape[0].kind == INTEGER && shape[0].number == (int64_t)to->n &&
                      shape[1].kind == INTEGER && shape[1].number == (int64_t)to->features;
    require(is_text(&s[2].items->item[0], "u1") && s[3].kind == INTEGER && s[3].number == 0,
            "%s: 'data' is not of bytes in C order", m->where);
    require(fits && s[4].n == to->n * to->features, "%s: 'data' is not of shape (%zu, %zu)",
            m->where, to->n, to->features);
    memcpy(to->pixel, s[4].text, s[4].n);
}

void pickle_images(const uint8_t *bytes, size_t n, const char *label_key,
                   const struct pickle_arrays *to, const char *where)
{
    struct machine m = {.at = bytes, .end = bytes + n, .where = where};
    const struct value dictionary = run(&m);
    take_labels(&m, entry(&m, &dictionary, label_key), to);
    take_pixels(&m, entry(&m, &dictionary, "data"), to);
    clear(&m);
}
