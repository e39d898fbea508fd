#include "analyzer/audit_fetch.h"

#include <unistd.h>

#include "analyzer/base/strbuf.h"

enum err audit_registry(struct arena *run, struct str folder, struct registry **out, struct error *why)
{
    struct npmrc *rc = arena_new(run, struct npmrc);
    enum err e = npmrc_load(run, folder, environ, rc, why);

    return e == OK ? registry_new(run, rc, out, why) : e;
}

enum err audit_mount(struct arena *run, struct tarball_tree *tree, struct str archive, struct audit_place *place,
                     struct error *why)
{
    struct tarball_refusal refusal = {0};
    struct tarball files = {0};
    enum tarball_outcome outcome = tarball_read(run, archive, &files, &refusal);
    struct strbuf text;

    if (outcome == TARBALL_OK) {
        tarball_tree_mount(tree, place->folder, &files);
        return OK;
    }
    if (outcome == TARBALL_TRUNCATED)
        return error_set(why, ERR_FORMAT, "%.*s%s%.*s: its archive is cut short", STR_ARG(place->name),
                         place->version.len > 0 ? "@" : "", STR_ARG(place->version));
    strbuf_init(&text, run);
    strbuf_put_c(&text, "its archive is not read: ");
    if (refusal.entry.len > 0)
        strbuf_printf(&text, "%.*s ", STR_ARG(refusal.entry));
    strbuf_put(&text, refusal.reason);
    place->not_analysed = strbuf_text(&text);
    place->not_analysed_rule = str_from(tarball_rule(outcome));
    return OK;
}
