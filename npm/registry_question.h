/*
 * registry_question.h - what the files of the registry's client share: questions, and what is said of bad answers.
 */
#ifndef CORDON_NPM_REGISTRY_QUESTION_H
#define CORDON_NPM_REGISTRY_QUESTION_H

#include "npm/http.h"
#include "npm/registry.h"

struct registry {
    struct arena *arena;
    const struct npmrc *rc;
    struct http_settings settings;
    struct http *http;
    struct str fallback;  /* the default registry, once it was needed */
    struct str npm_cache; /* the folder of npm's own cache, or empty */
};

/* One question on its way through redirects and repetitions. */
struct registry_question {
    struct http_request request;
    struct http_response answer;
    uint32_t redirects;
    uint32_t retries;
    bool done;
};

struct registry_question registry_question_about(struct registry *r, struct str url, uint64_t max);
/* Asks all questions until each has its answer. */
void registry_ask(struct registry *r, struct registry_question *questions, uint32_t count);
/* The sentence for an answer that is of no use; `what` is "x@1.0.0" or "x". */
enum err registry_complain(const struct registry_question *q, struct str what, struct error *why);

#endif
