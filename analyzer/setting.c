#include "analyzer/setting.h"

#include <string.h>
#include <time.h>

#include "analyzer/base/datadir.h"
#include "analyzer/base/fsread.h"
#include "analyzer/base/limits.h"
#include "analyzer/base/strbuf.h"
#include "analyzer/package/path.h"
#include "rules/policy_lock.h"

/* The folder to start from: the target, or the folder that it is in. */
static struct str folder_of_target(struct arena *run, struct str target)
{
    return fs_kind(str_to_c(run, target)) == FS_DIR ? target : path_folder(target);
}

/* The nearest folder with a package.json, from `folder` upwards; `folder` itself when there is none. */
static struct str nearest_root(struct arena *run, struct str folder)
{
    struct str at = folder;

    for (;;) {
        enum fs_kind kind = fs_kind_followed(path_join(run, at, STR("package.json")).ptr);
        if (kind != FS_MISSING)
            return at;
        if (at.len <= 1)
            return folder;
        at = path_folder(at);
    }
}

static bool is_inside(struct str root, struct str path)
{
    return str_eq(root, STR("/")) || (str_starts(path, root) && (path.len == root.len || path.ptr[root.len] == '/'));
}

static enum err find_root(struct arena *run, const struct analysis_request *request, struct setting *out,
                          struct error *why)
{
    enum err e = OK;

    if (request->root == NULL) {
        out->root = nearest_root(run, folder_of_target(run, out->target));
        return OK;
    }
    e = fs_realpath(run, request->root, &out->root, why);
    if (e != OK)
        return e;
    if (fs_kind(str_to_c(run, out->root)) != FS_DIR)
        return error_set(why, ERR_USAGE, "the root %s is no folder", request->root);
    if (!is_inside(out->root, out->target))
        return error_set(why, ERR_USAGE, "%s is not inside the root %s",
                         request->target != NULL ? request->target : "the current folder", request->root);
    return OK;
}

const char *setting_lock_file(struct arena *run, const char *policy)
{
    struct str name = str_from(policy);
    struct strbuf lock;

    strbuf_init(&lock, run);
    strbuf_put(&lock, str_ends(name, STR(".json")) ? str_slice(name, 0, name.len - 5) : name);
    strbuf_put_c(&lock, ".lock.json");
    return strbuf_text(&lock).ptr;
}

struct str setting_today(struct arena *run)
{
    char text[sizeof("YYYY-MM-DD") + 8] = {0};
    time_t now = time(NULL);
    struct tm day = {0};

    (void)gmtime_r(&now, &day);
    (void)strftime(text, sizeof(text), "%Y-%m-%d", &day);
    return str_dup(run, str_from(text));
}

/* A policy inside the root is named relative to it, so that a report does not depend on where that is. */
static struct str policy_name(struct arena *run, struct str root, const char *file)
{
    struct str real = {0};

    if (fs_realpath(run, file, &real, NULL) == OK && is_inside(root, real) && real.len > root.len + 1)
        return str_slice(real, root.len == 1 ? 1 : root.len + 1, real.len);
    return str_dup(run, str_from(file));
}

static void add_text(struct arena *run, struct setting *out, const char *file, struct str text)
{
    vec_push(run, &out->policy_texts, (struct setting_text){policy_name(run, out->root, file), text});
}

/* Reads the lock file of the policy `file`, which need not exist, if there is one. */
static enum err find_lock(struct arena *run, const struct analysis_request *request, struct setting *out,
                          const char *policy, struct error *why)
{
    const char *file = setting_lock_file(run, policy);
    struct str text = {0};
    struct str real = {0};
    enum err e = OK;

    if (request->no_lock || fs_kind(file) == FS_MISSING)
        return OK;
    e = fs_realpath(run, file, &real, why);
    if (e == OK)
        e = fs_read(run, str_to_c(run, real), LIMIT_MANIFEST_BYTES, &text, why);
    if (e != OK)
        return e;
    add_text(run, out, file, text);
    return policy_lock_load(run, policy_name(run, out->root, file), text, &out->policy, why);
}

static enum err find_policy(struct arena *run, const struct analysis_request *request, struct setting *out,
                            struct error *why)
{
    const char *file = request->policy_file;
    struct str text = {0};
    struct str real = {0};
    enum err e = OK;

    policy_default(&out->policy);
    if (request->no_policy)
        return OK;
    if (file == NULL) {
        file = path_join(run, out->root, STR("cordon.json")).ptr;
        if (fs_kind(file) == FS_MISSING)
            return find_lock(run, request, out, file, why);
    }
    e = fs_realpath(run, file, &real, why);
    if (e == OK)
        e = fs_read(run, str_to_c(run, real), LIMIT_MANIFEST_BYTES, &text, why);
    if (e == OK) {
        add_text(run, out, file, text);
        e = policy_load(run, policy_name(run, out->root, file), text, setting_today(run), &out->policy, why);
    }
    return e == OK ? find_lock(run, request, out, file, why) : e;
}

static enum err find_tables(struct arena *run, const char **out, struct error *why)
{
    struct str data = {0};
    enum err e = datadir_find(run, &data, why);

    if (e == OK)
        *out = path_join(run, data, STR("rules/effects")).ptr;
    return e;
}

enum err setting_load_table(struct arena *run, const struct api_table **out, struct error *why)
{
    const char *folder = NULL;
    enum err e = find_tables(run, &folder, why);

    return e == OK ? api_table_load(run, folder, out, why) : e;
}

enum err setting_digest_table(struct arena *run, struct digest *out)
{
    const char *folder = NULL;
    enum err e = find_tables(run, &folder, NULL);

    return e == OK ? api_table_digest_folder(folder, out) : e;
}

enum err setting_add_conditions(struct arena *run, const char *conditions, struct policy *policy, struct error *why)
{
    struct str bad = {0};

    if (conditions == NULL || policy_add_conditions(run, str_from(conditions), policy, &bad) == OK)
        return OK;
    return error_set(why, ERR_USAGE, "--conditions %s: \"%.*s\" is no condition's name", conditions, STR_ARG(bad));
}

enum err setting_find(struct arena *run, const struct analysis_request *request, struct setting *out, struct error *why)
{
    enum err e = fs_realpath(run, request->target == NULL ? "." : request->target, &out->target, why);

    if (e == OK)
        e = find_root(run, request, out, why);
    if (e == OK)
        e = find_policy(run, request, out, why);
    return e == OK ? setting_add_conditions(run, request->conditions, &out->policy, why) : e;
}

enum err setting_load(struct arena *run, const struct analysis_request *request, struct setting *out, struct error *why)
{
    enum err e = setting_find(run, request, out, why);

    return e == OK ? setting_load_table(run, &out->table, why) : e;
}
