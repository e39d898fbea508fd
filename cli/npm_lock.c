#include "cli/npm_lock.h"

#include "analyzer/audit.h"
#include "analyzer/base/fsread.h"
#include "analyzer/base/jdoc.h"
#include "analyzer/base/limits.h"
#include "analyzer/base/strbuf.h"
#include "cli/file_out.h"
#include "cli/scratch_folder.h"

static enum err write_manifest(struct arena *a, struct str folder, struct str name, struct str version,
                               struct error *why)
{
    struct strbuf text;

    strbuf_init(&text, a);
    strbuf_put_c(&text, "{\"private\":true,\"dependencies\":{");
    jdoc_write_str(&text, name);
    strbuf_put_char(&text, ':');
    jdoc_write_str(&text, version);
    strbuf_put_c(&text, "}}\n");
    return file_replace(scratch_folder_file(a, folder, "package.json").ptr, strbuf_text(&text), why);
}

/* npm's own words: "No matching version found for x@9.0.0." of "npm error notarget No matching ...". */
static struct str reason_in(struct str errors)
{
    static const struct str starts[] = {STR_INIT("npm error "), STR_INIT("npm ERR! ")};
    size_t end = 0;

    for (size_t at = 0; at < errors.len; at = end + 1) {
        struct str line = {0};
        end = str_find(errors, STR("\n"), at);
        line = str_slice(errors, at, end);
        for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
            struct str rest = {0};
            if (!str_starts(line, starts[i]))
                continue;
            rest = str_slice(line, starts[i].len, line.len);
            if (str_starts(rest, STR("code ")))
                continue;
            at = str_find(rest, STR(" "), 0);
            return at < rest.len ? str_slice(rest, at + 1, rest.len) : rest;
        }
    }
    end = str_find(errors, STR("\n"), 0);
    return end > 0 ? str_slice(errors, 0, end) : STR("npm does not say why");
}

enum err npm_lock_make(struct arena *a, const char *spec, struct npm_lock *out, struct error *why)
{
    char program[] = "npm";
    char task[] = "install";
    char prefix[] = "--prefix";
    char lock_only[] = "--package-lock-only";
    char no_scripts[] = "--ignore-scripts";
    char no_audit[] = "--no-audit";
    char no_fund[] = "--no-fund";
    char plain[] = "--no-color";
    char *words[] = {program, task, prefix, NULL, lock_only, no_scripts, no_audit, no_fund, plain, NULL};
    struct str name = {0};
    struct str version = {0};
    struct str errors = {0};
    struct str said = {0};
    struct strbuf subject;
    bool success = false;
    enum err e = audit_parse_spec(str_from(spec), &name, &version, why);

    if (e == OK)
        e = scratch_folder_new(a, &out->folder, why);
    if (e == OK)
        e = write_manifest(a, out->folder, name, version, why);
    if (e != OK)
        return e;
    words[3] = str_to_c(a, out->folder);
    errors = scratch_folder_file(a, out->folder, "errors");
    out->file = scratch_folder_file(a, out->folder, "package-lock.json");
    e = scratch_run(words, NULL, errors.ptr, &success, why);
    if (e == OK && !success) {
        if (fs_read(a, errors.ptr, LIMIT_MANIFEST_BYTES, &said, NULL) == OK)
            said = reason_in(said);
        e = error_set(why, ERR_NOT_FOUND, "%s: npm finds no way to install it: %.*s", spec, STR_ARG(said));
    }
    strbuf_init(&subject, a);
    strbuf_printf(&subject, "%s with what it needs", spec);
    out->subject = strbuf_text(&subject);
    return e;
}
