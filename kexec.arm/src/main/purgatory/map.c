/*
 * The tables for a 1:1 map with a granule of 4 KiB: of 48 bits of addresses on arm64, and of 32 bits
 * in the long descriptor format on arm (Arm ARM for ARMv8-A, sections D8.3 and G5.5). Exactly the segments are mapped, because a processor
 * may read ahead wherever it finds normal memory, and beside a segment there may be anything.
 */
#include "caches.h"
#include "options.h"
#include "purgatory.h"

/* In the lowest two bits of a descriptor. */
#define BLOCK 1u
#define TABLE_OR_PAGE 3u
#define KIND 3u

/* Indices into the memory attributes. */
#define DEVICE (0u << 2)
#define NORMAL (1u << 2)

/* AP[1]: for EL0 too, and always set in tables of EL2's own. AP[2]: read only. */
#define ALSO_EL0 (1u << 6)
#define READ_ONLY (1u << 7)
#define INNER_SHAREABLE (3u << 8)
#define ACCESSED (1u << 10)
#define NOT_EXECUTABLE (3ull << 53)

#define ADDRESS 0x0000fffffffff000ull
#define PAGE ((uintptr_t)0x1000)

#define ENTRIES 512
#ifdef __aarch64__
#define LAST_ADDRESS 0x0000fffffffffffful
#define TOP_SHIFT 39
#else
#define LAST_ADDRESS UINTPTR_MAX
#define TOP_SHIFT 30
#endif
#define LARGEST_BLOCK_SHIFT 30
#define PAGE_SHIFT 12
#define BITS_OF_A_LEVEL 9

/*
 * The top, a table for 512 GiB, and for each of the ends of 14 ranges one of pages or one of blocks:
 * far more than an image takes.
 */
#define TABLES 32

extern const uint8_t entry[];

static uint64_t tables[TABLES][ENTRIES] __attribute__((aligned(4096)));
static int used;

static uint64_t *new_table(void)
{
	return used < TABLES ? tables[used++] : NULL;
}

/* Maps some of what begins there; returns how much it mapped or found mapped, or 0 without room. */
static uintptr_t map_first(uintptr_t start, uintptr_t length, uint64_t attributes)
{
	uint64_t *level = tables[0];
	int shift;

	for (shift = TOP_SHIFT;; shift -= BITS_OF_A_LEVEL) {
		uint64_t *descriptor = &level[start >> shift & (ENTRIES - 1)];
		uintptr_t size = (uintptr_t)1 << shift;

		if (*descriptor == 0 && shift <= LARGEST_BLOCK_SHIFT && start % size == 0 && length >= size) {
			*descriptor = start | attributes | (shift == PAGE_SHIFT ? TABLE_OR_PAGE : BLOCK);
			return size;
		}
		if (*descriptor == 0) {
			uint64_t *table = new_table();

			if (table == NULL)
				return 0;
			*descriptor = (uintptr_t)table | TABLE_OR_PAGE;
		} else if (shift == PAGE_SHIFT || (*descriptor & KIND) == BLOCK) {
			/* By its neighbour, whose last page is this one's first. */
			return size - start % size;
		}
		level = (uint64_t *)(uintptr_t)(*descriptor & ADDRESS);
	}
}

static int map(uint64_t start, uint64_t size, uint64_t attributes)
{
	uintptr_t at = (uintptr_t)start & -PAGE;
	uintptr_t length;

	if (size == 0)
		return 1;
	if (start > LAST_ADDRESS || size - 1 > LAST_ADDRESS - start)
		return 0;
	/* The end may be that of all addresses. */
	length = (((uintptr_t)(start + size - 1) | (PAGE - 1)) - at) + 1;
	while (length != 0) {
		uintptr_t mapped = map_first(at, length, attributes);

		if (mapped == 0)
			return 0;
		at += mapped;
		length -= mapped < length ? mapped : length;
	}
	return 1;
}

const uint64_t *make_map(void)
{
	uint64_t level = ACCESSED | (map_is_hypervisors() ? ALSO_EL0 : 0);
	uint64_t memory = level | NORMAL | INNER_SHAREABLE;
	uint32_t i;

	used = 1;
	if (!map((uintptr_t)entry, header.memory, memory))
		return NULL;
	if (options.console_kind != NO_CONSOLE &&
	    !map(options.console, CONSOLE_SIZE, level | DEVICE | NOT_EXECUTABLE))
		return NULL;
	for (i = 0; i < header.count; i++) {
		/* What is not written needs not be written back. */
		if (!map(table[i].start, table[i].memory_length, memory | READ_ONLY | NOT_EXECUTABLE))
			return NULL;
	}
	return tables[0];
}
