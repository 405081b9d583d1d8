/* dnn: trains and samples networks, describes them, classifies with them and exports their
   weights. */
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "common/io/checkpoint.h"
#include "common/run/cli.h"
#include "common/io/run_folder.h"
#include "common/io/checkpoint_pair.h"
#include "common/io/run_place.h"
#include "common/run/command_options.h"
#include "common/run/parent_state.h"
#include "common/run/run_commands.h"
#include "common/run/run_folders.h"
#include "common/io/output.h"
#include "common/config/runfile.h"
#include "dnn/landscape/landscape_commands.h"
#include "dnn/system/system.h"

static const struct dnn_actions *actions_of(const struct mc_system *system)
{
    return system == &dnn_system_double ? &dnn_actions_double : &dnn_actions_single;
}

static bool is_folder(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

/* A run file, or that of a run folder; free with base_free. */
static char *run_file_of(const char *word)
{
    return is_folder(word) ? run_folder_run_file(word) : base_text("%s", word);
}

static int describe_command(const struct program_request *r)
{
    size_t members;
    char *const ini = run_file_of(r->words[0]);
    struct runfile *const f = run_commands_first(r->program, ini, r->n - 1, r->words + 1, &members);
    const struct mc_system *const system = program_system(r->program, f);
    void *const state = system->create(f);
    if (members > 1) printf("the first of %zu runs:\n", members);
    actions_of(system)->describe(state);
    system->free(state);
    runfile_free(f);
    base_free(ini);
    return EXIT_OK;
}

/* The network of a run, from its newest checkpoint; free with mc_clear. */
static void open_run(const struct program_request *r, struct mc_chain *chain)
{
    const char *const folder = r->words[0];
    char *const ini = run_folder_run_file(folder);
    struct runfile *const f = program_load(r->program, NULL, ini, 0, NULL);
    struct checkpoint *const c = checkpoint_pair_load(folder, NULL);
    require(c, "%s: has no checkpoint", folder);
    mc_init(chain, program_system(r->program, f), f);
    mc_visit(chain, c);
    checkpoint_free(c);
    runfile_free(f);
    base_free(ini);
}

static const struct base_row part_rows[] = {
    {"test", "the test part"}, {"train", "the training part"}, {0}};
static const struct base_table part_table = {"part", "of the data", part_rows, sizeof *part_rows};

static const struct runfile_key classify_keys[] = {{.name = "part",
                                                    .doc = "part of the data",
                                                    .type = RUNFILE_TEXT,
                                                    .value = "test",
                                                    .table = &part_table},
                                                   {0}};

static int classify_command(const struct program_request *r)
{
    int folders;
    struct runfile *const o = command_options_read(r, "classify", classify_keys, 1, 1, &folders);
    struct mc_chain chain;
    struct run_folder d;
    open_run(r, &chain);
    run_folder_open(&d, r->words[0]);
    output_require_tables(d.path, r->force, (const char *const[]){"confusion", NULL});
    const bool train = strcmp(runfile_text(o, "classify", "part"), "train") == 0;
    actions_of(chain.system)->classify(chain.state, &d, train);
    run_folder_close(&d);
    mc_clear(&chain);
    runfile_free(o);
    return EXIT_OK;
}

static void take_state(struct mc_chain *chain, const struct runfile *f, const char *place)
{
    struct parent_state p = parent_state_read(place, "weights");
    if (p.c)
        mc_visit(chain, p.c);
    else
        chain->system->take_frame(chain->state, &p.frame.view, f, p.folder, "weights");
    parent_state_clear(&p);
}

static void write_weights(const struct program_request *r, char *place, const char *to)
{
    struct run_place at = run_place_parse(place);
    char *const ini = run_folder_run_file(at.folder);
    struct runfile *const f = program_load(r->program, NULL, ini, 0, NULL);
    struct mc_chain chain;
    mc_init(&chain, program_system(r->program, f), f);
    take_state(&chain, f, place);
    const struct output out = {.force = r->force, .n = 1, .input = &at.folder};
    actions_of(chain.system)->weights(chain.state, to, &out);
    mc_clear(&chain);
    runfile_free(f);
    base_free(ini);
    run_place_clear(&at);
}

/* Of one run among several: TO/NAME, or TO_NAME.h5; base_free. */
static char *path_of(const char *to, const char *folder)
{
    const char *const slash = strrchr(folder, '/'), *const name = slash ? slash + 1 : folder;
    const size_t n = strlen(to);
    if (n > 3 && strcmp(to + n - 3, ".h5") == 0)
        return base_text("%.*s_%s.h5", (int)n - 3, to, name);
    run_folder_mkdir(to);
    return base_text("%s/%s", to, name);
}

static int weights_command(const struct program_request *r)
{
    const int n = r->output ? r->n : r->n - 1;
    const char *const to = r->output ? r->output : r->words[r->n - 1];
    require(n > 0,
            "weights takes run folders, FOLDER@TIME for a stored time, and a folder for .npy "
            "files or a file NAME.h5");
    struct run_folders f = run_folders_find((size_t)n, r->words);
    for (size_t i = 0; i < f.n; i++) {
        char *const path = f.n > 1 ? path_of(to, f.folder[i]) : base_text("%s", to);
        write_weights(r, f.folder[i], path);
        base_free(path);
    }
    run_folders_clear(&f);
    return EXIT_OK;
}

static const struct runfile_key show_keys[] = {
    {.name = "protocol",
     .doc = "protocol or list of [swap]; none: that of the run file",
     .type = RUNFILE_TEXT,
     .value = "none"},
    {.name = "swaps",
     .doc = "swaps of the step; 0: as the run file",
     .type = RUNFILE_INT,
     .value = "0",
     .min = 0,
     .max = 1e6},
    {.name = "images",
     .doc = "samples shown, the most changed first",
     .type = RUNFILE_INT,
     .value = "3",
     .min = 1,
     .max = 32},
    {.name = "output", .doc = "the picture, NAME.png", .type = RUNFILE_TEXT},
    {0}};

enum { SHOW_WORDS = 64 };

struct show {               /* a request of `show` */
    const char *place;      /* a run folder or a run file */
    char *ini, *protocol;   /* its run file; the protocol that is shown */
    struct runfile *option; /* of the command */
    size_t members;
    int n;
    char *word[SHOW_WORDS]; /* (n) other keys of the run file */
};

/* The first of the runs at its beginning, with these words of [swap] besides; mc_clear. */
static void create_state(const struct program_request *r, const struct show *s, int n,
                         const char *const *swap, struct mc_chain *chain)
{
    char *words[SHOW_WORDS + 8];
    size_t members;
    for (int k = 0; k < n; k++) words[k] = (char *)swap[k];
    for (int k = 0; k < s->n; k++) words[n + k] = s->word[k];
    struct runfile *const f = run_commands_first(r->program, s->ini, n + s->n, words, &members);
    mc_init(chain, program_system(r->program, f), f);
    mc_set_initial_state(chain, f);
    runfile_free(f);
}

/* The step that is shown: due at once, unmeasured. */
static void show(const struct program_request *r, const struct show *s)
{
    static const char *const plain_words[] = {"swap.protocol=none", "swap.amount=0",
                                              "swap.scope=minibatch", "swap.reset=always",
                                              "swap.labels=stay"};
    const int64_t swaps = runfile_int(s->option, "show", "swaps");
    char *const protocol = base_text("swap.protocol=%s", s->protocol), *const number = base_text(
                                                                           "swap.swaps=%" PRId64,
                                                                           swaps);
    const char *const words[] = {protocol, "swap.every=1", "swap.probability=1",
                                 "swap.measure_every=0", number};
    struct mc_chain plain, swapped, own;
    create_state(r, s, sizeof plain_words / sizeof *plain_words, plain_words, &plain);
    create_state(r, s, (int)(sizeof words / sizeof *words) - (swaps == 0), words, &swapped);
    const struct dnn_actions *const act = actions_of(swapped.system);
    if (is_folder(s->place)) {
        open_run(r, &own);
        act->take_weights(&swapped, &own);
        mc_clear(&own);
    }
    if (s->members > 1) printf("the first of %zu runs: ", s->members);
    act->show(&plain, &swapped, s->protocol, (size_t)runfile_int(s->option, "show", "images"),
              runfile_text(s->option, "show", "output"));
    mc_clear(&plain);
    mc_clear(&swapped);
    base_free(protocol), base_free(number);
}

/* Words SECTION.KEY=VALUE, which set keys of the run file: those of [swap] protocol to
   s->protocol, others to s->word. The request without them. */
static struct program_request take_keys(const struct program_request *r, struct show *s)
{
    static const char own[] = "swap.protocol=";
    struct program_request rest = *r;
    rest.n = 0;
    rest.words = base_alloc((size_t)r->n, sizeof *rest.words);
    for (int i = 0; i < r->n; i++) {
        char *const word = r->words[i];
        const size_t before = strcspn(word, "=.");
        const bool key = i > 0 && word[before] == '.' && strchr(word, '=');
        require(!key || s->n < SHOW_WORDS, "show: more than %d keys", SHOW_WORDS);
        if (!key)
            rest.words[rest.n++] = word;
        else if (strncmp(word, own, strlen(own)) == 0)
            s->protocol = base_text("%s", word + strlen(own));
        else
            s->word[s->n++] = word;
    }
    require(!s->n || !is_folder(s->place), "show: %s: keys are those of the run; give its FILE.ini",
            s->word[0]);
    return rest;
}

/* The protocol of --protocol, of the command line's key, or of the run file; of the first run. */
static void choose_protocol(const struct program_request *r, struct show *s)
{
    const char *const option = runfile_text(s->option, "show", "protocol");
    const bool named = strcmp(option, "none") != 0;
    require(!named || !s->protocol, "show: --protocol %s and swap.protocol=%s: two protocols",
            option, s->protocol);
    char *words[SHOW_WORDS + 1];
    memcpy(words, s->word, (size_t)s->n * sizeof *words);
    const bool given = named || s->protocol;
    if (given) words[s->n] = base_text("swap.protocol=%s", named ? option : s->protocol);
    struct runfile *const f =
        run_commands_first(r->program, s->ini, s->n + given, words, &s->members);
    if (given) base_free(words[s->n]);
    base_free(s->protocol);
    s->protocol = base_text("%s", runfile_text(f, "swap", "protocol"));
    runfile_free(f);
    require(strcmp(s->protocol, "none") != 0,
            "show: --protocol is missing, and the first run of %s has none; `dnn list protocols` "
            "lists them",
            s->ini);
}

static int show_command(const struct program_request *r)
{
    int folders;
    struct show s = {.place = r->words[0], .ini = run_file_of(r->words[0])};
    const struct program_request rest = take_keys(r, &s);
    s.option = command_options_read(&rest, "show", show_keys, 1, 1, &folders);
    const char *const path = runfile_text(s.option, "show", "output");
    const size_t n = strlen(path);
    require(n > 4 && strcmp(path + n - 4, ".png") == 0, "show: --output %s. Allowed: NAME.png",
            path);
    const struct output out = {.force = r->force, .n = 1, .input = r->words};
    output_require(&out, path, output_marked, "\x89PNG");
    choose_protocol(r, &s);
    show(r, &s);
    runfile_free(s.option);
    base_free(rest.words), base_free(s.ini), base_free(s.protocol);
    return EXIT_OK;
}

static const struct program_command commands[] = {
    {"describe", "layers, shapes, weights, memory and arithmetic of a run file's network",
     "FOLDER | FILE.ini [SECTION.KEY=VALUE ...]", describe_command, 1, NULL, "", 0},
    {"classify", "accuracy by class, and the confusion matrix, into confusion.dat", "FOLDER",
     classify_command, 1, classify_keys, "force", 0},
    {"weights", "weights of runs as named arrays: .npy files in a folder, or NAME.h5",
     "FOLDER[@TIME]... [TO]", weights_command, 1, NULL, "force output", 0},
    {"show", "a batch, or weights, before and after a swap protocol, as a picture",
     "FOLDER | FILE.ini [SECTION.KEY=VALUE ...] --output NAME.png", show_command, 1, show_keys,
     "force", 0},
    {0},
};

int main(int argc, char **argv)
{
    static const struct mc_system *const systems[] = {&dnn_system_single, &dnn_system_double, NULL};
    static const struct program_command *const lists[] = {commands, dnn_landscape_commands_double,
                                                          NULL};
    const struct program program = {
        .name = "dnn",
        .doc =
            "Networks in training: gradient and Monte Carlo dynamics with feature and weight swaps",
        .systems = systems,
        .section = "network",
        .key = "precision",
        .tables = dnn_tables_single,
        .commands = lists,
    };
    return cli_main(&program, argc, argv);
}
