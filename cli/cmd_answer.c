/* cordon answer: what is known of packages by their integrity; nothing is ever analysed. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/base/fsread.h"
#include "analyzer/base/jdoc.h"
#include "analyzer/package/path.h"
#include "cache/cache.h"
#include "cli/commands.h"
#include "cli/platform_option.h"
#include "cli/policy_answers.h"
#include "cli/report_view.h"
#include "cli/store_cache.h"
#include "cli/term.h"
#include "npm/integrity.h"
#include "npm/lock.h"
#include "rules/launch.h"

enum { LINE_BYTES = 4096, JOB_BYTES = 1024 * 1024 };

struct asking {
    const struct args *args;
    struct arena *run;
    struct arena job; /* of a few answers */
    struct policy_answers setting;
    struct cache *cache;
    struct store store;
    struct strbuf out;
    struct platform own;
    const struct platform *platform; /* for which lock files are read; NULL: for all */
    uint32_t left_out;               /* packages of lock files that are for others */
    bool lock;                       /* a lock file was read */
    uint64_t asked;
    uint64_t pending;
    uint64_t verdicts[VERDICT_UNKNOWN + 1];
};

/* What is asked about: an integrity, perhaps of a package of a lock file. */
struct question {
    struct str integrity;
    struct str name; /* in the registry, or empty */
    struct str version;
    struct str place; /* in the lock file */
};

/* --- one line per answer --- */

static void put_member(struct strbuf *out, const char *key, struct str value)
{
    strbuf_printf(out, ",\"%s\":", key);
    jdoc_write_str(out, value);
}

static void put_texts(struct strbuf *out, const char *key, const struct str *items, uint32_t count)
{
    strbuf_printf(out, ",\"%s\":[", key);
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            strbuf_put_char(out, ',');
        jdoc_write_str(out, items[i]);
    }
    strbuf_put_char(out, ']');
}

static void put_launch(struct strbuf *out, uint32_t launch)
{
    uint32_t count = 0;
    const struct launch_info *infos = launch_all(&count);
    const char *comma = "";

    if (launch == LAUNCH_NONE_HELPS) {
        strbuf_put_c(out, ",\"launch\":null");
        return;
    }
    strbuf_put_c(out, ",\"launch\":[");
    for (uint32_t i = 0; i < count; i++) {
        if ((launch & infos[i].bit) == 0)
            continue;
        strbuf_printf(out, "%s\"%s\"", comma, infos[i].name);
        comma = ",";
    }
    strbuf_put_char(out, ']');
}

/* `answer` is NULL when there is none. */
static void put_json_line(struct strbuf *out, const struct question *q, const struct answer *answer)
{
    strbuf_put_c(out, "{\"integrity\":");
    jdoc_write_str(out, q->integrity);
    if (q->place.len > 0)
        put_member(out, "place", q->place);
    put_member(out, "verdict", str_from(answer != NULL ? verdict_name(answer->verdict) : "pending"));
    if (answer != NULL) {
        put_member(out, "name", answer->name);
        put_member(out, "version", answer->version);
        put_launch(out, answer->launch);
        put_texts(out, "effects", answer->effects.items, answer->effects.len);
        put_texts(out, "reasons", answer->reasons.items, answer->reasons.len);
    }
    strbuf_put_c(out, "}\n");
}

static void put_text_line(struct strbuf *out, const struct question *q, const struct answer *answer)
{
    strbuf_printf(out, "%-8s", answer != NULL ? verdict_name(answer->verdict) : "pending");
    if (q->name.len > 0 || answer != NULL) {
        term_put(out, q->name.len > 0 ? q->name : answer->name);
        strbuf_put_char(out, '@');
        term_put(out, q->name.len > 0 ? q->version : answer->version);
    } else {
        term_put(out, q->integrity);
    }
    if (answer != NULL && answer->reasons.len > 0) {
        strbuf_put_c(out, ": ");
        term_put(out, answer->reasons.items[0]);
    }
    strbuf_put_char(out, '\n');
}

static bool wants_json(const struct asking *a)
{
    return args_is(a->args, OPT_FORMAT, "json");
}

/* Only a SHA-512 is a name that nobody can give to two archives. */
static bool find(struct asking *a, struct str integrity, struct answer *answer)
{
    return integrity_strongest(integrity) == INTEGRITY_SHA512 &&
           answers_find(&a->setting.answers, &a->store, integrity, &a->job, answer);
}

static void ask(struct asking *a, const struct question *q)
{
    struct answer answer = {0};
    bool found = find(a, q->integrity, &answer);

    a->asked++;
    if (found)
        a->verdicts[answer.verdict]++;
    else
        a->pending++;
    if (wants_json(a))
        put_json_line(&a->out, q, found ? &answer : NULL);
    else if (!found || answer.verdict != VERDICT_PASS || args_has(a->args, OPT_FULL))
        put_text_line(&a->out, q, found ? &answer : NULL);
    if (a->job.used > JOB_BYTES)
        arena_reset(&a->job);
}

/* --- lock files --- */

/* The folder and the name of a lock file: of a folder the one that npm and its relatives would read. */
static enum err locate_lock(struct asking *a, const char *word, struct str *folder, struct str *name, struct error *why)
{
    struct str real = {0};
    enum err e = fs_realpath(a->run, word, &real, why);

    if (e != OK)
        return e;
    *folder = real;
    *name = STR("");
    if (fs_kind(real.ptr) == FS_DIR) {
        *name = lock_find(a->run, real);
    } else {
        *folder = str_dup(a->run, path_folder(real));
        *name = path_name(real);
    }
    return name->len > 0 ? OK : error_set(why, ERR_NOT_FOUND, "there is no lock file in %s", word);
}

static enum err ask_lock(struct asking *a, const char *word, struct error *why)
{
    struct str folder = {0};
    struct str name = {0};
    struct lock lock = {0};
    const bool *left_out = NULL;
    enum err e = locate_lock(a, word, &folder, &name, why);

    if (e == OK)
        e = lock_read(a->run, folder, name, &lock, why);
    if (e != OK)
        return e;
    a->lock = true;
    if (a->platform != NULL)
        left_out = lock_left_out(a->run, &lock, a->platform);
    for (uint32_t i = 0; i < lock.packages.len; i++) {
        const struct lock_package *package = &lock.packages.items[i];
        const struct question q = {package->integrity, package->name, package->version, package->place};

        /* The project's own code is none of the registry's; what is bundled was judged with what it is in. */
        if (package->source == LOCK_LOCAL || package->source == LOCK_BUNDLED)
            continue;
        if (left_out != NULL && left_out[i])
            a->left_out++;
        else
            ask(a, &q);
    }
    return OK;
}

/* --- what is asked --- */

static enum err ask_word(struct asking *a, const char *word, struct error *why)
{
    const struct question q = {.integrity = str_from(word)};

    if (integrity_strongest(q.integrity) == INTEGRITY_NONE)
        return ask_lock(a, word, why);
    ask(a, &q);
    return OK;
}

/* A service: an answer for each line, at once, from what is known by then. */
static enum err serve(struct asking *a, struct error *why)
{
    char line[LINE_BYTES];

    while (fgets(line, sizeof(line), stdin) != NULL) {
        struct question q = {0};

        line[strcspn(line, "\r\n")] = '\0';
        q.integrity = str_from(line);
        cache_renew(a->cache);
        strbuf_init(&a->out, &a->job);
        ask(a, &q);
        if (term_write(strbuf_text(&a->out), why) != OK)
            return why->code;
        arena_reset(&a->job);
    }
    strbuf_init(&a->out, a->run);
    return OK;
}

static enum err ask_all(struct asking *a, struct error *why)
{
    bool for_platform = args_has(a->args, OPT_PLATFORM);
    enum err e = platform_option(a->args, &a->own, &a->platform, why);

    if (e == OK && a->args->operands.len == 0 && !for_platform)
        return serve(a, why);
    for (uint32_t i = 0; e == OK && i < a->args->operands.len; i++)
        e = ask_word(a, a->args->operands.items[i], why);
    if (e == OK && for_platform && !a->lock)
        e = error_set(why, ERR_USAGE, "--platform is for lock files, and none is asked about");
    if (e == OK && a->left_out > 0)
        term_complain(platform_left_out(a->run, a->left_out, a->platform).ptr);
    if (e == OK && !wants_json(a))
        strbuf_printf(
            &a->out,
            "%" PRIu64 " packages: %" PRIu64 " pass, %" PRIu64 " fail, %" PRIu64 " unknown, %" PRIu64 " pending\n",
            a->asked, a->verdicts[VERDICT_PASS], a->verdicts[VERDICT_FAIL], a->verdicts[VERDICT_UNKNOWN], a->pending);
    return e;
}

/* A service was asked for lines, and gave them. */
static bool all_pass(const struct asking *a)
{
    return a->args->operands.len == 0 || a->verdicts[VERDICT_PASS] == a->asked;
}

static int cmd_answer(const struct args *args)
{
    struct arena run = {0};
    struct asking a = {.args = args, .run = &run};
    struct error why = {0};
    struct error trouble = {0};
    int code = EXIT_NO_WORK;
    enum err e = policy_answers_load(&run, args, false, &a.setting, &why);

    strbuf_init(&a.out, &run);
    if (e == OK) {
        a.cache = cache_open(args->value[OPT_CACHE]);
        a.store = store_cache(a.cache);
        e = ask_all(&a, &why);
        cache_close(a.cache, &trouble);
    }
    if (e == OK)
        code = commands_print(&a.out, all_pass(&a) ? EXIT_PASSED : EXIT_NOT_PASSED);
    else
        code = commands_fail(&why);
    if (trouble.code != OK)
        term_complain(trouble.text);
    arena_reset(&a.job);
    arena_reset(&run);
    return code;
}

const struct command command_answer = {
    .name = "answer",
    .operands = "[INTEGRITY|LOCKFILE|DIR]...",
    .summary = "what is known of packages by their integrity; nothing is analysed",
    .details = "Prints what cordon warm found out, under the same --policy: of integrities\n"
               "(\"sha512-...\"), or of every package of a lock file; text shows what does not pass. They are "
               "believed: no\n"
               "package is opened.\n"
               "Without operands it is a service: one answer (with --format json a line) for each line of standard "
               "input.\n"
               "\n"
               "Exit code: 0 all pass, 1 some do not or are not known, 2 could not do the work.\n",
    .options = OPTION_BIT(OPT_POLICY) | OPTION_BIT(OPT_MAIN_ONLY) | OPTION_BIT(OPT_COMMANDS) | OPTION_BIT(OPT_CACHE) |
               OPTION_BIT(OPT_FORMAT) | OPTION_BIT(OPT_FULL) | OPTION_BIT(OPT_PLATFORM),
    .max_operands = UINT32_MAX,
    .run = cmd_answer,
};
