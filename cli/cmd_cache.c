/* cordon cache: looking after the cache, and taking it to other machines. */
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "cache/upkeep.h"
#include "cli/cache_action.h"
#include "cli/commands.h"
#include "cli/json_out.h"
#include "cli/quantity.h"
#include "cli/term.h"

/* --- verify --- */

static void verify_json(struct cache_action *a, const struct upkeep_check *check)
{
    struct json_out j;

    json_begin(&j, &a->out);
    json_object(&j, NULL);
    json_number(&j, "schema", 1);
    json_c(&j, "cache", cache_folder(a->cache));
    json_number(&j, "good", check->good);
    json_number(&j, "damaged", check->damaged);
    json_number(&j, "foreign", check->foreign);
    json_bool(&j, "cut", check->cut);
    json_close_object(&j);
    json_end(&j);
}

static enum err run_verify(struct cache_action *a, struct error *why)
{
    struct upkeep_check check;

    if (a->file != NULL)
        return cache_run_verify_bundle(a, why);
    upkeep_verify(a->cache, &check);
    if (cache_action_wants_json(a)) {
        verify_json(a, &check);
    } else {
        strbuf_printf(&a->out, "%" PRIu64 " records good, %" PRIu64 " damaged, %" PRIu64 " of another version\n",
                      check.good, check.damaged, check.foreign);
        if (check.cut)
            strbuf_put_c(&a->out, "the file's structure is damaged; there may be more\n");
        if (check.cut || check.damaged > 0)
            strbuf_put_c(&a->out, "no damaged record is ever believed; cordon cache gc removes them\n");
    }
    if (check.cut || check.damaged > 0)
        a->code = EXIT_NOT_PASSED;
    return OK;
}

/* --- gc --- */

static enum err read_limits(const struct cache_action *a, struct upkeep_limits *out, struct error *why)
{
    const char *size = a->args->value[OPT_MAX_SIZE];
    const char *age = a->args->value[OPT_MAX_AGE];

    *out = (struct upkeep_limits){.now = (uint64_t)time(NULL)};
    if (size != NULL && !quantity_bytes(size, &out->max_bytes))
        return error_set(why, ERR_USAGE, "--max-size is a number of bytes such as 500M or 20G, not %s", size);
    if (age != NULL && !quantity_seconds(age, &out->max_age))
        return error_set(why, ERR_USAGE, "--max-age is a time such as 12h or 90d, not %s", age);
    return OK;
}

static enum err run_gc(struct cache_action *a, struct error *why)
{
    struct upkeep_limits limits;
    struct upkeep_result result;
    struct json_out j;
    enum err e = read_limits(a, &limits, why);

    if (e == OK)
        e = upkeep_gc(a->cache, &limits, &result, why);
    if (e != OK)
        return e;
    if (cache_action_wants_json(a)) {
        json_begin(&j, &a->out);
        json_object(&j, NULL);
        json_number(&j, "schema", 1);
        json_number(&j, "kept", result.kept);
        json_number(&j, "dropped", result.dropped);
        json_number(&j, "bytes_before", result.bytes_before);
        json_number(&j, "bytes_after", result.bytes_after);
        json_close_object(&j);
        json_end(&j);
        return OK;
    }
    strbuf_printf(&a->out, "%" PRIu64 " records kept, %" PRIu64 " dropped; ", result.kept, result.dropped);
    quantity_put_bytes(&a->out, result.bytes_before);
    strbuf_put_c(&a->out, " before, ");
    quantity_put_bytes(&a->out, result.bytes_after);
    strbuf_put_c(&a->out, " now\n");
    return OK;
}

/* --- which --- */

static const struct {
    const char *name;
    enum err (*run)(struct cache_action *a, struct error *why);
    bool cache;    /* works on one */
    bool file;     /* must have FILE */
    bool may_file; /* may have FILE */
} actions[] = {
    {"stat", cache_run_stat, true, false, false},
    {"verify", run_verify, true, false, true},
    {"gc", run_gc, true, false, false},
    {"export", cache_run_export, true, true, true},
    {"import", cache_run_import, true, true, true},
    {"keygen", cache_run_keygen, false, true, true},
};

static enum err find_action(const struct args *args, uint32_t *out, struct error *why)
{
    const char *name = args->operands.items[0];

    for (uint32_t i = 0; i < ARRAY_LEN(actions); i++) {
        if (strcmp(actions[i].name, name) != 0)
            continue;
        if (actions[i].file && args->operands.len < 2)
            return error_set(why, ERR_USAGE, "cache %s needs FILE; see cordon cache --help", name);
        if (!actions[i].may_file && args->operands.len > 1)
            return error_set(why, ERR_USAGE, "cache %s does not know what to do with %s", name,
                             args->operands.items[1]);
        *out = i;
        return OK;
    }
    return error_set(why, ERR_USAGE, "cache does stat, verify, gc, export, import or keygen, not %s", name);
}

/* A cache that cannot be used at all is an error here, where it is what the user asked about. */
static enum err open_cache(struct cache_action *a, struct error *why)
{
    a->cache = cache_open(a->args->value[OPT_CACHE]);
    if (cache_trouble(a->cache)->code != OK)
        return error_set(why, cache_trouble(a->cache)->code, "%s", cache_trouble(a->cache)->text);
    return OK;
}

static enum err run_action(struct cache_action *a, struct error *why)
{
    uint32_t index = 0;
    enum err e = find_action(a->args, &index, why);

    a->file = a->args->operands.len > 1 ? a->args->operands.items[1] : NULL;
    if (e == OK && actions[index].cache)
        e = open_cache(a, why);
    if (e == OK)
        e = actions[index].run(a, why);
    return e;
}

static int cmd_cache(const struct args *args)
{
    struct arena run = {0};
    struct cache_action a = {.args = args, .run = &run, .code = EXIT_PASSED};
    struct error why = {0};
    struct error trouble = {0};
    int code = EXIT_NO_WORK;
    enum err e = OK;

    strbuf_init(&a.out, &run);
    e = run_action(&a, &why);
    code = e == OK ? commands_print(&a.out, a.code) : commands_fail(&why);
    if (a.cache != NULL)
        cache_close(a.cache, &trouble);
    if (trouble.code != OK && e == OK)
        term_complain(trouble.text);
    arena_reset(&run);
    return code;
}

const struct command command_cache = {
    .name = "cache",
    .operands = "stat|verify|gc|export|import|keygen [FILE]",
    .summary = "what is in the cache, and how it travels",
    .details = "stat            sizes, ages and hit rates\n"
               "verify          reads every record; with FILE, checks a bundle under --key\n"
               "gc              makes it smaller: --max-size, --max-age; without them only what is damaged goes\n"
               "export FILE     writes a bundle signed with the secret --key (- is standard output)\n"
               "import FILE     takes a bundle signed by the public --key, all of it or nothing (- is standard input)\n"
               "keygen FILE     makes a secret key FILE and its public half FILE.pub\n"
               "\n"
               "Exit code: 0 done, 1 damage was found, 2 could not do the work.\n",
    .options = OPTION_BIT(OPT_KEY) | OPTION_BIT(OPT_MAX_SIZE) | OPTION_BIT(OPT_MAX_AGE) | OPTION_BIT(OPT_FORMAT) |
               OPTION_BIT(OPT_CACHE),
    .min_operands = 1,
    .max_operands = 2,
    .run = cmd_cache,
};
