/* Exceptions: without vectors each of them would go to what is left of the old system. */
#include "options.h"
#include "purgatory.h"
#include "registers.h"

/* SCTLR: high vectors, and exceptions in Thumb state. HSCTLR has only the latter. */
#define SCTLR_V (1u << 13)
#define SCTLR_TE (1u << 30)

/* Numbers of vectors. */
#define PREFETCH_ABORT 3
#define DATA_ABORT 4

/* How far the link register is beyond the instruction. */
#define BEYOND_DATA_ABORT 8
#define BEYOND 4

extern const uint8_t vectors[];

static uint32_t old_vectors;
static uint32_t old_control;

/* Called from entry.S, and there. */
void take_exceptions(void);
void give_back_exceptions(void);
__attribute__((noreturn)) void report_exception(uint32_t vector, uint32_t link);
uint32_t hyp_elr(void);

void take_exceptions(void)
{
	if (is_hypervisor()) {
		old_vectors = READ(HVBAR);
		old_control = READ(HSCTLR);
		WRITE(HVBAR, (uintptr_t)vectors);
		WRITE(HSCTLR, old_control & ~SCTLR_TE);
	} else {
		old_vectors = READ(VBAR);
		old_control = READ(SCTLR);
		WRITE(VBAR, (uintptr_t)vectors);
		WRITE(SCTLR, old_control & ~(SCTLR_V | SCTLR_TE));
	}
	BARRIER("isb");
}

void give_back_exceptions(void)
{
	if (is_hypervisor()) {
		WRITE(HVBAR, old_vectors);
		WRITE(HSCTLR, old_control);
	} else {
		WRITE(VBAR, old_vectors);
		WRITE(SCTLR, old_control);
	}
	BARRIER("isb");
}

void report_exception(uint32_t vector, uint32_t link)
{
	int hyp = is_hypervisor();
	uint32_t instruction = link - (vector == DATA_ABORT ? BEYOND_DATA_ABORT : BEYOND);
	const char *fault = NULL;
	uint32_t address = 0;

	if (vector == DATA_ABORT) {
		fault = "data abort";
		address = hyp ? READ(HDFAR) : READ(DFAR);
		give_up_console(address);
	} else if (vector == PREFETCH_ABORT) {
		fault = "instruction abort";
		address = hyp ? READ(HIFAR) : READ(IFAR);
	}
	end_by_exception(vector, hyp ? hyp_elr() : instruction, fault, address);
}
