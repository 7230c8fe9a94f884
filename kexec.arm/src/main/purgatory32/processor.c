/* What the processor has, and how the check uses it. */
#include "caches.h"
#include "options.h"
#include "purgatory.h"

/* Of the program status register. */
#define MODE 0x1f
#define HYP_MODE 0x1a

static int cached;

int is_hypervisor(void)
{
	uint32_t status;

	__asm__ volatile("mrs %0, cpsr" : "=r"(status));
	return (status & MODE) == HYP_MODE;
}

struct way begin_check(void)
{
	struct way way = { compress_portable, "" };

	cached = caches_on();
	if (!cached)
		way.words = ", without caches";
	return way;
}

void end_check(void)
{
	if (cached)
		caches_as_before();
}
