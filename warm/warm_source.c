#include "warm/warm_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/base/fsread.h"
#include "analyzer/base/limits.h"
#include "analyzer/package/path.h"
#include "npm/lock.h"
#include "npm/registry.h"
#include "warm/warm_cacache.h"
#include "warm/warm_feed.h"

enum { LINE_MAX_BYTES = 16 * 1024 };

/* What is being read: a folder or a list; those that it led to are above it. */
struct frame {
    struct frame *below;
    struct arena memory;
    struct str path;
    struct fs_entries entries; /* of a folder */
    uint32_t at;
    FILE *list; /* or a list */
    uint32_t line;
    struct lock *lock;  /* or a lock file */
    bool cacache;       /* a folder of the index of npm's cache */
    struct str content; /* then its content's folder */
};

struct warm_sources {
    const char *const *words;
    uint32_t count;
    uint32_t at;
    const struct warm_cursors *cursors;
    struct frame *top;
    struct arena job;
    struct arena feed_memory;
    struct warm_feed *feed; /* the one that was opened last */
    struct str feed_url;
    bool feeding;
};

struct warm_sources *warm_sources_new(const char *const *words, uint32_t count, const struct warm_cursors *cursors)
{
    struct warm_sources *s = calloc(1, sizeof(*s));

    if (s == NULL)
        abort();
    s->words = words;
    s->count = count;
    s->cursors = cursors;
    return s;
}

static void pop(struct warm_sources *s)
{
    struct frame *frame = s->top;

    s->top = frame->below;
    if (frame->list != NULL && frame->list != stdin)
        (void)fclose(frame->list);
    arena_reset(&frame->memory);
    free(frame);
}

void warm_sources_free(struct warm_sources *s)
{
    while (s->top != NULL)
        pop(s);
    warm_feed_free(s->feed);
    arena_reset(&s->feed_memory);
    arena_reset(&s->job);
    free(s);
}

static struct frame *push(struct warm_sources *s, struct str path)
{
    struct frame *frame = calloc(1, sizeof(*frame));

    if (frame == NULL)
        abort();
    frame->path = str_dup(&frame->memory, path);
    frame->below = s->top;
    s->top = frame;
    return frame;
}

bool warm_is_archive(struct str path)
{
    return str_ends(path, STR(".tgz")) || str_ends(path, STR(".tar.gz"));
}

/* True when `word` is NAME@VERSION; `*name` and `*version` borrow it. */
static bool warm_is_package(struct str word, struct str *name, struct str *version)
{
    size_t at = str_find_last(word, '@');

    if (at == 0 || at >= word.len)
        return false;
    *name = str_slice(word, 0, at);
    *version = str_slice(word, at + 1, word.len);
    return registry_name_ok(*name) && registry_version_ok(*version);
}

static enum err push_folder(struct warm_sources *s, struct str path, struct error *why)
{
    struct frame *frame = push(s, path);
    enum err e = fs_list(&frame->memory, frame->path.ptr, LIMIT_FOLDER_ENTRIES, &frame->entries, why);

    if (e != OK)
        pop(s);
    return e;
}

static enum err push_list(struct warm_sources *s, struct str path, struct error *why)
{
    struct frame *frame = push(s, path);

    frame->list = str_eq(path, STR("-")) ? stdin : fopen(frame->path.ptr, "re");
    if (frame->list != NULL)
        return OK;
    (void)error_sys(why, "%s", frame->path.ptr);
    pop(s);
    return why->code;
}

static enum err push_lock(struct warm_sources *s, struct str folder, struct str name, struct error *why)
{
    struct frame *frame = push(s, folder);
    enum err e = OK;

    frame->lock = arena_new(&frame->memory, struct lock);
    e = lock_read(&frame->memory, frame->path, str_dup(&frame->memory, name), frame->lock, why);
    if (e != OK)
        pop(s);
    return e;
}

static bool is_lock_name(struct str name)
{
    static const char *const names[] = {"package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (str_eq(name, str_from(names[i])))
            return true;
    return false;
}

/* Folders of npm's cache, from the user's words: the cache itself, or what it is in. */
static enum err push_cacache(struct warm_sources *s, struct str folder, struct error *why)
{
    enum err e = push_folder(s, path_join(&s->job, folder, STR("index-v5")), why);

    if (e == OK) {
        s->top->cacache = true;
        s->top->content = path_join(&s->top->memory, folder, STR("content-v2"));
    }
    return e;
}

static bool is_cacache(struct arena *a, struct str folder)
{
    return fs_kind_followed(path_join(a, folder, STR("index-v5")).ptr) == FS_DIR &&
           fs_kind_followed(path_join(a, folder, STR("content-v2")).ptr) == FS_DIR;
}

static enum err open_folder(struct warm_sources *s, struct str path, struct error *why)
{
    struct str inner = path_join(&s->job, path, STR("_cacache"));

    struct str lock = {0};

    if (is_cacache(&s->job, path))
        return push_cacache(s, path, why);
    if (is_cacache(&s->job, inner))
        return push_cacache(s, inner, why);
    lock = lock_find(&s->job, path);
    return lock.len > 0 ? push_lock(s, path, lock, why) : push_folder(s, path, why);
}

static void open_feed(struct warm_sources *s, struct str url)
{
    if (s->cursors == NULL)
        return;
    warm_feed_free(s->feed);
    s->feed_url = str_dup(&s->feed_memory, url);
    s->feed = warm_feed_new(url, s->cursors->get(s->cursors->payload, url, &s->job));
    s->feeding = true;
}

bool warm_sources_cursor(const struct warm_sources *s, struct str *url, struct str *sequence)
{
    if (s->feed == NULL)
        return false;
    *url = s->feed_url;
    *sequence = warm_feed_cursor(s->feed);
    return sequence->len > 0;
}

static bool next_of_feed(struct warm_sources *s, struct warm_job *out, struct error *why)
{
    enum warm_next next = warm_feed_next(s->feed, out, why);

    /* A page that cannot be had ends the feed for this run; a package that cannot be asked for does not. */
    s->feeding = next != WARM_NEXT_END && (next != WARM_NEXT_ERROR || warm_feed_goes_on(s->feed));
    return next == WARM_NEXT_JOB;
}

/* Makes a job of the word, or a frame: true with a job. */
static bool open_word(struct warm_sources *s, struct str word, struct warm_job *out, struct error *why)
{
    struct str path = str_dup(&s->job, word);
    struct str real = {0};

    if (str_starts(word, STR("changes+"))) {
        open_feed(s, str_slice(word, sizeof("changes+") - 1, word.len));
        return false;
    }
    if (str_eq(word, STR("-"))) {
        (void)push_list(s, word, why);
        return false;
    }
    switch (fs_kind_followed(path.ptr)) {
    case FS_DIR:
        if (fs_realpath(&s->job, path.ptr, &real, why) == OK)
            (void)open_folder(s, real, why);
        return false;
    case FS_FILE:
        if (fs_realpath(&s->job, path.ptr, &real, why) != OK)
            return false;
        if (is_lock_name(path_name(path))) {
            (void)push_lock(s, str_dup(&s->job, path_folder(real)), path_name(real), why);
            return false;
        }
        if (!warm_is_archive(path)) {
            (void)push_list(s, path, why);
            return false;
        }
        *out = (struct warm_job){.path = real};
        return true;
    case FS_MISSING:
        *out = (struct warm_job){0};
        if (warm_is_package(path, &out->name, &out->version))
            return true;
        (void)error_set(why, ERR_NOT_FOUND, "%s is no file, no folder and no NAME@VERSION", path.ptr);
        return false;
    case FS_LINK:
    case FS_OTHER:
        break;
    }
    (void)error_set(why, ERR_IO, "%s is no file and no folder", path.ptr);
    return false;
}

/* One entry of a folder. */
static bool next_of_folder(struct warm_sources *s, struct warm_job *out, struct error *why)
{
    struct frame *frame = s->top;
    const struct fs_entry *entry = &frame->entries.items[frame->at++];
    struct str path = path_join(&s->job, frame->path, entry->name);

    if (entry->kind == FS_DIR) {
        bool cacache = frame->cacache;
        struct str content = frame->content;

        if (push_folder(s, path, why) == OK) {
            s->top->cacache = cacache;
            s->top->content = content;
        }
        return false;
    }
    if (entry->kind != FS_FILE)
        return false;
    if (frame->cacache)
        return warm_cacache_entry(&s->job, path, frame->content, out);
    *out = (struct warm_job){.path = path};
    return warm_is_archive(path);
}

/* One package of a lock file. What is not from a registry is the project's own business. */
static bool next_of_lock(struct frame *frame, struct warm_job *out)
{
    const struct lock_package *package = &frame->lock->packages.items[frame->at++];

    if (package->source != LOCK_REGISTRY)
        return false;
    *out = (struct warm_job){.name = package->name,
                             .version = package->version,
                             .integrity = package->integrity,
                             .resolved = package->resolved};
    return true;
}

/* One line of a list. */
static bool next_of_list(struct warm_sources *s, struct warm_job *out, struct error *why)
{
    char *line = arena_alloc(&s->job, LINE_MAX_BYTES);
    struct str words[2] = {{0}};
    char *rest = NULL;
    uint32_t count = 0;

    if (fgets(line, LINE_MAX_BYTES, s->top->list) == NULL) {
        pop(s);
        return false;
    }
    s->top->line++;
    line[strcspn(line, "#\r\n")] = '\0';
    for (char *word = strtok_r(line, " \t", &rest); word != NULL && count < 2; word = strtok_r(NULL, " \t", &rest))
        words[count++] = str_from(word);
    if (count == 0)
        return false;
    *out = (struct warm_job){0};
    if (!warm_is_package(words[0], &out->name, &out->version))
        return open_word(s, words[0], out, why);
    out->integrity = words[1];
    return true;
}

enum warm_next warm_sources_next(struct warm_sources *s, struct warm_job *out, struct error *why)
{
    for (;;) {
        bool found = false;
        struct error trouble = {0};

        arena_reset(&s->job);
        if (s->top == NULL && s->at == s->count && !s->feeding)
            return WARM_NEXT_END;
        if (s->feeding)
            found = next_of_feed(s, out, &trouble);
        else if (s->top == NULL)
            found = open_word(s, str_from(s->words[s->at++]), out, &trouble);
        else if (s->top->list != NULL)
            found = next_of_list(s, out, &trouble);
        else if (s->top->lock != NULL && s->top->at < s->top->lock->packages.len)
            found = next_of_lock(s->top, out);
        else if (s->top->at < s->top->entries.len)
            found = next_of_folder(s, out, &trouble);
        else
            pop(s);
        if (trouble.code != OK) {
            *why = trouble;
            return WARM_NEXT_ERROR;
        }
        if (found)
            return WARM_NEXT_JOB;
    }
}
