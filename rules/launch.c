#include "rules/launch.h"

#include "analyzer/base/compiler.h"

static const struct launch_info conditions[] = {
#define X(id, bit, name, flag, closes, leaves) {id, name, flag, closes, leaves},
#include "rules/launch.def"
#undef X
};

const struct launch_info *launch_all(uint32_t *count)
{
    *count = ARRAY_LEN(conditions);
    return conditions;
}

bool launch_parse(struct str name, uint32_t *bit)
{
    for (uint32_t i = 0; i < ARRAY_LEN(conditions); i++) {
        if (str_eq(name, str_from(conditions[i].name))) {
            *bit = conditions[i].bit;
            return true;
        }
    }
    return false;
}
