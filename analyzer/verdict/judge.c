#include "analyzer/verdict/judge.h"

#include <assert.h>
#include <stdlib.h>

#include "analyzer/verdict/evidence.h"
#include "analyzer/verdict/finding.h"
#include "analyzer/verdict/halves.h"
#include "analyzer/verdict/launch_set.h"
#include "analyzer/verdict/notes.h"
#include "analyzer/verdict/package_links.h"
#include "analyzer/verdict/standing.h"

/* One program being judged. */
struct judge {
    struct arena *run;
    const struct program *p;
    const struct policy *policy;
    struct report *report;
    struct evidence *evidence;
    uint32_t detail;     /* set of enum report_detail */
    bool *is_finding;    /* by fact */
    bool *is_allowed;    /* by fact: by the profile or a grant */
    bool describes;      /* some code takes own properties of unknown values under computed names */
    bool doubts_objects; /* some object of Node may lead what was granted elsewhere */
    struct facts_of {
        uint32_t first; /* of a package's facts, in order; LINK_NONE */
        uint32_t last;
    } * facts_of;   /* by package */
    uint32_t *next; /* by fact: the next one of its package */
};

/* ---- which facts are findings ---- */

/* True when a host library or a grant puts authority into the program, which its other code must not reach. */
static bool has_authority(const struct judge *j)
{
    effect_set authority = effect_of_tier(TIER_A) | effect_of_tier(TIER_X);
    const struct policy *policy = j->policy;

    if (policy->hosts.len > 0 || (j->detail & REPORT_AUTHORITY) != 0)
        return true;
    for (uint32_t i = 0; i < policy->grants.len; i++)
        if ((policy->grants.items[i].effects & authority) != 0)
            return true;
    return false;
}

/* True when the specifier is that of a host library: its name, or a subpath of it. */
static bool is_host(const struct policy *policy, struct str specifier)
{
    for (uint32_t i = 0; i < policy->hosts.len; i++) {
        struct str name = policy->hosts.items[i].name;
        if (str_starts(specifier, name) && (specifier.len == name.len || specifier.ptr[name.len] == '/'))
            return true;
    }
    return false;
}

/* True when somebody may have the effect with some arguments only: then a doubt about the argument counts. */
static bool is_narrowed(const struct judge *j, const struct fact *fact)
{
    if ((j->detail & REPORT_ARGUMENTS) != 0)
        return true;
    for (uint32_t i = 0; i < j->policy->grants.len; i++) {
        const struct policy_grant *grant = &j->policy->grants.items[i];
        if (grant->argument.len > 0 && (grant->effects & effect_bit((enum effect)fact->effect)) != 0)
            return true;
    }
    return false;
}

static bool is_doubt(const struct judge *j, const struct fact *fact)
{
    struct str rule = program_text_of(j->p, fact->rule);

    return str_eq(rule, STR("source.options")) || str_eq(rule, STR("source.object"));
}

/* True when some object of Node that may do again what it was made for counts in this program. */
static bool has_doubted_object(const struct judge *j)
{
    for (uint32_t i = 0; i < j->p->facts.len; i++) {
        const struct fact *fact = &j->p->facts.items[i];
        if (str_eq(program_text_of(j->p, fact->rule), STR("source.object")) && is_narrowed(j, fact))
            return true;
    }
    return false;
}

/* True when the program makes the fact worth a word: it has, or may come to have, the other half of its rule. */
static bool matters(const struct judge *j, const struct fact *fact, const struct halves *halves)
{
    if (str_eq(program_text_of(j->p, fact->paired), STR("program.host:")))
        return is_host(j->policy, program_text_of(j->p, fact->argument));
    if (str_starts(program_text_of(j->p, fact->paired), STR("program.")))
        return has_authority(j);
    if (str_starts(program_text_of(j->p, fact->paired), STR("host ")) && !has_authority(j))
        return false;
    if (is_doubt(j, fact) && !is_narrowed(j, fact))
        return false;
    if (str_eq(program_text_of(j->p, fact->paired), STR("source.object")) && !j->doubts_objects)
        return false;
    return (j->detail & REPORT_ALONE) != 0 ? halves_blame_alone(halves, fact) : halves_blame(halves, fact);
}

/* What policy_grants() cannot know: whether the package really has the names, and how certain the fact is. */
static bool grant_reaches(const struct policy_grant *grant, const struct fact *fact, const struct standing *standing)
{
    if (grant->unproven && fact->certainty == CERTAIN)
        return false;
    if (grant->locked && standing->cut)
        return false;
    /* A package without a name is not the root's own, which has none either. */
    return !standing->nameless || standing->root || grant->anyone;
}

/* The grant let the fact happen. */
static void use_grant(struct judge *j, uint32_t grant, const struct fact *fact, const struct standing *standing)
{
    struct report_grant *out = &j->report->grants.items[grant];

    out->used = true;
    if ((j->detail & REPORT_ALLOWED) != 0)
        vec_push(j->run, &out->uses,
                 (struct report_use){standing_key(j->run, standing), finding_effect(j->run, j->p, fact)});
}

/* Marks every grant that covers the fact as used; true when there is one. What an object might do again is no use. */
static bool is_granted(struct judge *j, const struct fact *fact, const struct standing *standing)
{
    struct str argument = program_text_of(j->p, fact->argument);
    enum effect effect = (enum effect)fact->effect;
    bool granted = false;

    for (uint32_t from = 0;; from++) {
        from = policy_grants(j->policy, standing->links, standing->count, effect, argument, from);
        if (from == POLICY_NO_GRANT)
            return granted;
        if (!grant_reaches(&j->policy->grants.items[from], fact, standing))
            continue;
        if (!str_eq(program_text_of(j->p, fact->rule), STR("source.object")))
            use_grant(j, from, fact, standing);
        granted = true;
    }
}

/* What everybody may do is not worth a word, even to who asks for all. */
static bool wants_allowed(const struct judge *j, const struct fact *fact)
{
    return (j->detail & REPORT_ALLOWED) != 0 && fact->effect != FACT_NO_EFFECT &&
           effect_tier((enum effect)fact->effect) != TIER_P;
}

static void mark_allowed(struct judge *j, uint32_t package)
{
    struct standing standing;

    standing_of(j->p, package, &standing);
    for (uint32_t i = j->facts_of[package].first; i != LINK_NONE; i = j->next[i]) {
        const struct fact *fact = &j->p->facts.items[i];
        if (fact->effect == FACT_NO_EFFECT)
            continue;
        j->is_allowed[i] = is_granted(j, fact, &standing);
        j->is_allowed[i] = j->is_allowed[i] || profile_allows(j->policy->profile, (enum effect)fact->effect);
    }
}

static void mark_findings(struct judge *j)
{
    const struct halves *halves = NULL;

    for (uint32_t i = 0; i < j->p->packages.len; i++)
        mark_allowed(j, i);
    halves = halves_new(j->run, j->p, j->is_allowed);
    j->doubts_objects = has_doubted_object(j);
    for (uint32_t i = 0; i < j->p->facts.len; i++) {
        const struct fact *fact = &j->p->facts.items[i];
        j->describes = j->describes || str_eq(program_text_of(j->p, fact->rule), STR("amplifier.own-descriptor"));
        j->is_finding[i] = (!j->is_allowed[i] || wants_allowed(j, fact)) && matters(j, fact, halves);
    }
}

static void chain_facts(struct judge *j)
{
    j->facts_of = arena_array(j->run, j->p->packages.len, sizeof(*j->facts_of));
    j->next = arena_array(j->run, j->p->facts.len, sizeof(*j->next));
    for (uint32_t i = 0; i < j->p->packages.len; i++)
        j->facts_of[i] = (struct facts_of){LINK_NONE, LINK_NONE};
    for (uint32_t i = 0; i < j->p->facts.len; i++) {
        struct facts_of *of = &j->facts_of[j->p->facts.items[i].package];
        j->next[i] = LINK_NONE;
        if (of->last == LINK_NONE)
            of->first = i;
        else
            j->next[of->last] = i;
        of->last = i;
    }
}

/* ---- verdicts ---- */

/*
 * The launch conditions that close a fact. What hands on a prototype of the language is harmless to the frozen
 * language, but not to code that takes its own `constructor`: then text must not be compiled either.
 */
static void need_conditions(const struct judge *j, const struct fact *fact, struct launch_needs *needs)
{
    static const struct str leaks[] = {STR_INIT("amplifier.leak-lookup"), STR_INIT("amplifier.leak-prototype"),
                                       STR_INIT("amplifier.leak-intrinsic")};

    launch_need(needs, fact->closes);
    for (size_t i = 0; j->describes && i < ARRAY_LEN(leaks); i++)
        if (str_eq(program_text_of(j->p, fact->rule), leaks[i]))
            launch_need(needs, LAUNCH_NO_EVAL);
}

static void judge_fact(struct judge *j, const struct fact *fact, bool allowed, struct report_finding *finding)
{
    struct launch_needs needs = {0};

    finding->certain = fact->certainty == CERTAIN;
    finding->allowed = allowed;
    if (allowed)
        return;
    need_conditions(j, fact, &needs);
    finding->launch = launch_least(&needs, j->policy->launch);
    if (launch_closes(&needs, j->policy->launch))
        finding->verdict = VERDICT_PASS;
    else
        finding->verdict = fact->certainty == CERTAIN ? VERDICT_FAIL : VERDICT_UNKNOWN;
}

/* An effect that the package truly has: named by the code, or the plain meaning of an amplifier. */
static bool is_effect(const struct judge *j, const struct fact *fact)
{
    struct str rule = program_text_of(j->p, fact->rule);

    if (fact->effect == FACT_NO_EFFECT || effect_tier((enum effect)fact->effect) == TIER_P)
        return false;
    return fact->certainty == CERTAIN || str_eq(rule, STR("amplifier.direct-eval")) ||
           str_eq(rule, STR("amplifier.computed-specifier"));
}

static void list_effects(struct judge *j, uint32_t package, struct report_package *out)
{
    for (uint32_t i = j->facts_of[package].first; i != LINK_NONE; i = j->next[i])
        if (is_effect(j, &j->p->facts.items[i]))
            vec_push(j->run, &out->effects, finding_effect(j->run, j->p, &j->p->facts.items[i]));
    out->effects.len = notes_sort_unique(out->effects.items, out->effects.len);
}

static void judge_package(struct judge *j, uint32_t package, struct launch_needs *program_needs)
{
    const struct link_package *from = &j->p->packages.items[package];
    struct report_package out = {
        .name = from->name, .version = from->version, .path = from->path, .host = from->host != NULL};
    struct launch_needs needs = {0};
    struct standing standing;

    standing_of(j->p, package, &standing);
    out.key = standing_key(j->run, &standing);
    for (uint32_t i = j->facts_of[package].first; i != LINK_NONE; i = j->next[i]) {
        const struct fact *fact = &j->p->facts.items[i];
        struct report_finding finding = {0};
        if (!j->is_finding[i])
            continue;
        finding = finding_of(j->run, j->p, fact, &standing);
        judge_fact(j, fact, j->is_allowed[i], &finding);
        evidence_fill(j->evidence, fact, &finding);
        if (!j->is_allowed[i])
            need_conditions(j, fact, &needs);
        out.verdict = verdict_worse(out.verdict, finding.verdict);
        vec_push(j->run, &out.findings, finding);
    }
    program_needs->seen |= needs.seen;
    out.launch = launch_least(&needs, j->policy->launch);
    findings_sort(out.findings.items, out.findings.len);
    list_effects(j, package, &out);
    j->report->verdict = verdict_worse(j->report->verdict, out.verdict);
    vec_push(j->run, &j->report->packages, out);
}

/* ---- the report ---- */

static bool is_reached(const struct judge *j, uint32_t package)
{
    const struct link_package *p = &j->p->packages.items[package];

    return p->files > 0 || p->host != NULL || j->facts_of[package].first != LINK_NONE;
}

/* A package of the program, to be sorted. */
struct placed {
    struct str path;
    uint32_t package;
};

static int compare_placed(const void *left, const void *right)
{
    const struct placed *a = left;
    const struct placed *b = right;

    return str_cmp(a->path, b->path);
}

/* Judges the reached packages in the order of their paths. */
static void judge_packages(struct judge *j)
{
    struct launch_needs needs = {0};
    struct placed *order = arena_array(j->run, j->p->packages.len, sizeof(*order));
    uint32_t *index_of = arena_array(j->run, j->p->packages.len, sizeof(*index_of));
    uint32_t count = 0;

    for (uint32_t i = 0; i < j->p->packages.len; i++) {
        index_of[i] = LINK_NONE;
        if (is_reached(j, i))
            order[count++] = (struct placed){j->p->packages.items[i].path, i};
    }
    if (count > 0)
        qsort(order, count, sizeof(*order), compare_placed);
    for (uint32_t i = 0; i < count; i++) {
        index_of[order[i].package] = i;
        judge_package(j, order[i].package, &needs);
    }
    j->report->launch = launch_least(&needs, j->policy->launch);
    if ((j->detail & REPORT_LINKS) != 0)
        package_links(j->run, j->p, j->evidence, index_of, j->report);
}

/* Files, and how many of them and of the packages were new to the cache. */
static void count_files(struct judge *j)
{
    struct report *r = j->report;

    for (uint32_t i = 0; i < j->p->units.len; i++) {
        const struct unit *unit = &j->p->units.items[i];
        struct str path = program_unit_path(j->p, unit);
        vec_push(j->run, &r->file_list, path);
        if (unit->entry)
            vec_push(j->run, &r->entries, path);
        r->files_parsed += unit->state == UNIT_PARSED;
    }
    r->file_list.len = notes_sort_unique(r->file_list.items, r->file_list.len);
    r->files = r->file_list.len;
    /* A package without code costs no parse in a cold run either: it counts once all others are cached. */
    for (uint32_t i = 0; i < j->p->packages.len; i++) {
        const struct link_package *package = &j->p->packages.items[i];
        bool has_code = package->host == NULL && package->code > 0;
        if (is_reached(j, i) && package->parsed == 0 && (has_code || r->files_parsed == 0))
            r->packages_cached++;
    }
}

static void list_grants(struct judge *j)
{
    for (uint32_t i = 0; i < j->policy->grants.len; i++) {
        const struct policy_grant *grant = &j->policy->grants.items[i];
        struct report_grant out = {.file = grant->locked ? j->policy->lock_file : j->policy->file,
                                   .line = grant->line,
                                   .column = grant->column,
                                   .key = grant->key,
                                   .text = grant->text,
                                   .until = grant->until,
                                   .locked = grant->locked,
                                   .expired = grant->expired};
        vec_push(j->run, &j->report->grants, out);
    }
}

static void list_hosts(struct judge *j)
{
    for (uint32_t i = 0; i < j->p->hosts.len; i++) {
        const struct host_package *host = &j->p->hosts.items[i];
        vec_push(j->run, &j->report->hosts,
                 (struct report_host){.name = host->host->name,
                                      .line = host->host->line,
                                      .column = host->host->column,
                                      .installed = host->package != NULL,
                                      .used = host->used});
    }
}

static int compare_uses(const void *left, const void *right)
{
    const struct report_use *a = left;
    const struct report_use *b = right;
    int order = str_cmp(a->key, b->key);

    return order == 0 ? str_cmp(a->effect, b->effect) : order;
}

/* Sorts what each grant is used for, each once. */
static void finish_grants(struct judge *j)
{
    for (uint32_t g = 0; g < j->report->grants.len; g++) {
        struct report_grant *grant = &j->report->grants.items[g];
        uint32_t kept = 0;
        if (grant->uses.len > 0)
            qsort(grant->uses.items, grant->uses.len, sizeof(*grant->uses.items), compare_uses);
        for (uint32_t i = 0; i < grant->uses.len; i++)
            if (kept == 0 || compare_uses(&grant->uses.items[kept - 1], &grant->uses.items[i]) != 0)
                grant->uses.items[kept++] = grant->uses.items[i];
        grant->uses.len = kept;
    }
}

static void describe_policy(struct judge *j)
{
    struct report *r = j->report;

    r->launch_kept = j->policy->launch;
    r->profile = str_from(profile_name(j->policy->profile));
    r->policy = j->policy->file;
    r->root = j->p->root;
    for (uint32_t m = 0; m < NODE_MAJOR_COUNT; m++)
        if ((j->policy->majors & node_major_bit((enum node_major)m)) != 0)
            vec_push(j->run, &r->majors, str_from(node_major_name((enum node_major)m)));
}

struct report *judge_program(struct arena *run, const struct program *p, uint32_t detail)
{
    struct judge j = {
        .run = run, .p = p, .policy = p->policy, .detail = detail, .report = arena_new(run, struct report)};

    j.evidence = evidence_new(run, p);
    j.is_finding = arena_array(run, p->facts.len, sizeof(*j.is_finding));
    j.is_allowed = arena_array(run, p->facts.len, sizeof(*j.is_allowed));
    chain_facts(&j);
    list_grants(&j);
    list_hosts(&j);
    mark_findings(&j);
    finish_grants(&j);
    describe_policy(&j);
    judge_packages(&j);
    count_files(&j);
    if ((detail & REPORT_FILES) != 0)
        package_links_of_files(run, p, j.evidence, j.report);
    notes_assumptions(run, p, j.report);
    notes_warnings(run, j.report);
    return j.report;
}
