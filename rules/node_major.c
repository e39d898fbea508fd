#include "rules/node_major.h"

#include <assert.h>

struct major_row {
    const char *name;
    uint32_t number;
};

static const struct major_row majors[NODE_MAJOR_COUNT] = {
#define X(id, number, checked) [id] = {#number, number},
#include "rules/node_major.def"
#undef X
};

const char *node_major_name(enum node_major m)
{
    assert(m < NODE_MAJOR_COUNT);
    return majors[m].name;
}

uint32_t node_major_number(enum node_major m)
{
    assert(m < NODE_MAJOR_COUNT);
    return majors[m].number;
}

bool node_major_parse(struct str name, enum node_major *out)
{
    for (uint32_t i = 0; i < NODE_MAJOR_COUNT; i++) {
        if (str_eq(name, str_from(majors[i].name))) {
            *out = (enum node_major)i;
            return true;
        }
    }
    return false;
}

uint32_t node_majors_between(uint32_t since, uint32_t until)
{
    uint32_t set = 0;

    for (uint32_t i = 0; i < NODE_MAJOR_COUNT; i++)
        if (majors[i].number >= since && (until == 0 || majors[i].number <= until))
            set |= node_major_bit((enum node_major)i);
    return set;
}
