#include "warm/warm_watch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "analyzer/base/fsread.h"
#include "analyzer/base/limits.h"
#include "analyzer/package/path.h"

enum { EVENTS_BYTES = 64 * 1024 };

struct warm_watch {
    struct arena memory;
    int fd;
    VEC(struct str) folders; /* by watch number */
};

static enum err watch_one(struct warm_watch *w, struct str folder, struct error *why)
{
    const uint32_t mask = IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_ONLYDIR;
    int number = inotify_add_watch(w->fd, folder.ptr, mask);

    if (number < 0 && errno == ENOSPC)
        return error_set(why, ERR_LIMIT, "%s: the system has no more watches (fs.inotify.max_user_watches)",
                         folder.ptr);
    if (number < 0)
        return error_sys(why, "watch %s", folder.ptr);
    while ((uint32_t)number >= w->folders.len)
        vec_push(&w->memory, &w->folders, (struct str){0});
    w->folders.items[number] = folder;
    return OK;
}

/* Watches the folder before it is listed, so that nothing falls between. */
static enum err watch_all(struct warm_watch *w, struct str top, const struct warm_listener *listener, struct error *why)
{
    VEC(struct str) todo = {0};

    vec_push(&w->memory, &todo, str_dup(&w->memory, top));
    for (uint32_t i = 0; i < todo.len; i++) {
        struct arena scratch = {0};
        struct fs_entries entries = {0};
        enum err e = watch_one(w, todo.items[i], why);

        if (e == OK)
            e = fs_list(&scratch, todo.items[i].ptr, LIMIT_FOLDER_ENTRIES, &entries, why);
        for (uint32_t k = 0; e == OK && k < entries.len; k++) {
            struct str path = path_join(&scratch, todo.items[i], entries.items[k].name);

            if (entries.items[k].kind == FS_DIR)
                vec_push(&w->memory, &todo, str_dup(&w->memory, path));
            else if (entries.items[k].kind == FS_FILE && listener->arrived != NULL)
                listener->arrived(listener->payload, path);
        }
        arena_reset(&scratch);
        if (e != OK)
            return e;
    }
    return OK;
}

enum err warm_watch_new(const char *folder, const struct warm_listener *present, struct warm_watch **out,
                        struct error *why)
{
    struct warm_watch *w = calloc(1, sizeof(*w));
    struct str real = {0};
    enum err e = OK;

    if (w == NULL)
        abort();
    w->fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    e = w->fd < 0 ? error_sys(why, "watch %s", folder) : fs_realpath(&w->memory, folder, &real, why);
    if (e == OK)
        e = watch_all(w, real, present, why);
    if (e == OK)
        *out = w;
    else
        warm_watch_free(w);
    return e;
}

void warm_watch_free(struct warm_watch *w)
{
    if (w == NULL)
        return;
    if (w->fd >= 0)
        (void)close(w->fd);
    arena_reset(&w->memory);
    free(w);
}

int warm_watch_fd(const struct warm_watch *w)
{
    return w->fd;
}

static void take_event(struct warm_watch *w, const struct inotify_event *event, const struct warm_listener *listener)
{
    struct arena scratch = {0};
    struct str path = {0};

    if (event->len == 0 || event->wd < 0 || (uint32_t)event->wd >= w->folders.len)
        return;
    path = path_join(&scratch, w->folders.items[event->wd], str_from(event->name));
    if ((event->mask & IN_ISDIR) != 0)
        (void)watch_all(w, path, listener, NULL); /* it may be gone again */
    else if ((event->mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) != 0)
        listener->arrived(listener->payload, path);
    arena_reset(&scratch);
}

void warm_watch_read(struct warm_watch *w, const struct warm_listener *listener, bool *lost)
{
    _Alignas(struct inotify_event) char bytes[EVENTS_BYTES];
    ssize_t got = 0;

    while ((got = read(w->fd, bytes, sizeof(bytes))) > 0) {
        for (char *at = bytes; at < bytes + got;) {
            struct inotify_event event;

            memcpy(&event, at, sizeof(event));
            if ((event.mask & IN_Q_OVERFLOW) != 0)
                *lost = true;
            take_event(w, (const struct inotify_event *)(const void *)at, listener);
            at += sizeof(event) + event.len;
        }
    }
}
