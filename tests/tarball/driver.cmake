# The archive reader as a filter, for tests/suites/tarball.sh and tests/tarball/census.mjs.
add_executable(tarball_dump "${PROJECT_SOURCE_DIR}/tests/tarball/tarball_dump.c")
set_target_properties(tarball_dump PROPERTIES C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
target_link_libraries(tarball_dump PRIVATE project_options ${CORDON_LAYERS} PkgConfig::ZLIB)
# The archive reader on damaged archives.
add_executable(tarball_damage "${PROJECT_SOURCE_DIR}/tests/tarball/tarball_damage.c")
set_target_properties(tarball_damage PROPERTIES C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
target_link_libraries(tarball_damage PRIVATE project_options ${CORDON_LAYERS} PkgConfig::ZLIB)
