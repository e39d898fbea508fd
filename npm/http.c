#include "npm/http.h"

#include <assert.h>
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <dlfcn.h>
#include <stdlib.h>

#include "analyzer/base/strbuf.h"

enum {
    AT_ONCE = 8, /* open connections */
    CONNECT_SECONDS = 20,
    STALL_SECONDS = 30, /* with less than STALL_BYTES a second */
    STALL_BYTES = 10,
    WAIT_MS = 1000,
};

/* The functions that are used, by the names libcurl exports them under. */
#define CURL_FUNCTIONS(F)                                                                                      \
    F(curl_global_init)                                                                                        \
    F(curl_easy_init)                                                                                          \
    F(curl_easy_setopt)                                                                                        \
    F(curl_easy_getinfo)                                                                                       \
    F(curl_easy_cleanup)                                                                                       \
    F(curl_easy_strerror) F(curl_slist_append) F(curl_slist_free_all) F(curl_multi_init) F(curl_multi_cleanup) \
        F(curl_multi_add_handle) F(curl_multi_remove_handle) F(curl_multi_perform) F(curl_multi_poll)          \
            F(curl_multi_info_read)

#undef curl_easy_setopt
#undef curl_easy_getinfo

struct curl_functions {
#define F(name) __typeof__(&name) name;
    CURL_FUNCTIONS(F)
#undef F
};

struct http {
    struct arena *arena;
    const struct http_settings *settings;
    struct curl_functions curl;
    CURLM *multi;
};

/* One question under way. */
struct transfer {
    struct http *http;
    const struct http_request *request;
    struct http_response *response;
    CURL *easy;
    struct curl_slist *headers;
    struct strbuf body;
    bool too_long;
};

static enum err load_curl(struct curl_functions *out, struct error *why)
{
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    bool complete = library != NULL;

#define F(name) complete = complete && (*(void **)(void *)&out->name = dlsym(library, #name)) != NULL;
    CURL_FUNCTIONS(F)
#undef F
    if (!complete)
        return error_set(why, ERR_NOT_FOUND, "libcurl.so.4 is needed to ask a registry: install the package libcurl4");
    return OK;
}

enum err http_new(struct arena *a, const struct http_settings *settings, struct http **out, struct error *why)
{
    struct http *h = arena_new(a, struct http);
    enum err e = load_curl(&h->curl, why);

    if (e != OK)
        return e;
    h->arena = a;
    h->settings = settings;
    if (h->curl.curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || (h->multi = h->curl.curl_multi_init()) == NULL)
        return error_set(why, ERR_LIMIT, "libcurl cannot be started");
    *out = h;
    return OK;
}

void http_free(struct http *h)
{
    if (h != NULL)
        (void)h->curl.curl_multi_cleanup(h->multi);
}

static size_t take_body(char *bytes, size_t size, size_t count, void *payload)
{
    struct transfer *t = payload;
    size_t len = size * count; /* size is 1, says libcurl */

    if (t->body.len + len > t->request->max) {
        t->too_long = true;
        return 0;
    }
    strbuf_put(&t->body, (struct str){bytes, len});
    return len;
}

/* A header "name: value", unless the value is empty. */
static void add_header(struct transfer *t, const char *name, struct str value)
{
    struct arena *a = t->http->arena;
    struct strbuf line;

    if (value.len == 0)
        return;
    strbuf_init(&line, a);
    strbuf_printf(&line, "%s: %.*s", name, STR_ARG(value));
    t->headers = t->http->curl.curl_slist_append(t->headers, strbuf_text(&line).ptr);
}

static void set_text(const struct transfer *t, CURLoption option, struct str value)
{
    if (value.len > 0)
        (void)t->http->curl.curl_easy_setopt(t->easy, option, str_to_c(t->http->arena, value));
}

/* npm's word for "no proxy, whatever the environment says" is null or false. */
static void set_proxy(const struct transfer *t)
{
    const struct http_settings *s = t->http->settings;
    struct str proxy = str_starts(t->request->url, STR("https:")) ? s->https_proxy : s->proxy;

    if (str_eq(proxy, STR("null")) || str_eq(proxy, STR("false")))
        (void)t->http->curl.curl_easy_setopt(t->easy, CURLOPT_PROXY, "");
    else
        set_text(t, CURLOPT_PROXY, proxy);
    set_text(t, CURLOPT_NOPROXY, s->no_proxy);
}

static void set_trust(const struct transfer *t)
{
    const struct http_settings *s = t->http->settings;

    if (s->ca.len > 0) {
        struct curl_blob blob = {str_to_c(t->http->arena, s->ca), s->ca.len, CURL_BLOB_COPY};
        (void)t->http->curl.curl_easy_setopt(t->easy, CURLOPT_CAINFO_BLOB, &blob);
    }
    set_text(t, CURLOPT_CAINFO, s->ca_file);
    (void)t->http->curl.curl_easy_setopt(t->easy, CURLOPT_SSL_VERIFYPEER, s->insecure ? 0L : 1L);
    (void)t->http->curl.curl_easy_setopt(t->easy, CURLOPT_SSL_VERIFYHOST, s->insecure ? 0L : 2L);
}

static void start(struct http *h, struct transfer *t)
{
    const struct curl_functions *curl = &h->curl;

    t->easy = curl->curl_easy_init();
    if (t->easy == NULL)
        abort(); /* no memory */
    strbuf_init(&t->body, h->arena);
    add_header(t, "Authorization", t->request->authorization);
    add_header(t, "Accept", t->request->accept);
    set_text(t, CURLOPT_URL, t->request->url);
    (void)curl->curl_easy_setopt(t->easy, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl->curl_easy_setopt(t->easy, CURLOPT_FOLLOWLOCATION, 0L);
    (void)curl->curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->headers);
    (void)curl->curl_easy_setopt(t->easy, CURLOPT_USERAGENT, "cordon");
    (void)curl->curl_easy_setopt(t->easy, CURLOPT_NOSIGNAL, 1L);
    (void)curl->curl_easy_setopt(t->easy, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    (void)curl->curl_easy_setopt(t->easy, CURLOPT_TIMEOUT_MS, (long)h->settings->timeout_ms);
    (void)curl->curl_easy_setopt(t->easy, CURLOPT_LOW_SPEED_LIMIT, (long)STALL_BYTES);
    (void)curl->curl_easy_setopt(t->easy, CURLOPT_LOW_SPEED_TIME, (long)STALL_SECONDS);
    (void)curl->curl_easy_setopt(t->easy, CURLOPT_WRITEFUNCTION, take_body);
    (void)curl->curl_easy_setopt(t->easy, CURLOPT_WRITEDATA, t);
    (void)curl->curl_easy_setopt(t->easy, CURLOPT_PRIVATE, t);
    if (t->request->compressed)
        (void)curl->curl_easy_setopt(t->easy, CURLOPT_ACCEPT_ENCODING, "");
    set_proxy(t);
    set_trust(t);
    (void)curl->curl_multi_add_handle(h->multi, t->easy);
}

static enum err error_of(const struct transfer *t, CURLcode code)
{
    if (t->too_long)
        return ERR_LIMIT;
    switch (code) { /* of many: the others are failures of the network */
    case CURLE_PARTIAL_FILE:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_GOT_NOTHING:
        return ERR_FORMAT;
    default:
        return ERR_IO;
    }
}

static const char *phrase_of(const struct transfer *t, CURLcode code)
{
    if (t->too_long)
        return "the answer is longer than the limit";
    switch (code) {
    case CURLE_COULDNT_CONNECT:
        return "no connection could be made";
    case CURLE_COULDNT_RESOLVE_HOST:
        return "the host is not known";
    case CURLE_COULDNT_RESOLVE_PROXY:
        return "the proxy is not known";
    case CURLE_OPERATION_TIMEDOUT:
        return "it took too long";
    case CURLE_PARTIAL_FILE:
        return "the answer was cut short";
    case CURLE_GOT_NOTHING:
        return "the connection was closed without an answer";
    default:
        return t->http->curl.curl_easy_strerror(code);
    }
}

static void finish(struct http *h, struct transfer *t, CURLcode code)
{
    struct http_response *r = t->response;
    long status = 0;
    char *redirect = NULL;

    *r = (struct http_response){0};
    (void)h->curl.curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
    (void)h->curl.curl_easy_getinfo(t->easy, CURLINFO_REDIRECT_URL, &redirect);
    if (code != CURLE_OK) {
        r->e = error_of(t, code);
        r->trouble = str_dup(h->arena, str_from(phrase_of(t, code)));
        r->retry = !t->too_long && code != CURLE_COULDNT_CONNECT && code != CURLE_COULDNT_RESOLVE_HOST &&
                   code != CURLE_OPERATION_TIMEDOUT;
    }
    r->status = (uint32_t)status;
    r->body = strbuf_text(&t->body);
    r->redirect = redirect == NULL ? (struct str){0} : str_dup(h->arena, str_from(redirect));
    (void)h->curl.curl_multi_remove_handle(h->multi, t->easy);
    h->curl.curl_easy_cleanup(t->easy);
    h->curl.curl_slist_free_all(t->headers);
}

/* Finishes what is done; returns how many. */
static uint32_t finish_done(struct http *h)
{
    uint32_t done = 0;
    int more = 0;
    const CURLMsg *message = NULL;

    while ((message = h->curl.curl_multi_info_read(h->multi, &more)) != NULL) {
        CURLcode code = message->data.result;
        char *payload = NULL;
        if (message->msg != CURLMSG_DONE)
            continue;
        (void)h->curl.curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &payload);
        finish(h, (struct transfer *)(void *)payload, code);
        done++;
    }
    return done;
}

void http_get(struct http *h, const struct http_request *requests, uint32_t count, struct http_response *responses)
{
    struct transfer *transfers = arena_array(h->arena, count, sizeof(*transfers));
    uint32_t started = 0;
    uint32_t done = 0;

    while (done < count) {
        int running = 0;
        while (started < count && started - done < AT_ONCE) {
            transfers[started] =
                (struct transfer){.http = h, .request = &requests[started], .response = &responses[started]};
            start(h, &transfers[started]);
            started++;
        }
        (void)h->curl.curl_multi_perform(h->multi, &running);
        done += finish_done(h);
        if (running > 0)
            (void)h->curl.curl_multi_poll(h->multi, NULL, 0, WAIT_MS, NULL);
    }
}
