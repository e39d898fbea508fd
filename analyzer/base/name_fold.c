#include "analyzer/base/name_fold.h"

#include <stdlib.h>
#include <utf8proc.h>

static bool is_plain(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        if (c >= 0x80 || (c >= 'A' && c <= 'Z'))
            return false;
    }
    return true;
}

struct str name_fold(struct arena *a, struct str name)
{
    utf8proc_uint8_t *folded = NULL;
    utf8proc_ssize_t len = 0;
    struct str out;

    if (is_plain(name))
        return name;
    len = utf8proc_map((const utf8proc_uint8_t *)name.ptr, (utf8proc_ssize_t)name.len, &folded,
                       UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    if (len < 0)
        abort(); /* no memory: the names are well-formed */
    out = str_dup(a, (struct str){(const char *)folded, (size_t)len});
    free(folded);
    return out;
}
