/*
 * warm_watch.h - files that arrive in a folder and the folders below it (inotify).
 */
#ifndef CORDON_WARM_WARM_WATCH_H
#define CORDON_WARM_WARM_WATCH_H

#include "analyzer/base/err.h"
#include "analyzer/base/str.h"

struct warm_watch;

/* Who is told of files; both may be NULL. */
struct warm_listener {
    void (*arrived)(void *payload, struct str path);
    void *payload;
};

/*
 * Watches `folder` and all below it, and tells of every file that is there already. ERR_NOT_FOUND, ERR_IO, ERR_LIMIT
 * when the system has no more watches.
 */
enum err warm_watch_new(const char *folder, const struct warm_listener *present, struct warm_watch **out,
                        struct error *why) NODISCARD;
void warm_watch_free(struct warm_watch *w);
/* Readable when there is something to tell. */
int warm_watch_fd(const struct warm_watch *w);

/*
 * Tells of every file that was written completely or moved to its name since; of a folder that is new it tells all
 * that is in it, perhaps twice. `lost` is set when the system dropped events: then only looking at everything helps.
 */
void warm_watch_read(struct warm_watch *w, const struct warm_listener *listener, bool *lost);

#endif
