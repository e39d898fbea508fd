#include "analyzer/package_alone.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/package/package_entries.h"
#include "analyzer/package/path.h"
#include "analyzer/package/tarball_tree.h"
#include "analyzer/rounds.h"
#include "analyzer/verdict/finding.h"
#include "analyzer/verdict/halves.h"
#include "analyzer/verdict/notes.h"

/* No package can have this name, so that whatever the package calls itself, or others, leads elsewhere. */
#define ROOT "/p"
#define FOLDER ROOT "/node_modules/(archive)"

/* --- names that are no code --- */

static const char *const no_code_extensions[] = {
    "md",   "markdown", "mdx",  "rst",  "txt",   "map",   "ts",    "tsx", "mts",    "cts",  "jsx",     "flow",
    "html", "htm",      "css",  "scss", "sass",  "less",  "styl",  "svg", "png",    "jpg",  "jpeg",    "gif",
    "ico",  "webp",     "woff", "ttf",  "woff2", "eot",   "otf",   "yml", "yaml",   "toml", "ini",     "lock",
    "log",  "sh",       "bat",  "cmd",  "ps1",   "py",    "c",     "h",   "cc",     "cpp",  "hpp",     "gyp",
    "gypi", "rs",       "go",   "vue",  "hbs",   "ejs",   "pug",   "tpl", "csv",    "xml",  "pdf",     "snap",
    "tgz",  "gz",       "zip",  "flow", "patch", "proto", "json5", "bnf", "coffee", "el",   "graphql", "mustache",
};

static const char *const no_code_names[] = {
    "license", "licence",  "readme",     "changelog",  "changes", "history", "authors", "contributors", "notice",
    "copying", "makefile", "dockerfile", "codeowners", "owners",  "patents", "version", "todo",
};

static bool is_listed(struct str word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(list[i]) == word.len && strncasecmp(list[i], word.ptr, word.len) == 0)
            return true;
    return false;
}

bool alone_is_no_code(struct str path)
{
    size_t slash = str_find_last(path, '/');
    struct str name = slash < path.len ? str_slice(path, slash + 1, path.len) : path;
    size_t dot = str_find_last(name, '.');

    if (name.len == 0 || str_eq(name, STR(".")) || str_eq(name, STR("..")))
        return false;
    if (name.ptr[0] == '.')
        return true;
    if (dot == name.len)
        return is_listed(name, no_code_names, ARRAY_LEN(no_code_names));
    return is_listed(str_slice(name, dot + 1, name.len), no_code_extensions, ARRAY_LEN(no_code_extensions));
}

/* --- entries --- */

struct alone {
    struct arena *run;
    const struct alone_request *request;
    const struct tarball *archive;
    struct program *p;
    struct resolver *resolver;
    const struct package *package;
};

static void add_resolved(struct alone *x, struct str subpath, enum import_kind kind, enum node_major major)
{
    struct resolution found = {0};

    resolve_of_package(x->resolver, STR(FOLDER), subpath, kind, major, &found);
    /* What leads nowhere is nothing that a client gets. */
    if (found.outcome == RESOLVED_FILE || found.outcome == RESOLVE_NOT_UNDERSTOOD)
        program_add_entry(x->p, x->package, subpath, &found);
}

static void add_both(struct alone *x, struct str subpath, enum node_major major)
{
    add_resolved(x, subpath, IMPORT_REQUIRE, major);
    add_resolved(x, subpath, IMPORT_STATIC, major);
}

static struct str subpath_of(struct alone *x, struct str path)
{
    return path_join(x->run, STR("."), path);
}

/* Without "exports" a client can name each file, and each folder with a manifest of its own. */
static void add_all_files(struct alone *x, enum node_major major)
{
    for (uint32_t i = 0; i < x->archive->files.len; i++) {
        struct str path = x->archive->files.items[i].path;
        struct str manifest = STR("/package.json");

        if (str_find(path, STR("node_modules/"), 0) < path.len)
            continue; /* bundled: what of it is used is found through the imports */
        if (str_ends(path, manifest))
            add_both(x, subpath_of(x, str_slice(path, 0, path.len - manifest.len)), major);
        if (!alone_is_no_code(path))
            add_both(x, subpath_of(x, path), major);
    }
}

static enum err add_offered(struct alone *x, enum node_major major, struct error *why)
{
    struct client_face face;
    enum err e = package_client_files(x->resolver, x->run, STR(FOLDER), major, &face, why);

    for (uint32_t i = 0; e == OK && i < face.files.len; i++)
        program_add_entry(x->p, x->package, face.files.items[i].subpath, &face.files.items[i].found);
    if (e == OK && face.missed.len > 0) {
        struct resolution odd = {.outcome = RESOLVE_NOT_UNDERSTOOD, .reason = face.missed};

        program_add_entry(x->p, x->package, STR("."), &odd);
    }
    return e;
}

static void add_commands(struct alone *x, enum node_major major)
{
    struct entries commands = {0};

    package_commands(x->resolver, x->run, STR(FOLDER), major, &commands);
    for (uint32_t i = 0; i < commands.len; i++) {
        const struct resolution *found = &commands.items[i].found;
        if (found->outcome == RESOLVED_FILE || found->outcome == RESOLVE_NOT_UNDERSTOOD)
            program_add_entry(x->p, x->package, commands.items[i].label, found);
    }
}

static enum err add_entries(struct alone *x, struct error *why)
{
    const struct manifest *manifest = x->package->manifest;
    enum err e = OK;

    for (uint32_t m = 0; e == OK && m < NODE_MAJOR_COUNT; m++) {
        enum node_major major = (enum node_major)m;

        if ((x->request->majors & node_major_bit(major)) == 0)
            continue;
        add_both(x, STR("."), major);
        if (x->request->commands)
            add_commands(x, major);
        if (x->request->main_only)
            continue;
        if (manifest->state != MANIFEST_NOT_UNDERSTOOD && manifest_exports(manifest, major) == NULL)
            add_all_files(x, major);
        else
            e = add_offered(x, major, why);
    }
    return e;
}

/* --- facts --- */

/* What happens, and what that means. */
static struct str message_of(struct arena *a, const struct program *p, const struct fact *fact)
{
    const struct standing nowhere = {0};

    return finding_of(a, p, fact, &nowhere).message;
}

static void take_fact(struct alone *x, const struct fact *fact, struct package_facts *out)
{
    const struct program *p = x->p;
    const struct link_package *package = &p->packages.items[fact->package];
    struct package_fact taken = {
        .rule = program_text_of(p, fact->rule),
        .argument = program_text_of(p, fact->argument),
        .message = message_of(x->run, p, fact),
        .inner = str_eq(package->folder, STR(FOLDER)) ? STR("") : package->name,
        .line = fact->place.line,
        .column = fact->place.column,
        .closes = fact->closes,
        .more = fact->more,
        .effect = (uint8_t)fact->effect,
        .certainty = fact->certainty,
    };

    if (fact->unit != LINK_NONE)
        taken.file = program_unit_file(p, &p->units.items[fact->unit]);
    vec_push(x->run, &out->facts, taken);
}

/*
 * Node reads some specifiers as URLs, in which these mean something; and a path with ".." leads to what no package
 * offers.
 */
static bool is_spelled_oddly(struct str specifier)
{
    if (str_find(specifier, STR("/."), 0) < specifier.len || str_find(specifier, STR("//"), 0) < specifier.len)
        return true;
    for (size_t i = 0; i < specifier.len; i++)
        if (specifier.ptr[i] == '%' || specifier.ptr[i] == '?' || specifier.ptr[i] == '#' || specifier.ptr[i] == '\\')
            return true;
    return false;
}

/* A package that imports what others do not offer as code is not understood: see the header. */
static void check_need(struct alone *x, struct str need, struct package_facts *out)
{
    size_t slash = str_find(need, STR("/"), 0);
    struct strbuf message;

    if (slash < need.len && need.ptr[0] == '@')
        slash = str_find(need, STR("/"), slash + 1);
    if (slash >= need.len || (!alone_is_no_code(need) && !is_spelled_oddly(need)))
        return;
    strbuf_init(&message, x->run);
    strbuf_printf(&message, "imports %.*s, which by its name is no code and is not judged with its package",
                  STR_ARG(need));
    vec_push(x->run, &out->facts,
             (struct package_fact){.rule = STR("resolve.no-code"),
                                   .argument = need,
                                   .message = strbuf_text(&message),
                                   .effect = FACT_NO_EFFECT,
                                   .certainty = POSSIBLE});
}

struct str alone_hook_name(struct str message)
{
    size_t from = str_find(message, STR("\""), 0);
    size_t to = from < message.len ? str_find(message, STR("\""), from + 1) : from;

    return from < to ? str_slice(message, from + 1, to) : STR("install");
}

/* What npm runs by itself when it installs the archive; "prepare" is for folders and git repositories. */
static void take_hooks(struct alone *x, struct package_facts *out)
{
    const struct manifest *manifest = x->package->manifest;
    struct manifest_hooks hooks = manifest_install_hooks(resolver_manifests(x->resolver), x->run, manifest);

    for (uint32_t i = 0; i < hooks.len; i++) {
        struct strbuf message;

        if (!str_ends(hooks.items[i].name, STR("install")))
            continue;
        strbuf_init(&message, x->run);
        strbuf_printf(&message, "npm runs its script \"%.*s\" on installation", STR_ARG(hooks.items[i].name));
        vec_push(x->run, &out->facts,
                 (struct package_fact){.rule = STR("install.script"),
                                       .effect = EFFECT_PROC_SPAWN,
                                       .argument = hooks.items[i].command,
                                       .message = strbuf_text(&message),
                                       .file = STR("package.json"),
                                       .certainty = CERTAIN});
    }
    if (manifest->other == NULL && manifest->other_reason.len > 0)
        vec_push(x->run, &out->facts,
                 (struct package_fact){.rule = STR("manifest.not-understood"),
                                       .effect = FACT_NO_EFFECT,
                                       .message = manifest->other_reason,
                                       .file = STR("package.json"),
                                       .certainty = POSSIBLE});
}

static void take_facts(struct alone *x, struct package_facts *out)
{
    const struct program *p = x->p;
    const bool *none_allowed = arena_array(x->run, p->facts.len, sizeof(*none_allowed));
    const struct halves *halves = halves_new(x->run, p, none_allowed);

    *out = (struct package_facts){
        .name = x->package->manifest->name, .version = x->package->manifest->version, .files = x->archive->files.len};
    for (uint32_t i = 0; i < x->archive->files.len; i++)
        out->bytes += x->archive->files.items[i].bytes.len;
    for (uint32_t i = 0; i < p->units.len; i++)
        out->code += p->units.items[i].kind == UNIT_CODE;
    for (uint32_t i = 0; i < p->facts.len; i++)
        if (halves_blame_alone(halves, &p->facts.items[i]))
            take_fact(x, &p->facts.items[i], out);
    take_hooks(x, out);
    for (uint32_t i = 0; i < p->needs.len; i++)
        vec_push(x->run, &out->needs, p->needs.items[i]);
    out->needs.len = notes_sort_unique(out->needs.items, out->needs.len);
    for (uint32_t i = 0; i < out->needs.len; i++)
        check_need(x, out->needs.items[i], out);
}

enum err package_analyze_alone(struct arena *run, const struct alone_request *request, const struct tarball *archive,
                               struct package_facts *out, struct error *why)
{
    struct tarball_tree *tree = tarball_tree_new(run, NULL);
    struct alone x = {.run = run, .request = request, .archive = archive};
    struct resolver_config config = {.is_builtin = program_is_builtin,
                                     .no_addons = request->no_addons,
                                     .conditions = request->conditions,
                                     .condition_count = request->condition_count};
    const struct api_table **table = arena_new(run, const struct api_table *);
    struct policy *policy = arena_new(run, struct policy);
    struct file_tree_source *source = arena_new(run, struct file_tree_source);
    const struct analysis_request rounds = {.threads = 1, .store = request->store};
    enum err e = OK;

    *table = request->table;
    tarball_tree_mount(tree, STR(FOLDER), archive);
    *source = tarball_tree_source(tree);
    policy_default(policy);
    policy->majors = request->majors;
    config.tree = file_tree_new(run, *source, STR(ROOT));
    config.payload = table;
    x.resolver = resolver_new(run, &config);
    x.p = program_new(run, x.resolver, request->table, policy);
    x.p->alone = true;
    x.p->files = source;
    x.package = package_of(resolver_packages(x.resolver), STR(FOLDER));
    e = add_entries(&x, why);
    if (e == OK)
        e = rounds_run(x.p, &rounds, why);
    if (e == OK)
        take_facts(&x, out);
    return e;
}
