/*
 * compiler.h - the compiler extensions this project permits, under names that say what they do.
 */
#ifndef CORDON_BASE_COMPILER_H
#define CORDON_BASE_COMPILER_H

#define NODISCARD __attribute__((warn_unused_result))
#define NORETURN __attribute__((noreturn))
#define PRINTF_LIKE(at, first) __attribute__((format(printf, at, first)))

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

#endif
