/* cordon cache: looking after the cache, and taking it to other machines. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cache/bundle.h"
#include "cache/key_file.h"
#include "cache/upkeep.h"
#include "cli/commands.h"
#include "cli/json_out.h"
#include "cli/quantity.h"
#include "cli/term.h"

struct action {
    const struct args *args;
    const char *file; /* the second operand, or NULL */
    struct arena *run;
    struct cache *cache; /* NULL for keygen and for a bundle alone */
    struct strbuf out;
    int code;
};

static bool wants_json(const struct action *a)
{
    return args_is(a->args, OPT_FORMAT, "json");
}

static uint64_t now(void)
{
    return (uint64_t)time(NULL);
}

static const char *kind_name(uint32_t kind)
{
    switch ((enum store_kind)kind) {
    case STORE_SUMMARY:
        return "summaries";
    case STORE_FACTS:
        return "facts";
    case STORE_PACKAGE:
        return "packages";
    case STORE_VERDICT:
        return "verdicts";
    case STORE_ALIAS:
        return "aliases";
    case STORE_ORIGIN:
        return "origins";
    case STORE_RUN:
        return "runs";
    case STORE_KIND_COUNT:
        break;
    }
    return NULL;
}

/* --- stat --- */

static void put_age(struct strbuf *out, uint64_t written)
{
    struct strbuf age;
    struct arena scratch = {0};

    strbuf_init(&age, &scratch);
    quantity_put_seconds(&age, written < now() ? now() - written : 0);
    strbuf_printf(out, " %9s", strbuf_text(&age).ptr);
    arena_reset(&scratch);
}

static void put_size(struct strbuf *out, uint64_t bytes)
{
    struct strbuf size;
    struct arena scratch = {0};

    strbuf_init(&size, &scratch);
    quantity_put_bytes(&size, bytes);
    strbuf_printf(out, " %11s", strbuf_text(&size).ptr);
    arena_reset(&scratch);
}

static void put_rate(struct strbuf *out, uint64_t hits, uint64_t misses)
{
    if (hits + misses > 0)
        strbuf_printf(out, " %8" PRIu64 ".%" PRIu64 " %%", hits * 100 / (hits + misses),
                      hits * 1000 / (hits + misses) % 10);
    else
        strbuf_printf(out, " %12s", "-");
}

static void stat_text(struct action *a, const struct upkeep_stat *s)
{
    strbuf_put_c(&a->out, "cache ");
    term_put(&a->out, str_from(cache_folder(a->cache)));
    strbuf_put_c(&a->out, ", ");
    quantity_put_bytes(&a->out, s->file_bytes);
    strbuf_put_c(&a->out, "\n\nkind         records       bytes    oldest    newest     hit rate\n");
    for (uint32_t i = 0; i < STORE_KIND_COUNT; i++) {
        if (kind_name(i) == NULL)
            continue;
        strbuf_printf(&a->out, "%-10s %9" PRIu64, kind_name(i), s->kinds[i].records);
        put_size(&a->out, s->kinds[i].bytes);
        if (s->kinds[i].records > 0) {
            put_age(&a->out, s->kinds[i].oldest);
            put_age(&a->out, s->kinds[i].newest);
        } else {
            strbuf_printf(&a->out, " %9s %9s", "-", "-");
        }
        put_rate(&a->out, s->counters.hits[i], s->counters.misses[i]);
        strbuf_put_char(&a->out, '\n');
    }
    if (s->foreign > 0)
        strbuf_printf(&a->out, "%" PRIu64 " records of another version\n", s->foreign);
    if (s->damaged)
        strbuf_put_c(&a->out, "a part of it is damaged; cordon cache verify tells more\n");
}

static void stat_json(struct action *a, const struct upkeep_stat *s)
{
    struct json_out j;

    json_begin(&j, &a->out);
    json_object(&j, NULL);
    json_number(&j, "schema", 1);
    json_c(&j, "cache", cache_folder(a->cache));
    json_number(&j, "bytes", s->file_bytes);
    json_array(&j, "kinds");
    for (uint32_t i = 0; i < STORE_KIND_COUNT; i++) {
        if (kind_name(i) == NULL)
            continue;
        json_object(&j, NULL);
        json_c(&j, "kind", kind_name(i));
        json_number(&j, "records", s->kinds[i].records);
        json_number(&j, "bytes", s->kinds[i].bytes);
        json_number(&j, "oldest", s->kinds[i].oldest);
        json_number(&j, "newest", s->kinds[i].newest);
        json_number(&j, "hits", s->counters.hits[i]);
        json_number(&j, "misses", s->counters.misses[i]);
        json_close_object(&j);
    }
    json_close_array(&j);
    json_number(&j, "counted_since", s->counters.since);
    json_number(&j, "foreign", s->foreign);
    json_bool(&j, "damaged", s->damaged);
    json_close_object(&j);
    json_end(&j);
}

static enum err run_stat(struct action *a, struct error *why)
{
    struct upkeep_stat *s = arena_new(a->run, struct upkeep_stat);

    (void)why;
    upkeep_stat(a->cache, s);
    if (wants_json(a))
        stat_json(a, s);
    else
        stat_text(a, s);
    return OK;
}

/* --- verify --- */

static void verify_json(struct action *a, const struct upkeep_check *check)
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

static void bundle_report(struct action *a, const char *done, const struct bundle_info *info)
{
    struct json_out j;

    if (!wants_json(a)) {
        strbuf_printf(&a->out, "%" PRIu64 " records %s, ", info->records, done);
        quantity_put_bytes(&a->out, info->bytes);
        strbuf_printf(&a->out, ", number %" PRIu64, info->sequence);
        if (info->known > 0)
            strbuf_printf(&a->out, "; %" PRIu64 " were known", info->known);
        strbuf_put_char(&a->out, '\n');
        if (info->different > 0)
            strbuf_printf(&a->out,
                          "%" PRIu64
                          " of those differ from what this cache has, which was kept: one of the two is wrong\n",
                          info->different);
        return;
    }
    json_begin(&j, &a->out);
    json_object(&j, NULL);
    json_number(&j, "schema", 1);
    json_number(&j, "records", info->records);
    json_number(&j, "bytes", info->bytes);
    json_number(&j, "sequence", info->sequence);
    json_number(&j, "known", info->known);
    json_number(&j, "different", info->different);
    json_close_object(&j);
    json_end(&j);
}

static enum err public_key(const struct action *a, struct public_key *key, struct error *why)
{
    if (!args_has(a->args, OPT_KEY))
        return error_set(why, ERR_USAGE, "name the public key of whoever you trust to have signed it: --key FILE");
    return key_file_public(a->args->value[OPT_KEY], key, why);
}

static enum err verify_bundle(struct action *a, struct error *why)
{
    struct bundle_info info = {0};
    struct public_key key;
    enum err e = public_key(a, &key, why);

    if (e == OK)
        e = bundle_verify(cache_folder_fd(a->cache), a->file, &key, &info, why);
    if (e == OK)
        bundle_report(a, "good", &info);
    return e;
}

static enum err run_verify(struct action *a, struct error *why)
{
    struct upkeep_check check;

    if (a->file != NULL)
        return verify_bundle(a, why);
    upkeep_verify(a->cache, &check);
    if (wants_json(a)) {
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

static enum err read_limits(const struct action *a, struct upkeep_limits *out, struct error *why)
{
    const char *size = a->args->value[OPT_MAX_SIZE];
    const char *age = a->args->value[OPT_MAX_AGE];

    *out = (struct upkeep_limits){.now = now()};
    if (size != NULL && !quantity_bytes(size, &out->max_bytes))
        return error_set(why, ERR_USAGE, "--max-size is a number of bytes such as 500M or 20G, not %s", size);
    if (age != NULL && !quantity_seconds(age, &out->max_age))
        return error_set(why, ERR_USAGE, "--max-age is a time such as 12h or 90d, not %s", age);
    return OK;
}

static enum err run_gc(struct action *a, struct error *why)
{
    struct upkeep_limits limits;
    struct upkeep_result result;
    struct json_out j;
    enum err e = read_limits(a, &limits, why);

    if (e == OK)
        e = upkeep_gc(a->cache, &limits, &result, why);
    if (e != OK)
        return e;
    if (wants_json(a)) {
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

/* --- bundles --- */

static enum err run_export(struct action *a, struct error *why)
{
    struct bundle_info info = {0};
    struct secret_key key;
    enum err e = OK;

    if (!args_has(a->args, OPT_KEY))
        return error_set(why, ERR_USAGE,
                         "name the secret key to sign with: --key FILE (cordon cache keygen makes one)");
    e = key_file_secret(a->args->value[OPT_KEY], &key, why);
    if (e == OK)
        e = bundle_export(a->cache, a->file, &key, &info, why);
    explicit_bzero(&key, sizeof(key));
    if (e == OK && strcmp(a->file, "-") != 0)
        bundle_report(a, "exported", &info);
    return e;
}

static enum err run_import(struct action *a, struct error *why)
{
    struct bundle_info info = {0};
    struct public_key key;
    enum err e = public_key(a, &key, why);

    if (e == OK)
        e = bundle_import(a->cache, a->file, &key, &info, why);
    if (e != OK)
        return e;
    bundle_report(a, "imported", &info);
    if (info.different > 0)
        a->code = EXIT_NOT_PASSED;
    return OK;
}

static enum err run_keygen(struct action *a, struct error *why)
{
    enum err e = key_file_make(a->file, why);

    if (e != OK)
        return e;
    term_put(&a->out, str_from(a->file));
    strbuf_put_c(&a->out, " signs bundles and stays secret; give ");
    term_put(&a->out, str_from(a->file));
    strbuf_put_c(&a->out, ".pub to those who import them\n");
    return OK;
}

/* --- which --- */

static const struct {
    const char *name;
    enum err (*run)(struct action *a, struct error *why);
    bool cache;    /* works on one */
    bool file;     /* must have FILE */
    bool may_file; /* may have FILE */
} actions[] = {
    {"stat", run_stat, true, false, false},   {"verify", run_verify, true, false, true},
    {"gc", run_gc, true, false, false},       {"export", run_export, true, true, true},
    {"import", run_import, true, true, true}, {"keygen", run_keygen, false, true, true},
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
static enum err open_cache(struct action *a, struct error *why)
{
    a->cache = cache_open(a->args->value[OPT_CACHE]);
    if (cache_trouble(a->cache)->code != OK)
        return error_set(why, cache_trouble(a->cache)->code, "%s", cache_trouble(a->cache)->text);
    return OK;
}

static enum err run_action(struct action *a, struct error *why)
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
    struct action a = {.args = args, .run = &run, .code = EXIT_PASSED};
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
