/* Exceptions: without gates each of them would silently reset the machine. */
#include "descriptors.h"
#include "options.h"
#include "purgatory.h"

/* Intel SDM volume 3, figure 6-8 "64-Bit IDT Gate Descriptors". */
struct gate {
	uint16_t offset_low;
	uint16_t selector;
	uint8_t stack;
	uint8_t type;
	uint16_t offset_middle;
	uint32_t offset_high;
	uint32_t unused;
};

#define PRESENT_INTERRUPT_GATE 0x8e
#define PAGE_FAULT 14

extern struct gate gates[VECTORS];
extern const uint8_t vectors[VECTORS * VECTOR_SIZE];

/* Called from entry.S. */
void make_gates(void);
__attribute__((noreturn)) void report_exception(uint64_t vector, uint64_t rip, uint64_t cr2);

void make_gates(void)
{
	int i;

	for (i = 0; i < VECTORS; i++) {
		uint64_t offset = (uint64_t)(vectors + i * VECTOR_SIZE);

		gates[i].offset_low = (uint16_t)offset;
		gates[i].selector = CODE_SELECTOR;
		gates[i].type = PRESENT_INTERRUPT_GATE;
		gates[i].offset_middle = (uint16_t)(offset >> 16);
		gates[i].offset_high = (uint32_t)(offset >> 32);
	}
}

void report_exception(uint64_t vector, uint64_t rip, uint64_t cr2)
{
	if (vector == PAGE_FAULT)
		give_up_screen(cr2);
	end_by_exception((uint32_t)vector, rip, vector == PAGE_FAULT ? "page fault" : NULL, cr2);
}
