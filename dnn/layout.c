/* Networks from text: a list of layers with commas between, or the name of a known network and
   its numbers. Shapes are inferred layer by layer from the shape of the data. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dnn/layout.h"

enum { TEXT = 2048, NUMBERS = 4 };

static void mlp(char *text, struct layers_shape in, const size_t *number)
{
    (void)in;
    const size_t width = number[0] ? number[0] : 100, depth = number[1] ? number[1] : 1;
    int at = 0;
    for (size_t i = 0; i < depth && at < TEXT - 64; i++)
        at += sprintf(text + at, "dense %zu, relu, ", width);
    sprintf(text + at, "dense classes");
}

static void small_net(char *text, struct layers_shape in, const size_t *number)
{
    const size_t width = number[0] ? number[0] : in.channels == 1 ? 80 : 100;
    sprintf(
        text,
        "conv 5 10, maxpool 2, relu, conv 5 20, maxpool 2, relu, dense %zu, relu, dense classes",
        width);
}

static void kwj(char *text, struct layers_shape in, const size_t *number)
{
    (void)in;
    const size_t width = number[0] ? number[0] : 30;
    int at = 0;
    for (int i = 0; i < 6; i++) at += sprintf(text + at, "dense %zu nobias, relu, ", width);
    sprintf(text + at, "dense classes nobias");
}

static void toy(char *text, struct layers_shape in, const size_t *number)
{
    (void)in;
    sprintf(text, "dense %zu, relu, dense classes, sigmoid", number[0] ? number[0] : 10);
}

const struct layout_named layout_named[] = {
    {"mlp", "mlp [WIDTH = 100 [HIDDEN LAYERS = 1]]: dense layers with relu", 2, mlp},
    {"small_net",
     "small_net [WIDTH = 80 grey, 100 colour]: two convolutions and two dense layers "
     "(Baity-Jesi et al., arXiv:1803.06969)",
     1, small_net},
    {"kwj",
     "kwj [WIDTH = 30]: six hidden layers without biases (Kerr Winter and Janssen, "
     "arXiv:2405.13098)",
     1, kwj},
    {"toy", "toy [WIDTH = 10]: one hidden layer, sigmoid outputs (Baity-Jesi et al.)", 1, toy},
    {0},
};

const struct base_table layout_table = {"network", "named networks, in [network] layers",
                                        layout_named, sizeof *layout_named};

struct item { /* one layer's words */
    char name[32];
    size_t n, number[NUMBERS];
    bool nobias;
};

/* Reads "NAME NUMBER ... [nobias]". The word classes is the number `classes`. */
static void read_item(struct item *item, char *text, size_t classes, const char *where)
{
    *item = (struct item){0};
    char *rest = NULL;
    for (char *word = strtok_r(text, " \t", &rest); word; word = strtok_r(NULL, " \t", &rest)) {
        char *end = word;
        const unsigned long number = isdigit((unsigned char)*word) ? strtoul(word, &end, 10) : 0;
        if (!*item->name) {
            require(strlen(word) < sizeof item->name, "%s: '%s' is not a layer", where, word);
            strcpy(item->name, word);
        } else if (strcmp(word, "nobias") == 0) {
            item->nobias = true;
        } else {
            const bool is_classes = strcmp(word, "classes") == 0;
            require(is_classes || (end > word && *end == '\0' && number <= 10000000),
                    "%s: '%s' after '%s' is not a number (0 ... 10000000, classes, nobias)", where,
                    word, item->name);
            require(item->n < NUMBERS, "%s: too many numbers after '%s'", where, item->name);
            item->number[item->n++] = is_classes ? classes : (size_t)number;
        }
    }
    require(*item->name, "%s: there is an empty layer (commas separate layers)", where);
}

static void add_layer(struct network *net, const struct item *item, bool bias, const char *where)
{
    require(net->depth < NETWORK_DEPTH, "%s: more than %d layers", where, NETWORK_DEPTH);
    struct layer *l = &net->layer[net->depth];
    const struct layers_kind *kind = base_pick(&layers_table, item->name, where);
    require(item->n >= kind->least && item->n <= kind->most,
            "%s: '%s' with %zu numbers; its form is  %s", where, item->name, item->n, kind->doc);
    const struct layers_shape in = l->in;
    *l = (struct layer){.kind = kind, .in = in, .offset = net->weights};
    const char *wrong = kind->shape(l, item->number, item->n);
    require(!wrong, "%s: layer %zu, '%s' on (%zu channels, %zu x %zu): %s", where, net->depth + 1,
            item->name, in.channels, in.height, in.width, wrong);
    require(layers_features(l->out) > 0, "%s: layer %zu, '%s' has no outputs", where,
            net->depth + 1, item->name);
    require(!item->nobias || l->rows, "%s: '%s' has no biases to leave out", where, item->name);
    l->bias = l->rows && bias && !item->nobias;
    net->weights += layers_weights(l);
    if (layers_features(l->out) > net->widest) net->widest = layers_features(l->out);
    net->depth++;
    if (net->depth < NETWORK_DEPTH) net->layer[net->depth].in = l->out;
    net->outputs = layers_features(l->out);
}

/* A name alone, with numbers, that is a row of the named networks: its layers replace the text. */
static void expand(char *text, struct layers_shape in, size_t classes, const char *where)
{
    if (strchr(text, ',')) return;
    struct item item;
    char copy[TEXT];
    strcpy(copy, text);
    read_item(&item, copy, classes, where);
    const struct layout_named *known = base_find(&layout_table, item.name);
    if (!known) return;
    require(item.n <= known->most && !item.nobias, "%s: the form is  %s", where, known->doc);
    known->write(text, in, item.number);
}

void layout_parse(struct network *net, const char *text, struct layers_shape in, size_t classes,
                  bool bias, const char *where)
{
    char layers[TEXT];
    require(strlen(text) < TEXT, "%s: longer than %d characters", where, TEXT - 1);
    strcpy(layers, text);
    expand(layers, in, classes, where);
    *net = (struct network){.inputs = layers_features(in), .widest = layers_features(in)};
    net->layer[0].in = in;
    for (char *from = layers, *comma; from; from = comma) {
        comma = strchr(from, ',');
        if (comma) *comma++ = '\0';
        struct item item;
        read_item(&item, from, classes, where);
        add_layer(net, &item, bias, where);
    }
    require(net->weights > 0, "%s: no layer has weights", where);
    require(net->outputs == classes, "%s: the network has %zu outputs, data and loss need %zu",
            where, net->outputs, classes);
}
