#include "core.h"

#define HEADER_SIZE 64
#define HEADER_SIZE32 52
#define PART_SIZE 56
#define PART_SIZE32 32

/* A file offset is signed. */
#define OFFSETS 0x7fffffffffffffffull

bool core_read(struct core *core, int file)
{
	uint8_t head[HEADER_SIZE];
	uint32_t part;

	core->file = file;
	if (seek_end(file, &core->size) < 0 || read_all(file, head, sizeof(head), 0) != (long)sizeof(head))
		return false;
	/* The magic number, the class, little-endian. */
	if (get32(head) != 0x464c457f || (head[4] != 1 && head[4] != 2) || head[5] != 1)
		return false;
	core->wide = head[4] == 2;
	core->headers = core->wide ? get64(head + 32) : get32(head + 28);
	part = core->wide ? get16(head + 54) : get16(head + 42);
	core->count = core->wide ? get16(head + 56) : get16(head + 44);
	return part == (core->wide ? PART_SIZE : PART_SIZE32) &&
	       core->headers >= (core->wide ? HEADER_SIZE : HEADER_SIZE32) &&
	       core->headers <= OFFSETS - 0x10000 * PART_SIZE;
}

bool core_part(const struct core *core, uint32_t index, struct part *part)
{
	uint8_t bytes[PART_SIZE];
	uint32_t size = core->wide ? PART_SIZE : PART_SIZE32;

	if (index >= core->count ||
	    read_all(core->file, bytes, size, core->headers + index * size) != (long)size)
		return false;
	part->type = get32(bytes);
	part->offset = core->wide ? get64(bytes + 8) : get32(bytes + 4);
	part->address = core->wide ? get64(bytes + 24) : get32(bytes + 12);
	part->size = core->wide ? get64(bytes + 32) : get32(bytes + 16);
	/* What no offset reaches is as good as empty. */
	if (part->offset > OFFSETS)
		part->size = 0;
	else if (part->size > OFFSETS - part->offset)
		part->size = OFFSETS - part->offset;
	return true;
}

uint64_t core_find(const struct core *core, uint64_t address, uint64_t size, uint64_t *offset)
{
	struct part part;

	for (uint32_t i = 0; core_part(core, i, &part); i++) {
		uint64_t from = address - part.address;

		if (part.type == PART_LOAD && address >= part.address && from < part.size) {
			*offset = part.offset + from;
			return size < part.size - from ? size : part.size - from;
		}
	}
	return 0;
}
