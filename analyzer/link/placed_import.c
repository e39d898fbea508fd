#include "analyzer/link/placed_import.h"

#include "analyzer/base/strbuf.h"
#include "analyzer/base/utf8.h"
#include "analyzer/package/path.h"
#include "analyzer/package/url.h"
#include "analyzer/semantic/placed.h"

/* A place under way: a path, or a URL. */
struct placed_value {
    bool is_url;
    struct str path;
    struct file_url url;
};

static struct str joined(struct arena *a, struct str left, const char *between, struct str right)
{
    struct strbuf out;

    strbuf_init(&out, a);
    strbuf_put(&out, left);
    strbuf_put_c(&out, between);
    strbuf_put(&out, right);
    return strbuf_text(&out);
}

/* path.join: path.normalize of both with a slash between, which keeps a slash at the end. */
static struct str join_paths(struct arena *a, struct str path, struct str text)
{
    struct str whole = text.len > 0 ? joined(a, path, "/", text) : path;
    struct str clean = path_resolve(a, STR("/"), whole);

    return str_ends(whole, STR("/")) && clean.len > 1 ? joined(a, clean, "/", STR("")) : clean;
}

/* True for a path of which path.dirname is what path_folder says. */
static bool is_clean(struct arena *a, struct str path)
{
    return str_eq(path_resolve(a, STR("/"), path), path);
}

static bool start_at(struct arena *a, struct str file, char start, struct str text, struct placed_value *out)
{
    switch (start) {
    case PLACED_FOLDER:
        out->path = path_folder(file);
        return true;
    case PLACED_FILE:
        out->path = file;
        return true;
    case PLACED_LITERAL:
        out->path = text;
        return str_starts(text, STR("/"));
    case PLACED_URL:
        out->is_url = true;
        out->url = url_of_path(a, file);
        return true;
    default: /* a damaged record */
        return false;
    }
}

static bool step_path(struct arena *a, char step, struct str text, struct placed_value *v)
{
    switch (step) {
    case PLACED_APPEND:
        v->path = joined(a, v->path, "", text);
        return true;
    case PLACED_JOIN:
        v->path = join_paths(a, v->path, text);
        return true;
    case PLACED_RESOLVE:
        v->path = path_resolve(a, v->path, text);
        return true;
    case PLACED_PARENT:
        if (!is_clean(a, v->path))
            return false;
        v->path = path_folder(v->path);
        return true;
    case PLACED_AS_URL:
        if (!is_clean(a, str_ends(v->path, STR("/")) && v->path.len > 1 ? str_slice(v->path, 0, v->path.len - 1)
                                                                        : v->path))
            return false;
        v->is_url = true;
        v->url = url_of_path(a, v->path);
        return true;
    default:
        return false;
    }
}

static bool step_url(struct arena *a, char step, struct str text, struct placed_value *v)
{
    struct str scheme = {0};
    struct file_url base = v->url;

    switch (step) {
    case PLACED_TO_URL:
        /* The query of import.meta.url, which nobody here knows, stays when nothing or a fragment is added. */
        if (text.len == 0 || text.ptr[0] == '#' || !utf8_valid(text))
            return false;
        return url_parse(a, text, &base, true, &v->url, &scheme) == URL_FILE;
    case PLACED_TO_PATH:
        v->is_url = false;
        return !url_hides_slash(v->url.path) && url_to_path(a, &v->url, &v->path);
    case PLACED_HREF:
        return true;
    case PLACED_PATHNAME:
        v->is_url = false;
        v->path = v->url.path;
        return str_find(v->path, STR("%"), 0) == v->path.len;
    default:
        return false;
    }
}

static bool evaluate(struct arena *a, struct str file, struct str place, struct placed_value *out)
{
    struct str text = {0};
    size_t at = 0;
    char what = 0;

    *out = (struct placed_value){0};
    if (!placed_next(place, &at, &what, &text) || !start_at(a, file, what, text, out))
        return false;
    while (placed_next(place, &at, &what, &text))
        if (!(out->is_url ? step_url(a, what, text, out) : step_path(a, what, text, out)))
            return false;
    return true;
}

/*
 * createRequire(place), as lib/internal/modules/cjs/loader.js has it: a place that ends in a slash is a folder, any
 * other the name of a file in one. Links are followed by nobody then; a place with links in it is not followed here.
 */
static bool find_base(struct arena *a, struct file_tree *tree, struct str file, struct str place, struct str *from)
{
    struct placed_value v;
    struct str real = {0};

    if (!evaluate(a, file, place, &v))
        return false;
    if (v.is_url && (url_hides_slash(v.url.path) || !url_to_path(a, &v.url, &v.path)))
        return false;
    *from = str_ends(v.path, STR("/")) ? joined(a, v.path, "noop.js", STR("")) : v.path;
    if (str_has_nul(*from) || !is_clean(a, *from) || from->len <= 1)
        return false;
    return file_tree_real(tree, path_folder(*from), &real) == PLACE_FOLDER && str_eq(real, path_folder(*from));
}

bool placed_import_question(struct arena *a, struct file_tree *tree, struct str file, struct str specifier,
                            struct placed_question *out, struct str *reason)
{
    struct str place = {0};
    struct str text = {0};
    struct placed_value v;

    *out = (struct placed_question){file, specifier};
    if (!placed_is(specifier))
        return true;
    if (placed_split(specifier, &place, &text)) {
        out->specifier = text;
        *reason = STR("createRequire is given a place whose folder has links in it, or is not there");
        return find_base(a, tree, file, place, &out->from);
    }
    *reason = STR("the place that the file computes from its own is not followed");
    if (!evaluate(a, file, specifier, &v))
        return false;
    out->specifier = v.is_url ? url_text(a, &v.url) : v.path;
    return true;
}

void placed_import_resolve(struct arena *a, struct resolver *r, struct str file, struct str specifier,
                           enum import_kind kind, enum node_major major, struct resolution *out)
{
    struct placed_question question;
    struct str reason = {0};

    if (placed_import_question(a, resolver_tree(r), file, specifier, &question, &reason))
        resolve_specifier(r, question.from, question.specifier, kind, major, out);
    else
        *out = (struct resolution){.outcome = RESOLVE_NOT_UNDERSTOOD, .reason = reason};
}
