#include "analyzer/answers.h"

#include <string.h>

#include "analyzer/base/bytes.h"
#include "analyzer/link/analysis_id.h"
#include "analyzer/link/unit_facts.h"
#include "analyzer/verdict/launch_set.h"
#include "analyzer/verdict/notes.h"

/* Grants end: the same text is another policy on another day. */
static struct digest digest_policy(const struct policy *policy, struct str text)
{
    struct digest_state d;

    digest_begin(&d, "policy");
    digest_field(&d, "text", text);
    for (uint32_t i = 0; i < policy->grants.len; i++)
        digest_field_u32(&d, "expired", policy->grants.items[i].expired);
    return digest_end(&d);
}

enum err answers_init(struct answers *out, const struct policy *policy, struct str text, bool main_only, bool commands,
                      struct error *why)
{
    if (policy->hosts.len > 0)
        return error_set(
            why, ERR_USAGE,
            "the policy %.*s names host libraries; a package that is judged alone cannot be held against them",
            STR_ARG(policy->file));
    *out = (struct answers){
        .policy = policy, .policy_digest = digest_policy(policy, text), .main_only = main_only, .commands = commands};
    return OK;
}

/* --- judging --- */

static bool is_granted(const struct answers *x, const struct package_facts *facts, const struct package_fact *fact)
{
    const struct policy_link chain[] = {{facts->name, facts->version}, {fact->inner, STR("")}};
    uint32_t links = fact->inner.len > 0 ? 2 : 1;

    for (uint32_t from = 0;; from++) {
        const struct policy_grant *grant = NULL;

        from = policy_grants(x->policy, chain, links, (enum effect)fact->effect, fact->argument, from);
        if (from == POLICY_NO_GRANT)
            return false;
        grant = &x->policy->grants.items[from];
        if (!grant->locked && !(grant->unproven && fact->certainty == CERTAIN))
            return true;
    }
}

static bool is_allowed(const struct answers *x, const struct package_facts *facts, const struct package_fact *fact)
{
    if (fact->effect == FACT_NO_EFFECT)
        return false;
    return profile_allows(x->policy->profile, (enum effect)fact->effect) || is_granted(x, facts, fact);
}

static struct str effect_text(struct arena *a, const struct package_fact *fact)
{
    struct strbuf text;

    strbuf_init(&text, a);
    strbuf_put_c(&text, effect_name((enum effect)fact->effect));
    if (fact->argument.len > 0)
        strbuf_printf(&text, ":%.*s", STR_ARG(fact->argument));
    return strbuf_text(&text);
}

static struct str reason_text(struct arena *a, const struct package_fact *fact)
{
    struct strbuf text;

    strbuf_init(&text, a);
    if (fact->file.len > 0 && fact->line > 0)
        strbuf_printf(&text, "%.*s:%u:%u: ", STR_ARG(fact->file), fact->line, fact->column);
    else if (fact->file.len > 0)
        strbuf_printf(&text, "%.*s: ", STR_ARG(fact->file));
    strbuf_printf(&text, "%.*s (%.*s)", STR_ARG(fact->message), STR_ARG(fact->rule));
    return strbuf_text(&text);
}

static void add_finding(const struct answers *x, struct arena *a, const struct package_fact *fact,
                        struct launch_needs *needs, struct answer *out)
{
    launch_need(needs, fact->closes);
    if ((fact->closes & x->policy->launch) != 0)
        return;
    out->verdict = verdict_worse(out->verdict, fact->certainty == CERTAIN ? VERDICT_FAIL : VERDICT_UNKNOWN);
    if (out->reasons.len < ANSWER_REASONS)
        vec_push(a, &out->reasons, reason_text(a, fact));
}

/* FAIL is worth a word before UNKNOWN. */
static void add_findings(const struct answers *x, struct arena *a, const struct package_facts *facts,
                         enum certainty certainty, struct launch_needs *needs, struct answer *out)
{
    for (uint32_t i = 0; i < facts->facts.len; i++) {
        const struct package_fact *fact = &facts->facts.items[i];

        if (fact->certainty == certainty && !is_allowed(x, facts, fact))
            add_finding(x, a, fact, needs, out);
    }
}

static void list_effects(struct arena *a, const struct package_facts *facts, struct answer *out)
{
    for (uint32_t i = 0; i < facts->facts.len; i++) {
        const struct package_fact *fact = &facts->facts.items[i];

        if (fact->effect != FACT_NO_EFFECT && fact->certainty == CERTAIN &&
            effect_tier((enum effect)fact->effect) != TIER_P)
            vec_push(a, &out->effects, effect_text(a, fact));
    }
    out->effects.len = notes_sort_unique(out->effects.items, out->effects.len);
    if (out->effects.len > ANSWER_EFFECTS)
        out->effects.len = ANSWER_EFFECTS;
}

void answers_judge(const struct answers *x, struct arena *a, const struct package_facts *facts, struct answer *out)
{
    struct launch_needs needs = {0};

    *out = (struct answer){.verdict = VERDICT_PASS,
                           .name = facts->name,
                           .version = facts->version,
                           .files = facts->files,
                           .code = facts->code};
    add_findings(x, a, facts, CERTAIN, &needs, out);
    add_findings(x, a, facts, POSSIBLE, &needs, out);
    out->launch = launch_least(&needs, x->policy->launch);
    list_effects(a, facts, out);
}

void answers_refuse(struct arena *a, struct str reason, struct answer *out)
{
    *out = (struct answer){.verdict = VERDICT_UNKNOWN, .launch = LAUNCH_NONE_HELPS};
    vec_push(a, &out->reasons, reason);
}

/* --- keys --- */

static void add_digest(struct digest_state *d, const char *tag, const struct digest *value)
{
    digest_field(d, tag, (struct str){(const char *)value->bytes, sizeof(value->bytes)});
}

static void begin_key(struct digest_state *d, const char *purpose)
{
    digest_begin(d, purpose);
    digest_field_u32(d, "format", ANSWERS_FORMAT);
    digest_field(d, "analysis", str_from(PACKAGE_ID));
}

static struct digest alias_key(struct str integrity)
{
    struct digest_state d;

    begin_key(&d, "alias");
    digest_field(&d, "integrity", integrity);
    return digest_end(&d);
}

/* What facts depend on besides the content. */
static void add_setting(struct digest_state *d, const struct answers *x)
{
    add_digest(d, "table", &x->tables);
    digest_field_u32(d, "majors", x->policy->majors);
    digest_field_u32(d, "no-addons", x->policy->launch & LAUNCH_NO_ADDONS);
    digest_field_u32(d, "main only", x->main_only);
    digest_field_u32(d, "commands", x->commands);
    digest_field_u32(d, "conditions", x->policy->conditions.len);
    for (uint32_t i = 0; i < x->policy->conditions.len; i++)
        digest_field(d, "condition", x->policy->conditions.items[i]);
    digest_field_u32(d, "variables", x->policy->env.len);
    for (uint32_t i = 0; i < x->policy->env.len; i++) {
        digest_field(d, "variable", x->policy->env.items[i].name);
        digest_field(d, "value", x->policy->env.items[i].value);
    }
}

static struct digest facts_key(const struct answers *x, const struct digest *content)
{
    struct digest_state d;

    begin_key(&d, "package facts");
    digest_field_u32(&d, "facts", PACKAGE_FACTS_FORMAT);
    add_setting(&d, x);
    add_digest(&d, "content", content);
    return digest_end(&d);
}

/* All that an answer depends on but the archive: the same for every question. */
static struct digest setting_of(const struct answers *x)
{
    struct digest_state d;

    begin_key(&d, "answer setting");
    add_setting(&d, x);
    add_digest(&d, "policy", &x->policy_digest);
    return digest_end(&d);
}

void answers_set_table(struct answers *x, const struct api_table *table)
{
    x->table = table;
    x->tables = api_table_digest(table);
    x->setting = setting_of(x);
}

void answers_set_digest(struct answers *x, const struct digest *tables)
{
    x->tables = *tables;
    x->setting = setting_of(x);
}

static struct digest answer_key(const struct answers *x, struct str integrity)
{
    struct digest_state d;

    digest_begin(&d, "answer");
    add_digest(&d, "setting", &x->setting);
    digest_field(&d, "integrity", integrity);
    return digest_end(&d);
}

/* --- records --- */

static void put_texts(struct strbuf *out, const struct str *items, uint32_t count)
{
    writer_u32(out, count);
    for (uint32_t i = 0; i < count; i++)
        writer_str(out, items[i]);
}

struct answers_record answers_alias_record(struct arena *a, struct str integrity, const struct alias *alias)
{
    struct strbuf out;

    strbuf_init(&out, a);
    writer_u32(&out, ANSWERS_FORMAT);
    writer_u8(&out, (uint8_t)alias->state);
    strbuf_put(&out, (struct str){(const char *)alias->content.bytes, DIGEST_SIZE});
    writer_str(&out, alias->name);
    writer_str(&out, alias->version);
    writer_str(&out, alias->reason);
    return (struct answers_record){STORE_ALIAS, alias_key(integrity), strbuf_text(&out)};
}

struct answers_record answers_facts_record(const struct answers *x, struct arena *a, const struct digest *content,
                                           const struct package_facts *facts)
{
    struct strbuf out;

    strbuf_init(&out, a);
    package_facts_encode(facts, &out);
    return (struct answers_record){STORE_PACKAGE, facts_key(x, content), strbuf_text(&out)};
}

struct answers_record answers_answer_record(const struct answers *x, struct arena *a, struct str integrity,
                                            const struct answer *answer)
{
    struct strbuf out;

    strbuf_init(&out, a);
    writer_u32(&out, ANSWERS_FORMAT);
    writer_u8(&out, (uint8_t)answer->verdict);
    writer_u32(&out, answer->launch);
    writer_str(&out, answer->name);
    writer_str(&out, answer->version);
    put_texts(&out, answer->effects.items, answer->effects.len);
    put_texts(&out, answer->reasons.items, answer->reasons.len);
    writer_u32(&out, answer->files);
    writer_u32(&out, answer->code);
    return (struct answers_record){STORE_VERDICT, answer_key(x, integrity), strbuf_text(&out)};
}

/* --- finding --- */

static bool fetch(const struct store *store, enum store_kind kind, const struct digest *key, struct arena *a,
                  struct reader *r)
{
    struct str bytes = {0};

    if (store == NULL || !store->get(store->payload, kind, key, a, &bytes))
        return false;
    *r = (struct reader){.bytes = bytes};
    return true;
}

bool answers_find(const struct answers *x, const struct store *store, struct str integrity, struct arena *a,
                  struct answer *out)
{
    struct digest key = answer_key(x, integrity);
    struct reader r;
    uint8_t verdict = 0;
    uint32_t count = 0;

    if (!fetch(store, STORE_VERDICT, &key, a, &r) || reader_u32(&r) != ANSWERS_FORMAT)
        return false;
    *out = (struct answer){0};
    verdict = reader_u8(&r);
    out->verdict = (enum verdict)verdict;
    out->launch = reader_u32(&r);
    out->name = reader_str(&r);
    out->version = reader_str(&r);
    count = reader_count(&r, 4);
    for (uint32_t i = 0; i < count && reader_ok(&r); i++)
        vec_push(a, &out->effects, reader_str(&r));
    count = reader_count(&r, 4);
    for (uint32_t i = 0; i < count && reader_ok(&r); i++)
        vec_push(a, &out->reasons, reader_str(&r));
    out->files = reader_u32(&r);
    out->code = reader_u32(&r);
    return reader_done(&r) && verdict <= VERDICT_UNKNOWN;
}

bool answers_find_alias(const struct store *store, struct str integrity, struct arena *a, struct alias *out)
{
    struct digest key = alias_key(integrity);
    struct reader r;
    uint8_t state = 0;

    if (!fetch(store, STORE_ALIAS, &key, a, &r) || reader_u32(&r) != ANSWERS_FORMAT)
        return false;
    *out = (struct alias){0};
    state = reader_u8(&r);
    out->state = (enum alias_state)state;
    for (uint32_t i = 0; i < DIGEST_SIZE; i++)
        out->content.bytes[i] = reader_u8(&r);
    out->name = reader_str(&r);
    out->version = reader_str(&r);
    out->reason = reader_str(&r);
    return reader_done(&r) && state <= ALIAS_REFUSED;
}

bool answers_find_facts(const struct answers *x, const struct store *store, const struct digest *content,
                        struct arena *a, struct package_facts *out)
{
    struct digest key = facts_key(x, content);
    struct str bytes = {0};

    return store != NULL && store->get(store->payload, STORE_PACKAGE, &key, a, &bytes) &&
           package_facts_decode(a, bytes, out);
}
