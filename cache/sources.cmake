set(cache_sources
  cache/cache.c
  cache/cache_dir.c
  cache/pages.c
  cache/record.c)
