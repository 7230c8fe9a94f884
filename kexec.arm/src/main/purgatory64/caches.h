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

/* Of MAIR: what the map's attribute indices mean: Device-nGnRnE, and normal write-back memory. */
#define MEMORY_ATTRIBUTES 0xff00ul

#endif
