/*
 * key_file.h - keys as files: one line of text, so that they can be looked at, compared and mailed.
 *
 *   secret = "cordon-secret-key-1 " hex{128} "\n"       readable by its owner alone
 *   public = "cordon-public-key-1 " hex{64} "\n"
 */
#ifndef CORDON_CACHE_KEY_FILE_H
#define CORDON_CACHE_KEY_FILE_H

#include "analyzer/base/err.h"
#include "analyzer/base/signature.h"

/* Writes a new secret key to `path` and its public half to `path`.pub. ERR_USAGE when one of them is there already. */
enum err key_file_make(const char *path, struct error *why) NODISCARD;
/* ERR_FORMAT when it is no secret key, ERR_USAGE when others can read it. */
enum err key_file_secret(const char *path, struct secret_key *out, struct error *why) NODISCARD;
/* ERR_FORMAT when it is no public key. */
enum err key_file_public(const char *path, struct public_key *out, struct error *why) NODISCARD;

#endif
