#include "cli/package_place.h"

#include "analyzer/base/fsread.h"
#include "analyzer/base/jdoc.h"
#include "analyzer/base/limits.h"
#include "rules/json_place.h"

enum { STEPS_MAX = 64 };

struct package_places {
    struct str lock_file; /* the name of the lock file that was read, or empty */
    struct str lock;      /* its text */
    const struct lock_kind *kind;
    struct str manifest; /* the text of package.json, or empty */
};

typedef bool (*find_line)(struct str text, const struct report_package *package, struct package_place *out);

struct lock_kind {
    const char *file;
    bool json;
    find_line find;
};

/* The part behind the last "node_modules/": "@scope/x". */
static struct str name_in(struct str path)
{
    size_t from = 0;

    for (size_t at = str_find(path, STR("node_modules/"), 0); at < path.len;
         at = str_find(path, STR("node_modules/"), from))
        from = at + sizeof("node_modules/") - 1;
    return str_slice(path, from, path.len);
}

/* Version 1 of npm's lock files nests what is nested on disk. */
static bool find_nested(struct str text, const struct report_package *package, struct package_place *out)
{
    struct json_step steps[STEPS_MAX];
    uint32_t count = 0;
    struct str rest = package->path;

    while (str_starts(rest, STR("node_modules/")) && count + 2 <= STEPS_MAX) {
        size_t from = sizeof("node_modules/") - 1;
        size_t end = str_find(rest, STR("/node_modules/"), from);
        steps[count++] = (struct json_step){.key = STR("dependencies")};
        steps[count++] = (struct json_step){.key = str_slice(rest, from, end)};
        rest = str_slice(rest, end < rest.len ? end + 1 : end, rest.len);
    }
    return rest.len == 0 && json_place(text, steps, count, &out->line, &out->column);
}

static bool find_npm(struct str text, const struct report_package *package, struct package_place *out)
{
    const struct json_step steps[] = {{.key = STR("packages")}, {.key = package->path}};

    return json_place(text, steps, 2, &out->line, &out->column) || find_nested(text, package, out);
}

/* True when the line names the package: `name` after quotes and a slash, then `@` or `/` and, if given, the version. */
static bool line_names(struct str line, struct str name, struct str version)
{
    size_t at = 0;

    while (at < line.len && (line.ptr[at] == ' ' || line.ptr[at] == '"' || line.ptr[at] == '\'' || line.ptr[at] == '/'))
        at++;
    line = str_slice(line, at, line.len);
    if (!str_starts(line, name) || line.len <= name.len || (line.ptr[name.len] != '@' && line.ptr[name.len] != '/'))
        return false;
    return version.len == 0 || str_starts(str_slice(line, name.len + 1, line.len), version);
}

static bool find_in_lines(struct str text, struct str name, struct str version, struct package_place *out)
{
    uint32_t line = 1;

    for (size_t at = 0; at < text.len; line++) {
        size_t end = str_find(text, STR("\n"), at);
        if (line_names(str_slice(text, at, end), name, version)) {
            *out = (struct package_place){.line = line, .column = 1};
            return true;
        }
        at = end < text.len ? end + 1 : end;
    }
    return false;
}

/* A line of yarn.lock tells ranges, not versions. */
static bool find_yarn(struct str text, const struct report_package *package, struct package_place *out)
{
    return find_in_lines(text, name_in(package->path), STR(""), out);
}

static bool find_pnpm(struct str text, const struct report_package *package, struct package_place *out)
{
    return find_in_lines(text, name_in(package->path), package->version, out);
}

static const struct lock_kind lock_kinds[] = {
    {"npm-shrinkwrap.json", true, find_npm},
    {"package-lock.json", true, find_npm},
    {"yarn.lock", false, find_yarn},
    {"pnpm-lock.yaml", false, find_pnpm},
};

/* The file's text, or nothing when it cannot be used: then the next best place is shown. */
static struct str read_text(struct arena *a, struct str root, const char *name, bool json)
{
    const struct jdoc *doc = NULL;
    struct str text = {0};
    struct strbuf path;

    if (root.len == 0)
        return STR("");
    strbuf_init(&path, a);
    strbuf_printf(&path, "%.*s/%s", STR_ARG(root), name);
    if (fs_read(a, strbuf_text(&path).ptr, LIMIT_MANIFEST_BYTES, &text, NULL) != OK)
        return STR("");
    if (json && jdoc_parse(a, text, &doc, NULL) != OK)
        return STR("");
    return text;
}

struct package_places *package_places_new(struct arena *a, const struct report *r)
{
    struct package_places *places = arena_new(a, struct package_places);

    for (size_t i = 0; i < ARRAY_LEN(lock_kinds) && places->lock.len == 0; i++) {
        places->kind = &lock_kinds[i];
        places->lock_file = str_from(lock_kinds[i].file);
        places->lock = read_text(a, r->root, lock_kinds[i].file, lock_kinds[i].json);
    }
    places->manifest = read_text(a, r->root, "package.json", true);
    return places;
}

/* The root's own dependency through which the package is there. */
static bool find_in_manifest(const struct package_places *places, struct str key, struct package_place *out)
{
    static const char *const tables[] = {"dependencies", "optionalDependencies", "devDependencies", "peerDependencies"};
    struct str name = str_slice(key, 0, str_find(key, STR(">"), 0));

    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        const struct json_step steps[] = {{.key = str_from(tables[i])}, {.key = name}};
        if (places->manifest.len > 0 && json_place(places->manifest, steps, 2, &out->line, &out->column))
            return true;
    }
    return false;
}

bool package_place_of(const struct package_places *places, const struct report_package *package,
                      struct package_place *out)
{
    if (str_find(package->path, STR("node_modules/"), 0) == package->path.len)
        return false;
    *out = (struct package_place){.line = 1, .column = 1};
    if (places->lock.len > 0 && places->kind->find(places->lock, package, out)) {
        out->file = places->lock_file;
        return true;
    }
    if (!find_in_manifest(places, package->key, out))
        *out = (struct package_place){.line = 1, .column = 1};
    out->file = STR("package.json");
    return true;
}
