/*
 * quantity.h - sizes and times as people write and read them.
 */
#ifndef CORDON_CLI_QUANTITY_H
#define CORDON_CLI_QUANTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/strbuf.h"

/* "500", "500K", "20M", "3G", "1T" in bytes, binary multiples; false for anything else, zero and what overflows. */
bool quantity_bytes(const char *text, uint64_t *out);
/* "30s", "10m", "12h", "90d", "1y" in seconds; false for anything else, zero and what overflows. */
bool quantity_seconds(const char *text, uint64_t *out);

/* "17 B", "1.5 KiB", "3.2 GiB" */
void quantity_put_bytes(struct strbuf *out, uint64_t bytes);
/* "12 s", "3 min", "5 h", "90 d" */
void quantity_put_seconds(struct strbuf *out, uint64_t seconds);

#endif
