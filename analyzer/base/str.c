#include "analyzer/base/str.h"

int str_cmp(struct str a, struct str b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared == 0 ? 0 : memcmp(a.ptr, b.ptr, shared);

    if (order != 0)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

bool str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_eq(str_slice(s, 0, prefix.len), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.len >= suffix.len && str_eq(str_slice(s, s.len - suffix.len, s.len), suffix);
}

size_t str_find(struct str s, struct str needle, size_t from)
{
    const char *hit = NULL;

    if (from > s.len || needle.len > s.len - from)
        return s.len;
    if (needle.len == 0)
        return from;
    hit = memmem(s.ptr + from, s.len - from, needle.ptr, needle.len);
    return hit == NULL ? s.len : (size_t)(hit - s.ptr);
}

size_t str_find_last(struct str s, char c)
{
    for (size_t i = s.len; i > 0; i--) {
        if (s.ptr[i - 1] == c)
            return i - 1;
    }
    return s.len;
}

struct str str_dup(struct arena *a, struct str s)
{
    char *copy = arena_raw(a, s.len + 1);

    if (s.len > 0)
        memcpy(copy, s.ptr, s.len);
    copy[s.len] = '\0';
    return (struct str){copy, s.len};
}

char *str_to_c(struct arena *a, struct str s)
{
    return (char *)str_dup(a, s).ptr;
}

bool str_has_nul(struct str s)
{
    return s.len > 0 && memchr(s.ptr, '\0', s.len) != NULL;
}

bool str_in_list(struct str s, const char *const *list, size_t count)
{
    if (s.len == 0)
        return false;
    for (size_t i = 0; i < count; i++) {
        /* The first byte tells nearly all of them apart. */
        if (list[i][0] == s.ptr[0] && strlen(list[i]) == s.len && memcmp(list[i], s.ptr, s.len) == 0)
            return true;
    }
    return false;
}

int str_hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}
