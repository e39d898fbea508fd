/*
 * http.h - fetching over HTTP and HTTPS: the only module that knows libcurl.
 *
 * libcurl and its thirty libraries are loaded when the first client is made, so that commands that need no network
 * start without them. Redirects are not followed here: who asks decides whether and with which credentials.
 */
#ifndef CORDON_NPM_HTTP_H
#define CORDON_NPM_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/err.h"
#include "analyzer/base/str.h"

/* How to connect; every text may be empty. */
struct http_settings {
    struct str proxy;       /* for http: URLs; empty: as the environment says */
    struct str https_proxy; /* for https: URLs */
    struct str no_proxy;    /* hosts that are reached without, separated by commas */
    struct str ca_file;     /* certificates to trust instead of the system's */
    struct str ca;          /* the same as PEM text */
    bool insecure;          /* certificates are not checked */
    uint32_t timeout_ms;    /* for one answer as a whole */
};

struct http_request {
    struct str url;           /* http: or https: */
    struct str authorization; /* value of the header; empty: none is sent */
    struct str accept;        /* the same */
    bool compressed;          /* may the answer be compressed on the way? */
    uint64_t max;             /* bytes of the body */
};

struct http_response {
    enum err e;         /* ERR_IO: no answer, ERR_LIMIT: longer than `max`, ERR_FORMAT: cut short or no HTTP */
    struct str trouble; /* with an error: a phrase, "connection refused" */
    bool retry;         /* with an error: the same question may be answered later */
    uint32_t status;    /* 200, 404, ... */
    struct str body;
    struct str redirect; /* where a 3xx answer points to, absolute; or empty */
};

struct http;

/* A client; everything it gives lives in `a`. ERR_NOT_FOUND when libcurl is not installed. */
enum err http_new(struct arena *a, const struct http_settings *settings, struct http **out,
                  struct error *why) NODISCARD;
void http_free(struct http *h);

/* Asks all `count` questions, several at once; the answer to `requests[i]` is in `responses[i]`. */
void http_get(struct http *h, const struct http_request *requests, uint32_t count, struct http_response *responses);

#endif
