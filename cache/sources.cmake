set(cache_sources
  cache/cache.c
  cache/cache_dir.c
  cache/counters.c
  cache/database.c
  cache/pages.c
  cache/record.c
  cache/writer.c)
