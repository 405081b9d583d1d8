/* Networks from text: a list of layers with commas between, or the name of a known network and
   its numbers. Shapes are inferred layer by layer from the shape of the data. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dnn/network/network_parser.h"

#include "dnn/network/layer_table.h"

enum { TEXT = 4096, NUMBERS = 5 };

static void mlp(char *text, struct layer_shape in, size_t classes, const size_t *number)
{
    (void)in, (void)classes;
    const size_t width = number[0] ? number[0] : 100, depth = number[1] ? number[1] : 1;
    int at = 0;
    for (size_t i = 0; i < depth && at < TEXT - 64; i++)
        at += sprintf(text + at, "dense %zu, relu, ", width);
    sprintf(text + at, "dense classes");
}

static void small_net(char *text, struct layer_shape in, size_t classes, const size_t *number)
{
    const bool many = classes >= 100;
    const size_t width = number[0] ? number[0] : many ? 400 : in.channels == 1 ? 80 : 100;
    sprintf(
        text,
        "conv 5 10, maxpool 2, relu, conv 5 %d, maxpool 2, relu, dense %zu, relu, dense classes",
        many ? 32 : 20, width);
}

static void kwj(char *text, struct layer_shape in, size_t classes, const size_t *number)
{
    (void)in, (void)classes;
    const size_t width = number[0] ? number[0] : 30;
    int at = 0;
    for (int i = 0; i < 6; i++) at += sprintf(text + at, "dense %zu nobias, relu, ", width);
    sprintf(text + at, "dense classes nobias");
}

static void toy(char *text, struct layer_shape in, size_t classes, const size_t *number)
{
    (void)in, (void)classes;
    sprintf(text, "dense %zu, relu, dense classes, sigmoid", number[0] ? number[0] : 10);
}

static void lenet(char *text, struct layer_shape in, size_t classes, const size_t *number)
{
    (void)classes, (void)number;
    sprintf(text,
            "conv 5 6 1 %d, relu, maxpool 2, conv 5 16, relu, maxpool 2, dense 120, relu, "
            "dense 84, relu, dense classes",
            in.height < 32 ? 2 : 0);
}

static void alexnet(char *text, struct layer_shape in, size_t classes, const size_t *number)
{
    (void)in, (void)classes;
    const bool raw = number[0] == 1;
    const char *const norm = raw ? "" : " batchnorm,", *const drop = raw ? "" : " dropout 0.5,";
    sprintf(text,
            "conv 5 64 2,%s relu, conv 5 128 2 2,%s relu, dense 512,%s relu,%s dense 128,%s relu,"
            "%s dense classes",
            norm, norm, norm, drop, norm, drop);
}

/* Two blocks of a stage of a residual network; the first may halve the image. */
static int residual(char *text, size_t width, size_t stride)
{
    int at = 0;
    for (int block = 0; block < 2; block++, stride = 1) {
        at +=
            sprintf(text + at,
                    "conv 3 %zu %zu 1 nobias, batchnorm, relu, conv 3 %zu 1 1 nobias, batchnorm, ",
                    width, stride, width);
        at += stride > 1 ? sprintf(text + at, "back 6, conv 1 %zu %zu nobias, batchnorm, add 4, ",
                                   width, stride)
                         : sprintf(text + at, "add 6, ");
        at += sprintf(text + at, "relu, ");
    }
    return at;
}

static void resnet(char *text, struct layer_shape in, size_t classes, const size_t *number)
{
    (void)classes;
    const size_t width = number[0] ? number[0] : 64, side = in.height / 8;
    int at = sprintf(text, "conv 3 %zu 1 1 nobias, batchnorm, relu, ", width);
    for (size_t stage = 0; stage < 4; stage++)
        at += residual(text + at, width << stage, stage ? 2 : 1);
    sprintf(text + at, "avgpool %zu, dense classes", side ? side : 1);
}

/* With relu half of the units have negative votes; tanh has both signs, and bounds the output. */
static void committee(char *text, struct layer_shape in, size_t classes, const size_t *number)
{
    (void)in, (void)classes;
    sprintf(text, "tree %zu nobias, relu, vote", number[0] ? number[0] : 50);
}

static void committee_tanh(char *text, struct layer_shape in, size_t classes, const size_t *number)
{
    (void)in, (void)classes;
    sprintf(text, "tree %zu nobias, tanh, vote 1, tanh", number[0] ? number[0] : 50);
}

/* Factor that makes local fields of order 1, as in the tree. */
static double field(struct layer_shape in)
{
    return 1 / sqrt((double)layer_features(in));
}

static void full(char *text, struct layer_shape in, size_t classes, const size_t *number)
{
    (void)classes;
    sprintf(text, "dense %zu nobias, linear %.17g, relu, vote", number[0] ? number[0] : 50,
            field(in));
}

static void full_tanh(char *text, struct layer_shape in, size_t classes, const size_t *number)
{
    (void)classes;
    sprintf(text, "dense %zu nobias, linear %.17g, tanh, vote 1, tanh", number[0] ? number[0] : 50,
            field(in));
}

static void one_hidden(char *text, struct layer_shape in, size_t classes, const size_t *number)
{
    (void)in, (void)classes;
    sprintf(text, "dense %zu, relu, dense classes", number[0] ? number[0] : 100);
}

const struct network_parser_named network_parser_named[] = {
    {"mlp", "mlp [WIDTH = 100 [HIDDEN LAYERS = 1]]: dense layers with relu", 2, mlp},
    {"small_net",
     "small_net [WIDTH = 80 grey, 100 colour, 400 for 100 classes]: two convolutions and two dense "
     "layers "
     "(Baity-Jesi et al., arXiv:1803.06969)",
     1, small_net},
    {"kwj",
     "kwj [WIDTH = 30]: six hidden layers without biases (Kerr Winter and Janssen, "
     "arXiv:2405.13098)",
     1, kwj},
    {"lenet5", "lenet5: LeNet-5 with relu and largest-value pooling (LeCun et al., 1998)", 0,
     lenet},
    {"alexnet",
     "alexnet [1]: two strided convolutions and three dense layers with batchnorm and dropout; 1: "
     "without (Baity-Jesi et al.)",
     1, alexnet},
    {"resnet18",
     "resnet18 [WIDTH = 64]: eight residual blocks for small images (He et al., arXiv:1512.03385)",
     1, resnet},
    {"committee",
     "committee [UNITS = 50]: tree committee machine, relu, fixed outputs (Zambon et al., "
     "arXiv:2503.08266)",
     1, committee},
    {"committee_tanh", "committee_tanh [UNITS = 50]: the same with tanh, of units and output", 1,
     committee_tanh},
    {"full_committee", "full_committee [UNITS = 50]: every unit sees every input, relu", 1, full},
    {"full_committee_tanh", "full_committee_tanh [UNITS = 50]: the same with tanh", 1, full_tanh},
    {"one_hidden", "one_hidden [WIDTH = 100]: one hidden layer with relu", 1, one_hidden},
    {"toy", "toy [WIDTH = 10]: one hidden layer, sigmoid outputs (Baity-Jesi et al.)", 1, toy},
    {0},
};

const struct base_table network_parser_table = {"network", "named networks, in [network] layers",
                                                network_parser_named, sizeof *network_parser_named};

struct item { /* the words of one layer */
    char name[32];
    size_t n;
    double number[NUMBERS];
    bool nobias;
};

/* Reads "NAME NUMBER ... [nobias]". The word `classes` is the number of classes. */
static void read_item(struct item *item, char *text, size_t classes, const char *where)
{
    *item = (struct item){0};
    char *rest = NULL;
    for (char *word = strtok_r(text, " \t", &rest); word; word = strtok_r(NULL, " \t", &rest)) {
        char *end = word;
        const double number = isdigit((unsigned char)*word) ? strtod(word, &end) : 0;
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
            item->number[item->n++] = is_classes ? (double)classes : number;
        }
    }
    require(*item->name, "%s: there is an empty layer (commas separate layers)", where);
}

/* Checks a layer with `back`: it names an earlier layer; an addition needs equal shapes, a branch
   takes the shape of the value it starts from. */
static void check_back(struct network *net, struct layer *l, const char *where)
{
    const char *const name = l->kind->name;
    require(l->back <= net->depth, "%s: layer %zu, '%s %zu': there are only %zu layers before",
            where, net->depth + 1, name, l->back, net->depth);
    const size_t from = net->depth + 1 - l->back; /* values before it: 0 are the data */
    require(from >= 1, "%s: layer %zu, '%s %zu' would reach the data", where, net->depth + 1, name,
            l->back);
    const struct layer_shape a = net->layer[from - 1].out, b = l->in;
    net->named[from] = true;
    if (l->kind->takes_back_shape) {
        l->out = a;
        return;
    }
    require(a.channels == b.channels && a.height == b.height && a.width == b.width,
            "%s: layer %zu, '%s %zu': (%zu, %zu x %zu) cannot be added to (%zu, %zu x %zu)", where,
            net->depth + 1, name, l->back, a.channels, a.height, a.width, b.channels, b.height,
            b.width);
}

static void add_layer(struct network *net, const struct item *item, bool bias, const char *where)
{
    require(net->depth < NETWORK_DEPTH, "%s: more than %d layers", where, NETWORK_DEPTH);
    struct layer *l = &net->layer[net->depth];
    const struct layer_kind *kind = base_pick(&layer_table, item->name, where);
    require(item->n >= kind->least && item->n <= kind->most,
            "%s: '%s' with %zu numbers; its form is  %s", where, item->name, item->n, kind->doc);
    const struct layer_shape in = l->in;
    *l = (struct layer){.kind = kind, .in = in, .offset = net->weights, .divisor = 1, .classes = 1};
    const char *wrong = kind->shape(l, item->number, item->n);
    require(!wrong, "%s: layer %zu, '%s' on (%zu channels, %zu x %zu): %s", where, net->depth + 1,
            item->name, in.channels, in.height, in.width, wrong);
    require(layer_features(l->out) > 0, "%s: layer %zu, '%s' has no outputs", where, net->depth + 1,
            item->name);
    require(!item->nobias || l->rows, "%s: '%s nobias': this layer has no biases", where,
            item->name);
    l->bias = l->rows && bias && !item->nobias;
    if (l->back) check_back(net, l, where);
    l->average = net->averages;
    net->averages += l->averages;
    net->noisy |= kind->random;
    net->weights += layer_weights(l);
    if (layer_features(l->out) > net->widest) net->widest = layer_features(l->out);
    net->depth++;
    if (net->depth < NETWORK_DEPTH) net->layer[net->depth].in = l->out;
    net->outputs = layer_features(l->out);
}

/* Replaces the name of a known network and its numbers by its layers. */
static void expand(char *text, struct layer_shape in, size_t classes, const char *where)
{
    if (strchr(text, ',')) return;
    struct item item;
    char copy[TEXT];
    strcpy(copy, text);
    read_item(&item, copy, classes, where);
    const struct network_parser_named *known = base_find(&network_parser_table, item.name);
    const char *const network = base_nearest(&network_parser_table, item.name),
                      *const layer = base_nearest(&layer_table, item.name);
    require(known || base_find(&layer_table, item.name) ||
                base_distance(item.name, layer) <= base_distance(item.name, network),
            "%s = %s: no such layer, and no such network; nearest: %s (`list networks`)", where,
            item.name, network);
    if (!known) return;
    require(item.n <= known->most && !item.nobias, "%s: the form is  %s", where, known->doc);
    size_t number[NUMBERS];
    for (int i = 0; i < NUMBERS; i++) number[i] = (size_t)item.number[i];
    known->write(text, in, classes, number);
}

/* Exchanges a relu with the maxpool that follows it, so that it acts on a quarter of the values.
   The results are the same numbers. */
static void exchange_relus(struct network *net)
{
    for (size_t i = 0; i + 1 < net->depth; i++) {
        struct layer *const relu = &net->layer[i], *const pool = relu + 1;
        if (!relu->kind->deferrable || !pool->kind->selects || net->named[i + 1]) continue;
        const struct layer first = *relu;
        *relu = *pool;
        *pool = first;
        pool->in = pool->out = relu->out;
    }
}

void network_parser_read(struct network *net, const char *text, struct layer_shape in,
                         size_t classes, bool bias, const char *where)
{
    network_parser_read_labels(net, text, in, classes, 1, bias, where);
}

void network_parser_read_labels(struct network *net, const char *text, struct layer_shape in,
                                size_t classes, size_t labels, bool bias, const char *where)
{
    char layers[TEXT];
    require(strlen(text) < TEXT, "%s: longer than %d characters", where, TEXT - 1);
    strcpy(layers, text);
    expand(layers, in, classes, where);
    *net = (struct network){
        .inputs = layer_features(in), .widest = layer_features(in), .labels = labels};
    net->layer[0].in = in;
    for (char *from = layers, *comma; from; from = comma) {
        comma = strchr(from, ',');
        if (comma) *comma++ = '\0';
        struct item item;
        read_item(&item, from, classes, where);
        add_layer(net, &item, bias, where);
    }
    require(net->weights > 0, "%s: no layer has weights", where);
    exchange_relus(net);
    require(labels > 1 || net->outputs == classes,
            "%s: the network has %zu outputs, data and loss need %zu", where, net->outputs,
            classes);
    require(net->outputs == classes * labels,
            "%s: the network has %zu outputs, data and loss need %zu (%zu of each of %zu labels)",
            where, net->outputs, classes * labels, classes, labels);
}
