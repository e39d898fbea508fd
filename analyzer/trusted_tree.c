#include "analyzer/trusted_tree.h"

#include "analyzer/answers.h"
#include "analyzer/audit_fetch.h"
#include "analyzer/base/fsread.h"
#include "analyzer/base/limits.h"
#include "analyzer/base/strbuf.h"
#include "analyzer/package/path.h"
#include "analyzer/package/tarball_tree.h"
#include "analyzer/package_tree.h"
#include "npm/integrity.h"
#include "npm/lock.h"

VEC_TYPE(struct str, trusted_folders);

/* A package of the lock file that is installed. */
struct trusted_package {
    const struct lock_package *lock;
    struct str folder; /* absolute */
    bool installed;    /* it comes from no registry: it is read where it is installed */
    bool opened;
    bool wanted; /* to be opened */
    struct tarball files;
};

struct trusted_tree {
    struct arena *run;
    struct str root;
    const struct platform *platform;
    struct store *store;
    struct lock lock;
    VEC(struct trusted_package) packages; /* by place */
    struct file_tree_source disk;
    struct tarball_tree *tree;
    uint32_t rounds; /* in which packages were opened because of files read in vain */
};

/* --- what the store knows --- */

static bool find_known(struct trusted_tree *t, struct trusted_package *package)
{
    struct str integrity = package->lock->integrity;
    struct alias alias = {0};

    /* Only a SHA-512 is a name that nobody can give to two archives. */
    return integrity_strongest(integrity) == INTEGRITY_SHA512 &&
           answers_find_alias(t->store, integrity, t->run, &alias) && alias.state == ALIAS_READ &&
           package_tree_find(t->run, t->store, &alias.content, &package->files);
}

/* So that the next run need not open it. */
static void remember(struct trusted_tree *t, const struct trusted_package *package, struct str bytes)
{
    struct alias alias = {.state = ALIAS_READ,
                          .name = package_tree_manifest_text(t->run, &package->files, "name"),
                          .version = package_tree_manifest_text(t->run, &package->files, "version")};
    struct digest key;
    struct answers_record record;

    if (t->store == NULL)
        return;
    alias.content = package_tree_content(&package->files);
    key = package_tree_key(&alias.content);
    t->store->put(t->store->payload, STORE_TREE, &key, package_tree_record(t->run, &package->files));
    record = answers_alias_record(t->run, integrity_of(t->run, bytes), &alias);
    t->store->put(t->store->payload, record.kind, &record.key, record.bytes);
}

/* --- opening --- */

static enum err open_package(struct trusted_tree *t, struct trusted_package *package,
                             const struct registry_tarball *got, struct error *why)
{
    const struct lock_package *lock = package->lock;
    struct tarball_refusal refusal = {0};
    enum tarball_outcome outcome = TARBALL_OK;

    if (got->e != OK) {
        *why = got->why;
        return got->e;
    }
    outcome = tarball_read(t->run, got->bytes, &package->files, &refusal);
    if (outcome != TARBALL_OK)
        return error_set(why, ERR_FORMAT, "%.*s@%.*s: its archive is not read: %.*s %.*s", STR_ARG(lock->name),
                         STR_ARG(lock->version), STR_ARG(refusal.entry), STR_ARG(refusal.reason));
    package->opened = true;
    package->wanted = false;
    remember(t, package, got->bytes);
    return OK;
}

/* Opens those that are wanted. */
static enum err open_wanted(struct trusted_tree *t, struct error *why)
{
    struct registry *registry = NULL;
    VEC(struct registry_wish) wishes = {0};
    VEC(struct trusted_package *) which = {0};
    struct registry_tarball *got = NULL;
    enum err e = OK;

    for (uint32_t i = 0; i < t->packages.len; i++) {
        struct trusted_package *package = &t->packages.items[i];
        const struct lock_package *lock = package->lock;
        if (!package->wanted)
            continue;
        vec_push(t->run, &wishes, (struct registry_wish){lock->name, lock->version, lock->integrity, lock->resolved});
        vec_push(t->run, &which, package);
    }
    if (wishes.len == 0)
        return OK;
    e = audit_registry(t->run, t->root, &registry, why);
    if (e != OK)
        return e;
    got = arena_array(t->run, wishes.len, sizeof(*got));
    registry_fetch(registry, wishes.items, wishes.len, got);
    registry_free(registry);
    for (uint32_t i = 0; e == OK && i < which.len; i++)
        e = open_package(t, which.items[i], &got[i], why);
    return e;
}

/* --- what is read where it is installed --- */

/* What is in a package's folder, without the packages in it. */
static enum err read_folder(struct trusted_tree *t, struct trusted_package *package, struct str below,
                            struct trusted_folders *todo, struct error *why)
{
    struct str folder = below.len == 0 ? package->folder : path_join(t->run, package->folder, below);
    struct fs_entries entries = {0};
    enum err e = fs_list(t->run, folder.ptr, LIMIT_FOLDER_ENTRIES, &entries, why);

    for (uint32_t i = 0; e == OK && i < entries.len; i++) {
        struct str name = entries.items[i].name;
        struct tarball_file file = {.path = below.len == 0 ? name : path_join(t->run, below, name)};
        if (entries.items[i].kind == FS_DIR && !str_eq(name, STR("node_modules")))
            vec_push(t->run, todo, file.path);
        if (entries.items[i].kind == FS_DIR)
            continue;
        if (entries.items[i].kind != FS_FILE || package->files.files.len == LIMIT_PROGRAM_FILES)
            return error_set(why, ERR_FORMAT,
                             "%.*s/%.*s is no regular file, or one of too many: check without --trust-lock",
                             STR_ARG(package->lock->place), STR_ARG(file.path));
        e = fs_read(t->run, path_join(t->run, folder, name).ptr, LIMIT_SOURCE_BYTES, &file.bytes, why);
        vec_push(t->run, &package->files.files, file);
    }
    return e;
}

static enum err read_installed(struct trusted_tree *t, struct trusted_package *package, struct error *why)
{
    struct trusted_folders todo = {0};
    struct str real = {0};
    enum err e = fs_realpath(t->run, package->folder.ptr, &real, NULL);

    if (e != OK)
        return error_set(
            why, ERR_NOT_FOUND,
            "%.*s comes from no registry (%.*s), and is not installed: --trust-lock cannot tell what it is",
            STR_ARG(package->lock->name), STR_ARG(package->lock->resolved));
    vec_push(t->run, &todo, (struct str){0});
    for (uint32_t i = 0; e == OK && i < todo.len; i++)
        e = read_folder(t, package, todo.items[i], &todo, why);
    package->opened = true;
    return e;
}

/* --- the tree --- */

static void build(struct trusted_tree *t)
{
    t->tree = tarball_tree_new(t->run, &t->disk);
    for (uint32_t i = 0; i < t->packages.len; i++)
        tarball_tree_mount(t->tree, t->packages.items[i].folder, &t->packages.items[i].files);
    for (uint32_t i = 0; i < t->lock.links.len; i++) {
        const struct lock_link *link = &t->lock.links.items[i];
        tarball_tree_add_link(t->tree, path_resolve(t->run, t->root, link->place),
                              path_resolve(t->run, t->root, t->lock.packages.items[link->to].place));
    }
}

static enum err list_packages(struct trusted_tree *t, struct error *why)
{
    const bool *left_out = t->platform == NULL ? arena_array(t->run, t->lock.packages.len, sizeof(bool))
                                               : lock_left_out(t->run, &t->lock, t->platform);
    enum err e = OK;

    for (uint32_t i = 0; i < t->lock.packages.len; i++) {
        const struct lock_package *lock = &t->lock.packages.items[i];
        struct trusted_package package = {.lock = lock};
        if (left_out[i] || lock->source == LOCK_LOCAL || lock->source == LOCK_BUNDLED)
            continue;
        package.folder = str_dup(t->run, path_resolve(t->run, t->root, lock->place));
        package.installed = lock->source == LOCK_OTHER;
        package.wanted = !package.installed && !find_known(t, &package);
        if (package.installed)
            e = read_installed(t, &package, why);
        if (e != OK)
            return e;
        vec_push(t->run, &t->packages, package);
    }
    return OK;
}

enum err trusted_tree_new(struct arena *run, struct str root, const struct platform *platform, struct store *store,
                          struct trusted_tree **out, struct error *why)
{
    struct trusted_tree *t = arena_new(run, struct trusted_tree);
    struct str lock = lock_find(run, root);
    enum err e = OK;

    *t =
        (struct trusted_tree){.run = run, .root = root, .platform = platform, .store = store, .disk = file_tree_disk()};
    if (lock.len == 0)
        return error_set(why, ERR_NOT_FOUND, "there is no lock file in %.*s that could be believed", STR_ARG(root));
    e = lock_read(run, root, lock, &t->lock, why);
    if (e == OK && t->lock.format != LOCK_NPM)
        e = error_set(why, ERR_USAGE,
                      "%.*s does not say where packages stand, as npm's lock files do: check without --trust-lock",
                      STR_ARG(lock));
    if (e == OK)
        e = list_packages(t, why);
    if (e == OK)
        e = open_wanted(t, why);
    if (e == OK)
        build(t);
    *out = t;
    return e;
}

struct file_tree_source trusted_tree_source(struct trusted_tree *t)
{
    return tarball_tree_source(t->tree);
}

/* The package in whose folder the file is, packages inside of it not counted; NULL. */
static struct trusted_package *package_of_file(struct trusted_tree *t, struct str path)
{
    struct trusted_package *best = NULL;

    for (uint32_t i = 0; i < t->packages.len; i++) {
        struct str folder = t->packages.items[i].folder;
        if (str_starts(path, folder) && path.len > folder.len && path.ptr[folder.len] == '/' &&
            (best == NULL || best->folder.len < folder.len))
            best = &t->packages.items[i];
    }
    return best;
}

enum err trusted_tree_open_asked(struct trusted_tree *t, bool *more, struct error *why)
{
    struct str path = {0};
    enum err e = OK;

    *more = false;
    for (uint32_t at = 0; tarball_tree_asked(t->tree, &at, &path);) {
        package_of_file(t, path)->wanted = true;
        *more = true;
    }
    if (!*more)
        return OK;
    /* What such files import was not found either: rather than round by round, the second time all are opened. */
    for (uint32_t i = 0; t->rounds > 0 && i < t->packages.len; i++)
        t->packages.items[i].wanted = !t->packages.items[i].opened;
    t->rounds++;
    e = open_wanted(t, why);
    if (e == OK)
        build(t);
    return e;
}

uint32_t trusted_tree_opened(const struct trusted_tree *t)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < t->packages.len; i++)
        count += t->packages.items[i].opened;
    return count;
}

struct str trusted_tree_assumption(const struct trusted_tree *t)
{
    struct strbuf text;

    strbuf_init(&text, t->run);
    strbuf_printf(&text, "node_modules is what npm ci --ignore-scripts writes from %.*s", STR_ARG(t->lock.file));
    if (t->platform != NULL) {
        strbuf_put_c(&text, " on ");
        platform_put(&text, t->platform);
    }
    return strbuf_text(&text);
}
