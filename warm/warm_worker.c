#include "warm/warm_worker.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "analyzer/base/fsread.h"
#include "analyzer/base/limits.h"
#include "analyzer/base/map.h"
#include "analyzer/package/path.h"
#include "analyzer/package_alone.h"
#include "analyzer/package_tree.h"
#include "cache/cache.h"
#include "npm/registry.h"
#include "warm/warm_message.h"

/* What is remembered beyond one archive, until that is forgotten. */
enum { RECENT_BYTES = 64 * 1024 * 1024 };

struct recent_record {
    enum store_kind kind;
    struct digest key;
    struct str bytes;
};

struct worker {
    const struct warm_setting *setting;
    int fd;
    struct warm_inbox inbox;
    struct cache *cache;
    struct store store; /* the cache, and what is recent */
    struct arena recent_memory;
    struct map recent_index; /* first bytes of the key -> index */
    VEC(struct recent_record) recent;
    struct registry *registry; /* these two are made when they are first needed */
    struct npmrc *npmrc;
    struct arena registry_memory;
    struct arena job;      /* until the next one */
    struct strbuf records; /* of the job's result */
};

/* --- messages --- */

/* The body of WARM_RESULT; records follow each other until the end. */
static void warm_result_encode(const struct warm_result *result, struct strbuf *out)
{
    writer_u8(out, (uint8_t)result->state);
    writer_u8(out, (uint8_t)result->verdict);
    writer_str(out, result->label);
    writer_str(out, result->integrity);
    writer_str(out, result->reason);
}

struct warm_result warm_result_decode(struct reader *r)
{
    struct warm_result result = {0};
    uint8_t state = reader_u8(r);
    uint8_t verdict = reader_u8(r);

    if (state > WARM_FAILED || verdict > VERDICT_UNKNOWN)
        reader_fail(r);
    result.state = (enum warm_state)state;
    result.verdict = (enum verdict)verdict;
    result.label = reader_str(r);
    result.integrity = reader_str(r);
    result.reason = reader_str(r);
    return result;
}

static void warm_record_encode(const struct answers_record *record, struct strbuf *out)
{
    writer_u8(out, (uint8_t)record->kind);
    strbuf_put(out, (struct str){(const char *)record->key.bytes, DIGEST_SIZE});
    writer_str(out, record->bytes);
}

bool warm_record_decode(struct reader *r, struct answers_record *out)
{
    uint8_t kind = 0;

    if (!reader_ok(r) || reader_done(r))
        return false;
    kind = reader_u8(r);
    out->kind = (enum store_kind)kind;
    for (uint32_t i = 0; i < DIGEST_SIZE; i++)
        out->key.bytes[i] = reader_u8(r);
    out->bytes = reader_str(r);
    return reader_ok(r) && kind < STORE_KIND_COUNT && kind != STORE_ORIGIN && kind != STORE_RUN;
}

/* --- the store --- */

static uint64_t index_of(enum store_kind kind, const struct digest *key)
{
    uint64_t value = 0;

    memcpy(&value, key->bytes, sizeof(value));
    return value ^ (uint64_t)kind;
}

static bool get(void *payload, enum store_kind kind, const struct digest *key, struct arena *a, struct str *out)
{
    struct worker *w = payload;
    uint32_t index = 0;

    if (map_get(&w->recent_index, index_of(kind, key), &index) && w->recent.items[index].kind == kind &&
        digest_eq(&w->recent.items[index].key, key)) {
        *out = w->recent.items[index].bytes;
        return true;
    }
    return cache_get(w->cache, (uint8_t)kind, key, a, out);
}

static void put(void *payload, enum store_kind kind, const struct digest *key, struct str bytes)
{
    struct worker *w = payload;
    struct recent_record record = {kind, *key, str_dup(&w->recent_memory, bytes)};
    const struct answers_record sent = {kind, *key, bytes};

    map_put(&w->recent_index, index_of(kind, key), w->recent.len);
    vec_push(&w->recent_memory, &w->recent, record);
    warm_record_encode(&sent, &w->records);
}

static void forget_recent(struct worker *w)
{
    arena_reset(&w->recent_memory);
    memset(&w->recent, 0, sizeof(w->recent));
    map_init(&w->recent_index, &w->recent_memory);
}

/* --- one job --- */

struct task {
    struct worker *w;
    struct warm_job job;
    struct str bytes; /* the archive */
    struct warm_result result;
};

static void fail(struct task *t, const char *reason)
{
    t->result.state = WARM_FAILED;
    t->result.reason = str_dup(&t->w->job, str_from(reason));
}

/* The registry that npm is configured for, and what it is configured by. */
static enum err open_registry(struct worker *w, struct error *why)
{
    enum err e = OK;

    if (w->registry_memory.used > RECENT_BYTES) { /* what it gave lives as long as it does */
        registry_free(w->registry);
        w->registry = NULL;
        arena_reset(&w->registry_memory);
    }
    if (w->registry != NULL)
        return OK;
    w->npmrc = arena_new(&w->registry_memory, struct npmrc);
    e = npmrc_load(&w->registry_memory, STR("."), environ, w->npmrc, why);
    return e == OK ? registry_new(&w->registry_memory, w->npmrc, &w->registry, why) : e;
}

static enum err fetch(struct task *t, struct error *why)
{
    const struct registry_wish wish = {t->job.name, t->job.version, t->job.integrity, t->job.resolved};
    struct registry_tarball tarball = {0};
    enum err e = open_registry(t->w, why);

    if (e != OK)
        return e;
    registry_fetch(t->w->registry, &wish, 1, &tarball);
    if (tarball.e != OK)
        return error_set(why, tarball.e, "%s", tarball.why.text);
    t->bytes = str_dup(&t->w->job, tarball.bytes);
    return OK;
}

static enum err read_archive(struct task *t, struct error *why)
{
    enum err e = OK;

    if (t->job.path.len == 0)
        e = fetch(t, why);
    else
        e = fs_read(&t->w->job, str_to_c(&t->w->job, t->job.path), LIMIT_ARCHIVE_BYTES, &t->bytes, why);
    if (e == OK && t->job.integrity.len > 0 && !integrity_matches(t->job.integrity, t->bytes))
        e = error_set(why, ERR_FORMAT, "its bytes do not match its integrity %.*s", STR_ARG(t->job.integrity));
    return e;
}

static void take_answer(struct task *t, const struct answer *answer, enum warm_state state)
{
    struct strbuf label;

    t->result.state = state;
    t->result.verdict = answer->verdict;
    if (answer->reasons.len > 0)
        t->result.reason = str_dup(&t->w->job, answer->reasons.items[0]);
    if (answer->name.len == 0 || t->job.name.len > 0)
        return;
    strbuf_init(&label, &t->w->job);
    strbuf_printf(&label, "%.*s@%.*s", STR_ARG(answer->name), STR_ARG(answer->version));
    t->result.label = strbuf_text(&label);
}

static bool is_known(struct task *t, struct str integrity)
{
    struct answer answer = {0};

    if (!answers_find(t->w->setting->answers, &t->w->store, integrity, &t->w->job, &answer))
        return false;
    t->result.integrity = str_dup(&t->w->job, integrity);
    take_answer(t, &answer, WARM_CACHED);
    return true;
}

static void put_record(struct task *t, const struct answers_record *record)
{
    put(t->w, record->kind, &record->key, record->bytes);
}

/* The alias last: once it is there, so is everything that it leads to. */
static void conclude(struct task *t, const struct alias *alias, const struct answer *answer)
{
    struct answers_record record =
        answers_answer_record(t->w->setting->answers, &t->w->job, t->result.integrity, answer);

    put_record(t, &record);
    record = answers_alias_record(&t->w->job, t->result.integrity, alias);
    put_record(t, &record);
    take_answer(t, answer, WARM_DONE);
}

static void refuse(struct task *t, enum tarball_outcome outcome, const struct tarball_refusal *refusal)
{
    struct alias alias = {.state = ALIAS_REFUSED};
    struct answer answer = {0};
    struct strbuf reason;

    strbuf_init(&reason, &t->w->job);
    if (refusal->entry.len > 0)
        strbuf_printf(&reason, "%.*s ", STR_ARG(refusal->entry));
    strbuf_printf(&reason, "%.*s (%s)", STR_ARG(refusal->reason), tarball_rule(outcome));
    alias.reason = strbuf_text(&reason);
    answers_refuse(&t->w->job, alias.reason, &answer);
    conclude(t, &alias, &answer);
}

static enum err find_facts(struct task *t, const struct tarball *archive, const struct digest *content,
                           struct package_facts *facts, struct error *why)
{
    const struct answers *answers = t->w->setting->answers;
    const struct alone_request request = {
        .table = answers->table,
        .majors = answers->policy->majors,
        .no_addons = (answers->policy->launch & LAUNCH_NO_ADDONS) != 0,
        .main_only = answers->main_only,
        .commands = answers->commands,
        .conditions = answers->policy->conditions.items,
        .condition_count = answers->policy->conditions.len,
        .store = &t->w->store,
    };
    struct answers_record record;
    enum err e = OK;

    if (answers_find_facts(answers, &t->w->store, content, &t->w->job, facts))
        return OK;
    e = package_analyze_alone(&t->w->job, &request, archive, facts, why);
    if (e != OK)
        return e;
    record = answers_facts_record(answers, &t->w->job, content, facts);
    put_record(t, &record);
    return OK;
}

/* For who links a program without opening its packages. */
static void put_tree(struct task *t, const struct tarball *archive, const struct digest *content)
{
    const struct answers_record record = {STORE_TREE, package_tree_key(content),
                                          package_tree_record(&t->w->job, archive)};

    put_record(t, &record);
}

static void judge(struct task *t)
{
    struct tarball archive = {0};
    struct tarball_refusal refusal = {0};
    struct alias alias = {.state = ALIAS_READ};
    struct package_facts facts = {0};
    struct answer answer = {0};
    struct error why = {0};
    enum tarball_outcome outcome = tarball_read(&t->w->job, t->bytes, &archive, &refusal);

    if (outcome == TARBALL_TRUNCATED) { /* a download that broke off: another one may be whole */
        fail(t, "the archive is cut short");
        return;
    }
    if (outcome != TARBALL_OK) {
        refuse(t, outcome, &refusal);
        return;
    }
    alias.content = package_tree_content(&archive);
    put_tree(t, &archive, &alias.content);
    if (find_facts(t, &archive, &alias.content, &facts, &why) != OK) {
        fail(t, why.text);
        return;
    }
    alias.name = facts.name;
    alias.version = facts.version;
    answers_judge(t->w->setting->answers, &t->w->job, &facts, &answer);
    conclude(t, &alias, &answer);
}

/* Nobody else may be at the same archive: whoever was has written the answer meanwhile. */
static bool claim(struct task *t)
{
    enum warm_message kind = WARM_MESSAGE_COUNT;
    struct str body = {0};

    if (!warm_send(t->w->fd, WARM_CLAIM, t->result.integrity) || !warm_inbox_wait(&t->w->inbox, t->w->fd, &kind, &body))
        _exit(0);
    warm_inbox_drop(&t->w->inbox);
    return kind == WARM_GO;
}

static void run_task(struct task *t)
{
    struct error why = {0};

    t->result.label = warm_job_label(&t->w->job, &t->job);
    if (t->job.integrity.len > 0 && integrity_strongest(t->job.integrity) == INTEGRITY_SHA512 &&
        is_known(t, t->job.integrity))
        return;
    if (read_archive(t, &why) != OK) {
        fail(t, why.text);
        return;
    }
    t->result.integrity = integrity_of(&t->w->job, t->bytes);
    if (is_known(t, t->result.integrity))
        return;
    if (!claim(t)) { /* the same archive twice in one run */
        t->result.state = WARM_CACHED;
        return;
    }
    cache_renew(t->w->cache);
    if (!is_known(t, t->result.integrity))
        judge(t);
}

/* Who writes is told what was used. */
static void send_used(struct task *t)
{
    const struct touched_record *used = NULL;
    uint32_t count = cache_take_used(t->w->cache, &used);
    struct strbuf body;

    if (count == 0)
        return;
    strbuf_init(&body, &t->w->job);
    for (uint32_t i = 0; i < count; i++) {
        writer_u8(&body, used[i].kind);
        strbuf_put(&body, (struct str){(const char *)used[i].key.bytes, DIGEST_SIZE});
    }
    if (!warm_send(t->w->fd, WARM_USED, strbuf_text(&body)))
        _exit(0);
}

static void send_result(struct task *t)
{
    struct strbuf body;

    strbuf_init(&body, &t->w->job);
    warm_result_encode(&t->result, &body);
    strbuf_put(&body, strbuf_text(&t->w->records));
    if (!warm_send(t->w->fd, WARM_RESULT, strbuf_text(&body)))
        _exit(0);
}

static void do_job(struct worker *w, struct str body)
{
    struct reader r = {.bytes = str_dup(&w->job, body)};
    struct task t = {.w = w, .job = warm_job_decode(&r)};

    if (!reader_done(&r))
        _exit(1);
    strbuf_init(&w->records, &w->job);
    cache_renew(w->cache);
    run_task(&t);
    send_used(&t);
    send_result(&t);
    arena_reset(&w->job);
    if (w->recent_memory.used > RECENT_BYTES)
        forget_recent(w);
}

/* Of memory only what is written to counts, not maps of files. A sanitizer needs far more than any limit. */
static void limit_memory(uint64_t bytes)
{
#ifndef __SANITIZE_ADDRESS__
    struct rlimit limit = {bytes, bytes};

    if (bytes > 0)
        (void)setrlimit(RLIMIT_DATA, &limit);
#else
    (void)bytes;
#endif
}

void warm_worker_run(const struct warm_setting *setting, int fd)
{
    struct worker w = {.setting = setting, .fd = fd};
    enum warm_message kind = WARM_MESSAGE_COUNT;
    struct str body = {0};

    limit_memory(setting->memory);
    w.cache = cache_open(setting->cache);
    cache_lend_ages(w.cache); /* only the process that hands out work writes */
    w.store = (struct store){.payload = &w, .get = get, .put = put};
    forget_recent(&w);
    while (warm_inbox_wait(&w.inbox, fd, &kind, &body) && kind == WARM_JOB) {
        struct arena copy = {0};
        struct str job = str_dup(&copy, body);

        warm_inbox_drop(&w.inbox);
        do_job(&w, job);
        arena_reset(&copy);
    }
    cache_close(w.cache, NULL);
    _exit(0);
}
