#include "analyzer/audit_known.h"

#include "analyzer/audit_project.h"
#include "analyzer/base/fsread.h"
#include "analyzer/base/strbuf.h"
#include "analyzer/package/path.h"
#include "analyzer/package_alone.h"
#include "analyzer/verdict/finding.h"
#include "analyzer/verdict/launch_set.h"
#include "analyzer/verdict/notes.h"
#include "npm/integrity.h"
#include "npm/lock.h"

/* Conditions that the findings of a face need. */
struct face_needs {
    struct launch_needs all;
    struct launch_needs doubts;
};

static bool is_allowed(const struct package_fact *fact)
{
    return fact->effect != FACT_NO_EFFECT && profile_allows(PROFILE_CONFINED, (enum effect)fact->effect);
}

/* As a report has it: an effect that the package truly has. */
static bool is_effect(const struct package_fact *fact)
{
    if (fact->effect == FACT_NO_EFFECT || effect_tier((enum effect)fact->effect) == TIER_P)
        return false;
    return fact->certainty == CERTAIN || str_eq(fact->rule, STR("amplifier.direct-eval")) ||
           str_eq(fact->rule, STR("amplifier.computed-specifier"));
}

static void add_effect(struct arena *a, const struct package_fact *fact, struct audit_face *out)
{
    enum tier tier = effect_tier((enum effect)fact->effect);
    struct strbuf text;

    strbuf_init(&text, a);
    strbuf_put_c(&text, effect_name((enum effect)fact->effect));
    if (fact->argument.len > 0)
        strbuf_printf(&text, ":%.*s", STR_ARG(fact->argument));
    vec_push(a, &out->record.effects, strbuf_text(&text));
    out->tier = tier > out->tier ? tier : out->tier;
}

static void add_finding(struct arena *a, const struct package_fact *fact, struct face_needs *needs,
                        struct audit_face *out)
{
    struct launch_needs own = {0};
    struct report_finding finding = {
        .rule = fact->rule,
        .effect = fact->effect == FACT_NO_EFFECT ? STR("") : str_from(effect_name((enum effect)fact->effect)),
        .argument = fact->argument,
        .file = fact->file,
        .line = fact->line,
        .column = fact->column,
        .verdict = fact->certainty == CERTAIN ? VERDICT_FAIL : VERDICT_UNKNOWN,
        .message = fact->message,
        .more = fact->more,
        .certain = fact->certainty == CERTAIN,
    };

    launch_need(&own, fact->closes);
    finding.launch = launch_least(&own, 0);
    launch_need(&needs->all, fact->closes);
    if (!finding.certain) {
        launch_need(&needs->doubts, fact->closes);
        out->unknown = out->unknown || fact->closes == 0;
    }
    out->record.verdict = verdict_worse(out->record.verdict, finding.verdict);
    vec_push(a, &out->record.findings, finding);
}

/* The command that npm runs: what it would do was not looked at. */
static void add_script(struct arena *a, const struct package_fact *fact, struct audit_package *out)
{
    struct audit_script script = {
        .name = alone_hook_name(fact->message), .command = fact->argument, .install = true, .kind = AUDIT_SCRIPT_SHELL};

    if (str_eq(fact->argument, STR("node-gyp rebuild")))
        script.kind = AUDIT_SCRIPT_GYP;
    vec_push(a, &out->scripts, script);
}

static void take_facts(struct arena *a, const struct package_facts *facts, struct audit_package *out)
{
    struct face_needs needs = {0};

    for (uint32_t i = 0; i < facts->facts.len; i++) {
        const struct package_fact *fact = &facts->facts.items[i];
        if (str_eq(fact->rule, STR("install.script"))) {
            add_script(a, fact, out);
            continue;
        }
        if (is_effect(fact))
            add_effect(a, fact, &out->all);
        if (!is_allowed(fact))
            add_finding(a, fact, &needs, &out->all);
    }
    out->all.record.effects.len = notes_sort_unique(out->all.record.effects.items, out->all.record.effects.len);
    if (out->all.record.findings.len > 0)
        findings_sort(out->all.record.findings.items, out->all.record.findings.len);
    out->all.record.launch = launch_least(&needs.all, 0);
    out->all.launch = out->all.unknown ? 0 : launch_least(&needs.doubts, 0);
    out->imported = out->all;
}

static void refuse(struct audit_package *out, struct str reason)
{
    out->not_analysed = reason;
    out->all.unknown = true;
    out->all.record.verdict = VERDICT_UNKNOWN;
    out->all.record.launch = LAUNCH_NONE_HELPS;
    out->imported = out->all;
}

/* Looks the package up; false when nothing is known. */
static bool look_up(struct arena *a, const struct answers *answers, const struct store *store,
                    struct audit_package *out)
{
    struct package_facts facts = {0};
    struct alias alias = {0};

    /* Only a SHA-512 is a name that nobody can give to two archives. */
    if (integrity_strongest(out->integrity) != INTEGRITY_SHA512 ||
        !answers_find_alias(store, out->integrity, a, &alias))
        return false;
    if (alias.state == ALIAS_REFUSED) {
        refuse(out, alias.reason);
        out->not_analysed_rule = STR("archive.not-canonical");
        return true;
    }
    if (!answers_find_facts(answers, store, &alias.content, a, &facts))
        return false;
    take_facts(a, &facts, out);
    return true;
}

static struct audit_package package_of_place(struct arena *a, const struct audit_place *place, struct str root)
{
    struct audit_face face = {
        .record = {.name = place->name,
                   .version = place->version,
                   .path = str_slice(place->folder, root.len + (root.len > 1), place->folder.len)}};
    struct audit_package out = {
        .all = face, .imported = face, .dev = place->dev, .optional = place->optional, .integrity = place->integrity};

    for (uint32_t i = 0; i < place->via.len; i++)
        vec_push(a, &out.via, place->via.items[i]);
    return out;
}

enum err audit_lock_find(struct arena *a, const char *operand, struct audit_lock *out, struct error *why)
{
    const char *word = operand == NULL ? "." : operand;
    struct str real = {0};
    enum err e = fs_realpath(a, word, &real, why);

    if (e != OK)
        return e;
    *out = (struct audit_lock){.folder = real};
    if (fs_kind(real.ptr) == FS_DIR)
        out->name = lock_find(a, real);
    else
        *out = (struct audit_lock){str_dup(a, path_folder(real)), path_name(real)};
    return out->name.len > 0 ? OK : error_set(why, ERR_NOT_FOUND, "there is no lock file in %s", word);
}

enum err audit_known(struct arena *run, const struct audit_request *request, const struct audit_lock *lock,
                     const struct answers *answers, const struct store *store, struct audit **out, uint32_t *unknown,
                     struct error *why)
{
    struct audit *audit = arena_new(run, struct audit);
    struct audit_input input = {0};
    enum err e = audit_project_list(run, request, lock->folder, lock->name, &input, why);

    if (e != OK)
        return e;
    *unknown = 0;
    audit->subject = lock->name;
    audit->source = "cache";
    for (uint32_t i = 0; i < input.places.len; i++) {
        const struct audit_place *place = &input.places.items[i];
        struct audit_package package = package_of_place(run, place, lock->folder);
        if (place->not_analysed.len > 0) {
            refuse(&package, place->not_analysed);
        } else if (!look_up(run, answers, store, &package)) {
            refuse(&package, STR(AUDIT_NOT_KNOWN));
            (*unknown)++;
        }
        if (!request->scripts_only || package.scripts.len > 0 || package.not_analysed.len > 0)
            vec_push(run, &audit->packages, package);
    }
    for (uint32_t i = 0; i < input.left_out.len; i++)
        vec_push(run, &audit->left_out, input.left_out.items[i]);
    for (uint32_t m = 0; m < NODE_MAJOR_COUNT; m++)
        if ((answers->policy->majors & node_major_bit((enum node_major)m)) != 0)
            vec_push(run, &audit->majors, str_from(node_major_name((enum node_major)m)));
    vec_push(run, &audit->warnings,
             (struct report_note){STR("no package was opened: the lock file is believed, and what is installed was not "
                                      "looked at")});
    audit_note_left_out(run, audit, request->platform);
    audit->packages_cached = audit->packages.len;
    audit_sort(audit);
    *out = audit;
    return OK;
}
