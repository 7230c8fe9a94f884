/*
 * The options, as InitOptions.java writes them; numbers are little-endian. A check is followed by the expected bytes,
 * padded with zeros to a multiple of 8:
 *
 *   0x00  magic        8   "JKINIT01"
 *   0x08  token        8   repeated in every line
 *   0x10  flags        4   OPTION_CORE
 *   0x14  checks       4   how many, at most OPTION_CHECKS
 *   0x18  next         256 what to run afterwards, with a NUL; empty: switch off
 *   0x118 checks
 *
 *   0x00  kind         4   CHECK_MEMORY or CHECK_NOTE
 *   0x04  size         4   of the expected bytes
 *   0x08  address      8   of the first byte; 0 for a note
 */
#pragma once

#include "system.h"

#define OPTION_CORE 1
#define OPTION_CHECKS 24
#define NEXT_SIZE 256

#define CHECK_MEMORY 1
#define CHECK_NOTE 2

struct options {
	int file;
	uint64_t token;
	uint32_t flags;
	uint32_t checks;
	char next[NEXT_SIZE];
};

struct check {
	uint32_t kind;
	uint32_t size;
	uint64_t address;
	/* Where the expected bytes are in the file. */
	uint64_t expected;
};

/* False: they are missing or of another version. */
bool options_read(struct options *options);

/* The first one is at OPTION_FIRST; returns where the next one is, 0 if the file ends. */
#define OPTION_FIRST 0x118
uint64_t options_check(const struct options *options, uint64_t at, struct check *check);
