/* The processor's SHA instructions: whether it has them, and leave to use them. */
#ifndef PROCESSOR_H
#define PROCESSOR_H

#include <stdint.h>

/* The control registers as they were. */
struct control {
	uint64_t cr0;
	uint64_t cr4;
};

int has_sha_instructions(void);
struct control allow_sse(void);
void restore(struct control old);

#endif
