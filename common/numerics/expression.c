/* Implementation of expression.h: recursive descent into postfix order. */
#include "common/numerics/expression.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 512, DEPTH = 100, NAME = 40 };

/* ---- operations ------------------------------------------------------------------------------ */

struct operation {
    enum { NUMBER, VARIABLE, NEGATE, ADD, SUBTRACT, MULTIPLY, DIVIDE, CALL } kind;
    double number;
    size_t variable;
    const struct taylor_function *function;
};

struct expression {
    size_t n;
    struct operation op[MOST];
};

void expression_free(struct expression *e)
{
    base_free(e);
}

static struct taylor two(const struct operation *o, struct taylor a, struct taylor b)
{
    switch (o->kind) {
    case ADD:
        return taylor_plus(a, b);
    case SUBTRACT:
        return taylor_minus(a, b);
    case MULTIPLY:
        return taylor_times(a, b);
    case DIVIDE:
        return taylor_divided(a, b);
    default:
        return o->function->pair(a, b);
    }
}

static struct taylor one(const struct operation *o, struct taylor a)
{
    double f[TAYLOR_N];
    if (o->kind == NEGATE) return taylor_negative(a);
    o->function->derivatives(a.c[0], f);
    return taylor_composed(a, f);
}

static bool is_leaf(const struct operation *o)
{
    return o->kind == NUMBER || o->kind == VARIABLE;
}

static bool is_unary(const struct operation *o)
{
    return o->kind == NEGATE || (o->kind == CALL && !o->function->pair);
}

struct taylor expression_series(const struct expression *e, const struct taylor *x)
{
    struct taylor stack[MOST];
    size_t top = 0;
    for (const struct operation *o = e->op; o < e->op + e->n; o++) {
        if (is_leaf(o)) {
            stack[top++] = o->kind == NUMBER ? taylor_constant(o->number) : x[o->variable];
        } else if (is_unary(o)) {
            stack[top - 1] = one(o, stack[top - 1]);
        } else {
            top--;
            stack[top - 1] = two(o, stack[top - 1], stack[top]);
        }
    }
    return stack[0];
}

bool expression_uses(const struct expression *e, size_t variable)
{
    for (const struct operation *o = e->op; o < e->op + e->n; o++)
        if (o->kind == VARIABLE && o->variable == variable) return true;
    return false;
}

bool expression_is_name(const char *text)
{
    if (!isalpha((unsigned char)*text) && *text != '_') return false;
    for (const char *c = text; *c; c++)
        if (!isalnum((unsigned char)*c) && *c != '_') return false;
    return strlen(text) < NAME && !base_find(&taylor_functions, text) && strcmp(text, "pi");
}

/* ---- parser ---------------------------------------------------------------------------------- */

struct parser {
    const char *text, *at, *where;
    size_t n;
    const char *const *names;
    struct expression *e;
    int depth;
};

static _Noreturn void fail(const struct parser *p, const char *at, const char *defect)
{
    base_die("%s: column %zu of '%s': %s", p->where, (size_t)(at - p->text) + 1, p->text, defect);
}

static char next(struct parser *p)
{
    while (isspace((unsigned char)*p->at)) p->at++;
    return *p->at;
}

static bool take(struct parser *p, const char *word)
{
    next(p);
    if (strncmp(p->at, word, strlen(word))) return false;
    p->at += strlen(word);
    return true;
}

static void emit(struct parser *p, struct operation o)
{
    if (p->e->n == MOST) fail(p, p->at, "the formula is too long");
    p->e->op[p->e->n++] = o;
}

static void sum(struct parser *p);
static void unary(struct parser *p);

static void close_bracket(struct parser *p, const char *open)
{
    if (take(p, ")")) return;
    if (!next(p)) fail(p, open, "this bracket is not closed");
    fail(p, p->at, "here an operator or ')' is missing");
}

static void call(struct parser *p, const struct taylor_function *f, const char *begin)
{
    next(p);
    const char *const open = p->at;
    if (!take(p, "(")) fail(p, begin, "a function needs its arguments in brackets");
    sum(p);
    if (f->pair && !take(p, ",")) fail(p, p->at, "this function has two arguments");
    if (f->pair) sum(p);
    if (next(p) == ',') fail(p, p->at, "too many arguments");
    close_bracket(p, open);
    emit(p, (struct operation){.kind = CALL, .function = f});
}

static _Noreturn void unknown(const struct parser *p, const char *begin, const char *name)
{
    char *known = base_text("'%s' is no variable, parameter or function; variables here:", name);
    for (size_t i = 0; i < p->n; i++) known = base_text("%s %s", known, p->names[i]);
    fail(p, begin, known);
}

static void named(struct parser *p)
{
    char name[NAME] = "";
    const char *const begin = p->at;
    while (isalnum((unsigned char)*p->at) || *p->at == '_') p->at++;
    if (p->at - begin >= NAME) fail(p, begin, "this name is too long");
    memcpy(name, begin, (size_t)(p->at - begin));
    const struct taylor_function *const f = base_find(&taylor_functions, name);
    if (f) {
        call(p, f, begin);
        return;
    }
    if (strcmp(name, "pi") == 0) {
        emit(p, (struct operation){.number = M_PI});
        return;
    }
    for (size_t i = 0; i < p->n; i++)
        if (strcmp(name, p->names[i]) == 0) {
            emit(p, (struct operation){.kind = VARIABLE, .variable = i});
            return;
        }
    unknown(p, begin, name);
}

static void item(struct parser *p)
{
    const char c = next(p), *const begin = p->at;
    if (isalpha((unsigned char)c) || c == '_') {
        named(p);
        return;
    }
    if (isdigit((unsigned char)c) || c == '.') {
        char *end;
        const double x = strtod(begin, &end);
        if (end == begin || !isfinite(x)) fail(p, begin, "this is no number");
        p->at = end;
        emit(p, (struct operation){.number = x});
        return;
    }
    if (!take(p, "("))
        fail(p, begin, c ? "here a number, a name or '(' is missing" : "it ends here");
    if (++p->depth > DEPTH) fail(p, begin, "brackets are nested too deeply");
    sum(p);
    p->depth--;
    close_bracket(p, begin);
}

static void raised(struct parser *p)
{
    item(p);
    if (!take(p, "^") && !take(p, "**")) return;
    unary(p);
    emit(p, (struct operation){.kind = CALL, .function = base_find(&taylor_functions, "pow")});
}

static void unary(struct parser *p)
{
    if (++p->depth > DEPTH) fail(p, p->at, "it is nested too deeply");
    const bool negated = take(p, "-");
    if (negated || take(p, "+"))
        unary(p);
    else
        raised(p);
    if (negated) emit(p, (struct operation){.kind = NEGATE});
    p->depth--;
}

static void term(struct parser *p)
{
    unary(p);
    for (char c; (c = next(p)) == '*' || c == '/';) {
        p->at++;
        unary(p);
        emit(p, (struct operation){.kind = c == '*' ? MULTIPLY : DIVIDE});
    }
}

static void sum(struct parser *p)
{
    term(p);
    for (char c; (c = next(p)) == '+' || c == '-';) {
        p->at++;
        term(p);
        emit(p, (struct operation){.kind = c == '+' ? ADD : SUBTRACT});
    }
}

struct expression *expression_create(const char *text, size_t n, const char *const *names,
                                     const char *where)
{
    struct parser p = {text, text, where, n, names, base_alloc(1, sizeof *p.e), 0};
    sum(&p);
    if (next(&p) == ')') fail(&p, p.at, "this bracket was not opened");
    if (next(&p)) fail(&p, p.at, "here an operator is missing");
    return p.e;
}
