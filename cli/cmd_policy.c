/* cordon policy: writes the policy and its lock file, and looks for grants that should not be as they are. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/base/fsread.h"
#include "analyzer/base/limits.h"
#include "analyzer/setting.h"
#include "cli/analysis_run.h"
#include "cli/commands.h"
#include "cli/file_out.h"
#include "cli/lock_text.h"
#include "cli/render_policy.h"
#include "cli/term.h"
#include "rules/policy_lock.h"

struct task {
    struct arena *run;
    const struct args *args;
    struct analysis_request request;
    struct report *report;
    struct lock_content content;
    const char *policy; /* the file, which need not be there */
    const char *lock;
    struct error *why;
};

/* ---- what the program does ---- */

static bool has_authority(const struct effect_lines *lines)
{
    for (uint32_t i = 0; i < lines->len; i++) {
        struct str effect = lines->items[i].effect;
        enum effect known = EFFECT_COUNT;
        if (effect_parse(str_slice(effect, 0, str_find(effect, STR(":"), 0)), &known) &&
            (effect_tier(known) == TIER_A || effect_tier(known) == TIER_X))
            return true;
    }
    return false;
}

/*
 * Analyses without the lock. What the lock will grant is authority that other code must not reach, so when it grants
 * any, the program is judged again with that in mind.
 */
static enum err find_content(struct task *t)
{
    enum err e = OK;

    t->request.no_lock = true;
    t->request.detail = 0;
    e = analysis_run(t->run, t->args, &t->request, &t->report, t->why);
    if (e != OK)
        return e;
    lock_content_of(t->run, t->report, &t->content);
    if (!has_authority(&t->content.lines))
        return OK;
    t->request.detail = REPORT_AUTHORITY | REPORT_ARGUMENTS;
    e = analysis_run_silently(t->run, t->args, &t->request, &t->report, t->why);
    if (e == OK)
        lock_content_of(t->run, t->report, &t->content);
    return e;
}

/* Where the policy and its lock file are, or will be. */
static void name_files(struct task *t)
{
    struct strbuf path;

    t->policy = t->args->value[OPT_POLICY];
    if (t->policy == NULL) {
        strbuf_init(&path, t->run);
        strbuf_printf(&path, "%.*s/cordon.json", STR_ARG(t->report->root));
        t->policy = strbuf_text(&path).ptr;
    }
    t->lock = setting_lock_file(t->run, t->policy);
}

/* The file as people call it: relative to the program's root when it is below it. */
static const char *shown(const struct task *t, const char *file)
{
    struct str root = t->report->root;

    return str_starts(str_from(file), root) && file[root.len] == '/' ? file + root.len + 1 : file;
}

/* ---- writing ---- */

static void put_left(struct strbuf *out, uint32_t left)
{
    if (left > 0)
        strbuf_printf(out, "%u finding%s cannot be granted, so the program does not pass yet: cordon check shows %s\n",
                      left, left == 1 ? "" : "s", left == 1 ? "it" : "them");
}

static int compare(const void *left, const void *right)
{
    return effect_line_compare(left, right);
}

/* The lines of the lock file that is there; none when there is none. */
static enum err read_lock(struct task *t, struct effect_lines *out)
{
    struct policy policy = {0};
    struct str text = {0};
    enum err e = OK;

    if (fs_kind_followed(t->lock) == FS_MISSING)
        return OK;
    e = fs_read(t->run, t->lock, LIMIT_MANIFEST_BYTES, &text, t->why);
    if (e == OK)
        e = policy_lock_load(t->run, str_from(shown(t, t->lock)), text, &policy, t->why);
    for (uint32_t i = 0; e == OK && i < policy.grants.len; i++) {
        const struct policy_grant *grant = &policy.grants.items[i];
        vec_push(t->run, out,
                 (struct effect_line){.key = grant->key, .effect = grant->text, .unproven = grant->unproven});
    }
    if (out->len > 0)
        qsort(out->items, out->len, sizeof(*out->items), compare);
    return e;
}

/* Writes the lock file unless it is already so. */
static enum err write_lock(struct task *t, struct strbuf *out)
{
    struct effect_lines before = {0};
    struct strbuf text;
    struct str old = {0};
    bool exists = fs_kind_followed(t->lock) != FS_MISSING;
    enum err e = read_lock(t, &before);

    if (e != OK)
        return e;
    strbuf_init(&text, t->run);
    lock_text(&text, &t->content.lines);
    if (exists)
        e = fs_read(t->run, t->lock, LIMIT_MANIFEST_BYTES, &old, t->why);
    if (e == OK && (!exists || !str_eq(old, strbuf_text(&text))))
        e = file_replace(t->lock, strbuf_text(&text), t->why);
    if (e != OK)
        return e;
    if (exists && render_lock_changes(out, &before, &t->content.lines) == 0)
        strbuf_printf(out, "%s: nothing has changed\n", shown(t, t->lock));
    else
        strbuf_printf(out, "%s: %s with %u line%s\n", shown(t, t->lock), exists ? "rewritten" : "written",
                      t->content.lines.len, t->content.lines.len == 1 ? "" : "s");
    return OK;
}

/* A first cordon.json: what every reader of a verdict asks for first. */
static enum err write_policy(struct task *t, struct strbuf *out)
{
    struct strbuf text;
    enum err e = OK;

    strbuf_init(&text, t->run);
    strbuf_put_c(&text, "{\n  \"node\": [");
    for (uint32_t i = 0; i < t->report->majors.len; i++)
        strbuf_printf(&text, "%s\"%.*s\"", i > 0 ? ", " : "", STR_ARG(t->report->majors.items[i]));
    strbuf_printf(&text, "],\n  \"profile\": \"%.*s\"\n}\n", STR_ARG(t->report->profile));
    e = file_replace(t->policy, strbuf_text(&text), t->why);
    if (e == OK)
        strbuf_printf(out, "%s: written\n", shown(t, t->policy));
    return e;
}

static int finish_writing(struct task *t, struct strbuf *out)
{
    struct strbuf shown;

    put_left(out, t->content.left);
    strbuf_init(&shown, t->run); /* names of files may hold anything */
    for (size_t at = 0; at < out->len;) {
        size_t end = str_find(strbuf_text(out), STR("\n"), at);
        term_put(&shown, str_slice(strbuf_text(out), at, end));
        strbuf_put_char(&shown, '\n');
        at = end + 1;
    }
    return commands_print(&shown, EXIT_PASSED);
}

static int policy_init(struct task *t)
{
    struct strbuf out;
    bool has_policy = false;
    enum err e = OK;

    strbuf_init(&out, t->run);
    if (t->args->value[OPT_POLICY] != NULL && fs_kind_followed(t->args->value[OPT_POLICY]) == FS_MISSING) {
        t->request.no_policy = true; /* it is about to be made */
        t->request.policy_file = NULL;
    }
    e = find_content(t);
    if (e != OK)
        return commands_fail(t->why);
    name_files(t);
    has_policy = fs_kind_followed(t->policy) != FS_MISSING;
    if (fs_kind_followed(t->lock) != FS_MISSING)
        e = error_set(t->why, ERR_USAGE, "%s is there already; cordon policy update brings it up to date",
                      shown(t, t->lock));
    else if (has_policy)
        strbuf_printf(&out, "%s: is there already, and stays as it is\n", shown(t, t->policy));
    else
        e = write_policy(t, &out);
    if (e == OK)
        e = write_lock(t, &out);
    return e == OK ? finish_writing(t, &out) : commands_fail(t->why);
}

static int policy_update(struct task *t)
{
    struct strbuf out;

    strbuf_init(&out, t->run);
    if (find_content(t) != OK)
        return commands_fail(t->why);
    name_files(t);
    if (write_lock(t, &out) != OK)
        return commands_fail(t->why);
    return finish_writing(t, &out);
}

/* ---- looking at it ---- */

static int policy_check(struct task *t)
{
    struct grant_problems problems = {0};
    struct strbuf out;

    t->request.detail = REPORT_ALLOWED;
    if (analysis_run(t->run, t->args, &t->request, &t->report, t->why) != OK)
        return commands_fail(t->why);
    problems = grant_review(t->run, t->report);
    strbuf_init(&out, t->run);
    if (args_is(t->args, OPT_FORMAT, "json"))
        render_policy_json(&out, t->report, &problems);
    else
        render_policy_text(&out, t->report, &problems);
    return commands_print(&out, problems.len == 0 ? EXIT_PASSED : EXIT_NOT_PASSED);
}

static const struct {
    const char *name;
    int (*run)(struct task *t);
} tasks[] = {{"init", policy_init}, {"update", policy_update}, {"check", policy_check}};

static int cmd_policy(const struct args *args)
{
    struct arena run = {0};
    struct error why = {0};
    struct task task = {
        .run = &run,
        .args = args,
        .request = {.target = args->operands.len > 1 ? args->operands.items[1] : NULL,
                    .root = args->value[OPT_ROOT],
                    .policy_file = args->value[OPT_POLICY]},
        .why = &why,
    };
    int code = EXIT_NO_WORK;
    bool known = false;

    for (size_t i = 0; i < ARRAY_LEN(tasks) && !known; i++) {
        known = strcmp(args->operands.items[0], tasks[i].name) == 0;
        if (known)
            code = tasks[i].run(&task);
    }
    if (!known) {
        (void)error_set(&why, ERR_USAGE, "there is no cordon policy %s; there are init, update and check",
                        args->operands.items[0]);
        code = commands_fail(&why);
    }
    arena_reset(&run);
    return code;
}

const struct command command_policy = {
    .name = "policy",
    .operands = "init|update|check [DIR]",
    .summary = "writes cordon.json and its lock file, and looks for bad grants",
    .details =
        "init writes cordon.json, unless it is there, and cordon.lock.json: a line for each effect that a package "
        "of\n"
        "the program has today and the policy does not allow. update brings the lock file up to date and shows\n"
        "what changed. check looks for grants that nothing uses, that expired, or that are wider than their use.\n"
        "\n"
        "Exit code: 0 done, 1 check found something, 2 could not do the work.\n",
    .options = OPTION_BIT(OPT_POLICY) | OPTION_BIT(OPT_ROOT) | OPTION_BIT(OPT_FORMAT) | OPTION_BIT(OPT_QUIET) |
               OPTION_BIT(OPT_JOBS) | OPTION_BIT(OPT_CACHE) | OPTION_BIT(OPT_NO_CACHE) | OPTION_BIT(OPT_COLOR),
    .min_operands = 1,
    .max_operands = 2,
    .run = cmd_policy,
};
