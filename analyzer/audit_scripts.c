/* What runs when packages are installed, and what it may do. */
#include "analyzer/audit_script.h"
#include "analyzer/auditor.h"
#include "analyzer/package/path.h"
#include "analyzer/rounds.h"
#include "analyzer/verdict/judge.h"

/* Judges what `file` may do when it is run. */
static enum err judge_script(struct auditor *a, struct str folder, struct str file, const struct report **out)
{
    struct program *p = program_new(a->run, auditor_resolver(a), a->setting.table, &a->setting.policy);
    const struct package *package = package_of(resolver_packages(p->resolver), folder);
    enum err e = OK;

    for (uint32_t m = 0; m < NODE_MAJOR_COUNT; m++) {
        struct resolution found;
        if (!auditor_supports(a, m))
            continue;
        resolve_main(p->resolver, file, (enum node_major)m, &found);
        program_add_entry(p, package, path_name(file), &found);
    }
    p->files = file_tree_source(a->input.tree);
    e = rounds_run(p, &a->what, a->why);
    if (e == OK)
        *out = judge_program(a->run, p, REPORT_AUTHORITY);
    return e;
}

static bool is_prepare(struct str name)
{
    return str_eq(name, STR("prepare")) || str_eq(name, STR("preprepare")) || str_eq(name, STR("postprepare"));
}

static enum err add_script(struct auditor *a, const struct audit_place *place, const struct manifest_hook *hook,
                           bool install, struct audit_package *out)
{
    struct audit_script script = {
        .name = hook->name, .command = hook->command, .install = install, .kind = AUDIT_SCRIPT_SHELL};
    struct str file = {0};
    enum err e = OK;

    if (is_prepare(hook->name) && !place->prepared)
        return OK;
    if (str_eq(hook->command, STR("node-gyp rebuild"))) {
        script.kind = AUDIT_SCRIPT_GYP;
    } else if (!a->node_is_shadowed && audit_script_file(a->run, a->resolver, place->folder, hook->command, &file)) {
        script.kind = AUDIT_SCRIPT_NODE;
        e = judge_script(a, place->folder, file, &script.reach);
    }
    vec_push(a->run, &out->scripts, script);
    return e;
}

static bool is_hook(const struct manifest_hooks *hooks, struct str name)
{
    for (uint32_t i = 0; i < hooks->len; i++)
        if (str_eq(hooks->items[i].name, name))
            return true;
    return false;
}

/* The other scripts of a folder, which its developers run. */
static enum err add_commands(struct auditor *a, const struct audit_place *place, const struct manifest_hooks *hooks,
                             struct audit_package *out)
{
    const struct jdoc *scripts = jdoc_member(manifest_of(a->manifests, place->folder)->other, "scripts");
    enum err e = OK;

    for (uint32_t i = 0; jdoc_is(scripts, JDOC_OBJECT) && i < scripts->count && e == OK; i++) {
        struct manifest_hook command = {.name = scripts->members[i].key};
        if (!is_hook(hooks, command.name) && jdoc_text(scripts->members[i].value, &command.command))
            e = add_script(a, place, &command, false, out);
    }
    return e;
}

enum err audit_add_scripts(struct auditor *a, const struct audit_place *place, struct audit_package *out)
{
    const struct manifest *manifest = manifest_of(a->manifests, place->folder);
    struct manifest_hooks hooks = manifest_install_hooks(a->manifests, a->run, manifest);
    enum err e = OK;

    for (uint32_t i = 0; i < hooks.len && e == OK; i++)
        e = add_script(a, place, &hooks.items[i], true, out);
    return e == OK && place->prepared && a->input.alone ? add_commands(a, place, &hooks, out) : e;
}

/* "directories": { "bin": FOLDER } makes every file of it a command. */
static bool has_node_in_folder(struct auditor *a, const struct manifest *manifest)
{
    struct str folder;

    return jdoc_text(jdoc_member(jdoc_member(manifest->other, "directories"), "bin"), &folder) &&
           file_tree_kind(a->input.tree, path_resolve(a->run, path_resolve(a->run, manifest->folder, folder),
                                                      STR("node"))) != PLACE_MISSING;
}

/* npm puts the commands of packages before those of the system: `node` is what such a package says. */
void audit_look_for_node(struct auditor *a)
{
    for (uint32_t i = 0; i < a->input.places.len; i++) {
        const struct audit_place *place = &a->input.places.items[i];
        const struct manifest *manifest = NULL;
        if (place->not_analysed.len > 0)
            continue;
        manifest = manifest_of(a->manifests, place->folder);
        if (jdoc_member(manifest->bin, "node") != NULL ||
            (jdoc_is(manifest->bin, JDOC_STRING) && str_eq(path_name(manifest->name), STR("node"))) ||
            has_node_in_folder(a, manifest) || manifest->state == MANIFEST_NOT_UNDERSTOOD)
            a->node_is_shadowed = true;
    }
}
