/* The core file that a crash kernel shows (System V gABI, chapters 4 and 5). */
#pragma once

#include "system.h"

#define PART_LOAD 1
#define PART_NOTE 4

struct core {
	int file;
	bool wide;
	uint64_t headers;
	uint32_t count;
	uint64_t size;
};

struct part {
	uint32_t type;
	uint64_t offset;
	uint64_t address;
	uint64_t size;
};

/* False: not a core file. */
bool core_read(struct core *core, int file);

/* False: no such program header. */
bool core_part(const struct core *core, uint32_t index, struct part *part);

/* Where memory is in the file, and at most so many bytes of it; returns 0 bytes if it is not there. */
uint64_t core_find(const struct core *core, uint64_t address, uint64_t size, uint64_t *offset);
