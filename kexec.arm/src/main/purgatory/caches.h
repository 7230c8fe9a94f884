/*
 * The MMU and the caches, for the time of the check: without them each read goes to memory, and
 * hashing takes many times as long.
 */
#ifndef CACHES_H
#define CACHES_H

#include <stdint.h>

/* Returns 0, and changes nothing, if the processor or the room for tables does not allow it. */
int caches_on(void);

/*
 * Undoes it. What the caches have of the segments and of purgatory is removed, because the kernel
 * is entered with the caches off and must not find old lines when it turns them on.
 */
void caches_as_before(void);

/* map.c: the 1:1 map of purgatory, the console and the segments; null if there is no room. */
const uint64_t *make_map(void);

/*
 * translation.c, by the processor's registers.
 */

/* Of MAIR: what the map's attribute indices mean: Device-nGnRnE, and normal write-back memory. */
#define MEMORY_ATTRIBUTES 0xff00u

/* Whether the processor takes tables as map.c makes them. */
int takes_map(void);
/* Whether they are tables for EL2 or Hyp mode alone. */
int map_is_hypervisors(void);
void translate(const uint64_t *map);
/* The MMU and the data cache as they were, and what the cache has of purgatory, in memory. */
void end_translation(uintptr_t start, uintptr_t end, uintptr_t line);
/* No old translations and no old instructions. */
void forget_translations(void);
/* Bytes of the smallest line of a data cache. */
uintptr_t line_size(void);
/* A line leaves the caches, unwritten or after it is written to memory. */
void invalidate_line(uintptr_t at);
void drop_line(uintptr_t at);

#endif
