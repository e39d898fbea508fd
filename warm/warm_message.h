/*
 * warm_message.h - messages between the process that hands out work and those that do it.
 *
 *   message = length:u32 kind:u8 byte{length}
 *
 *   from the worker:   WARM_CLAIM integrity        may I judge this archive?
 *                      WARM_USED (kind:u8 key:32)* old records of the cache that were read, before a result
 *                      WARM_RESULT result record*  it is done
 *   to the worker:     WARM_JOB job
 *                      WARM_GO, WARM_SKIP          the answer to a claim
 */
#ifndef CORDON_WARM_WARM_MESSAGE_H
#define CORDON_WARM_WARM_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/strbuf.h"

enum warm_message { WARM_JOB, WARM_CLAIM, WARM_GO, WARM_SKIP, WARM_USED, WARM_RESULT, WARM_MESSAGE_COUNT };

/* Bytes on their way in. Freed by warm_inbox_free. */
struct warm_inbox {
    char *bytes;
    size_t len;
    size_t cap;
};

/* Sends one message; false when the other side is gone. */
bool warm_send(int fd, enum warm_message kind, struct str body);
/* Reads what is there, at least one byte; false at the end. */
bool warm_inbox_read(struct warm_inbox *in, int fd);
/* True when the inbox starts with a whole message; `*body` borrows it until warm_inbox_drop. */
bool warm_inbox_first(const struct warm_inbox *in, enum warm_message *kind, struct str *body);
/* Drops the first message. */
void warm_inbox_drop(struct warm_inbox *in);
/* Waits for a whole message. False at the end. */
bool warm_inbox_wait(struct warm_inbox *in, int fd, enum warm_message *kind, struct str *body);
void warm_inbox_free(struct warm_inbox *in);

#endif
