set(npm_sources
  npm/base64.c
  npm/http.c
  npm/integrity.c
  npm/npm_default.c
  npm/npmrc.c
  npm/registry.c
  npm/registry_auth.c)
