#include "cli/nearest.h"

#include <assert.h>

uint32_t nearest_limit(size_t length)
{
    return length < 4 ? 2 : 3;
}

uint32_t nearest_edits(struct str from, struct str to)
{
    uint32_t rows[3][NEAREST_MAX + 1];

    assert(from.len < NEAREST_MAX && to.len < NEAREST_MAX);
    for (uint32_t j = 0; j <= to.len; j++)
        rows[0][j] = j;
    for (uint32_t i = 1; i <= from.len; i++) {
        uint32_t *row = rows[i % 3];
        const uint32_t *above = rows[(i + 2) % 3];
        const uint32_t *above2 = rows[(i + 1) % 3];

        row[0] = i;
        for (uint32_t j = 1; j <= to.len; j++) {
            uint32_t best = above[j - 1] + (from.ptr[i - 1] != to.ptr[j - 1]);

            best = above[j] + 1 < best ? above[j] + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            if (i > 1 && j > 1 && from.ptr[i - 1] == to.ptr[j - 2] && from.ptr[i - 2] == to.ptr[j - 1] &&
                above2[j - 2] + 1 < best)
                best = above2[j - 2] + 1;
            row[j] = best;
        }
    }
    return rows[from.len % 3][to.len];
}
