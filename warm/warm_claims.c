#include "warm/warm_claims.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_NAME "cordon-2.claims"

static void forget(struct warm_claims *c)
{
    arena_reset(&c->memory);
    memset(&c->digests, 0, sizeof(c->digests));
    map_init(&c->held, &c->memory);
}

void warm_claims_open(struct warm_claims *c, int folder_fd)
{
    *c = (struct warm_claims){.fd = -1};
    if (folder_fd >= 0)
        c->fd = openat(folder_fd, FILE_NAME, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    forget(c);
}

static uint64_t number_of(const struct digest *digest)
{
    uint64_t number = 0;

    memcpy(&number, digest->bytes, sizeof(number));
    return number;
}

/* A lock of the open file, and not of the process: it survives the closing of other descriptors. */
static bool lock_byte(const struct warm_claims *c, const struct digest *digest)
{
    struct flock lock = {
        .l_type = F_WRLCK,
        .l_whence = SEEK_SET,
        .l_start = (off_t)(number_of(digest) >> 2),
        .l_len = 1,
    };

    return c->fd < 0 || fcntl(c->fd, F_OFD_SETLK, &lock) == 0 || (errno != EAGAIN && errno != EACCES);
}

enum warm_claim warm_claims_take(struct warm_claims *c, struct str integrity)
{
    struct digest digest = digest_of(integrity);
    uint32_t index = 0;

    if (map_get(&c->held, number_of(&digest), &index) && digest_eq(&c->digests.items[index], &digest))
        return WARM_CLAIM_OWN;
    if (!lock_byte(c, &digest))
        return WARM_CLAIM_OTHERS;
    map_put(&c->held, number_of(&digest), c->digests.len);
    vec_push(&c->memory, &c->digests, digest);
    return WARM_CLAIM_NEW;
}

void warm_claims_release(struct warm_claims *c)
{
    struct flock all = {.l_type = F_UNLCK, .l_whence = SEEK_SET};

    if (c->fd >= 0)
        (void)fcntl(c->fd, F_OFD_SETLK, &all);
    forget(c);
}

void warm_claims_close(struct warm_claims *c)
{
    if (c->fd >= 0)
        (void)close(c->fd);
    arena_reset(&c->memory);
}
