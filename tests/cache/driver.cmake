# Caches whose records are older than they are, for tests/suites/warm.sh.
add_executable(age_cache "${PROJECT_SOURCE_DIR}/tests/cache/age_cache.c")
set_target_properties(age_cache PROPERTIES C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
target_link_libraries(age_cache PRIVATE project_options ${CORDON_LAYERS})
