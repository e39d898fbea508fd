# The readers of lock files on damaged ones, for tests/suites/audit.sh.
add_executable(lock_damage "${PROJECT_SOURCE_DIR}/tests/audit/lock_damage.c")
set_target_properties(lock_damage PROPERTIES C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
target_link_libraries(lock_damage PRIVATE project_options ${CORDON_LAYERS})
