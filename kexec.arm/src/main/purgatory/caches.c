#include "caches.h"
#include "purgatory.h"

extern const uint8_t entry[];

int caches_on(void)
{
	uintptr_t end = (uintptr_t)entry + header.memory;
	uintptr_t line = line_size();
	const uint64_t *map;
	uintptr_t at;

	if (!takes_map())
		return 0;
	map = make_map();
	if (map == NULL)
		return 0;
	/* What was written with the cache off must not be hidden by older lines. */
	__asm__ volatile("dsb sy" : : : "memory");
	for (at = (uintptr_t)entry; at < end; at += line)
		invalidate_line(at);
	forget_translations();
	translate(map);
	return 1;
}

static void drop_lines(uintptr_t start, uintptr_t length, uintptr_t line)
{
	uintptr_t at;

	for (at = 0; at < length; at += line)
		drop_line(start + at);
}

void caches_as_before(void)
{
	uintptr_t line = line_size();
	uint32_t i;

	end_translation((uintptr_t)entry, (uintptr_t)entry + header.memory, line);
	/* Segments begin at a page, and so at a line. */
	for (i = 0; i < header.count; i++)
		drop_lines((uintptr_t)table[i].start, (uintptr_t)table[i].memory_length, line);
	forget_translations();
}
