/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a fuzzer is: one function that eats any bytes, and dies (assert, or a
 * sanitizer) when what it looks at is wrong.  The name is libFuzzer's.
 * tests/fuzz/replay.c calls the same function with the files of the corpus.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* An assert that no build leaves out. */
#define MUST(what)	((what) ? (void)0 : (fprintf(stderr, \
	"%s:%d: %s\n", __FILE__, __LINE__, #what), abort()))

#endif
