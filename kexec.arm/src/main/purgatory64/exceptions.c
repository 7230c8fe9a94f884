/* Exceptions: without vectors each of them would go to what is left of the old system. */
#include "options.h"
#include "purgatory.h"
#include "registers.h"

/* ESR_ELx: the class, and whether the fault address is missing (Arm ARM, section D17.2). */
#define CLASS_SHIFT 26
#define INSTRUCTION_ABORT 0x21
#define DATA_ABORT 0x25
#define ADDRESS_MISSING (1u << 10)

extern const uint8_t vectors[];

static uint64_t old_vectors;

/* Called from entry.S. */
void take_exceptions(void);
void give_back_exceptions(void);
__attribute__((noreturn)) void report_exception(void);

void take_exceptions(void)
{
	old_vectors = READ_OWN(vbar);
	WRITE_OWN(vbar, (uintptr_t)vectors);
	BARRIER("isb");
}

void give_back_exceptions(void)
{
	WRITE_OWN(vbar, old_vectors);
	BARRIER("isb");
}

void report_exception(void)
{
	uint64_t syndrome = READ_OWN(esr);
	uint64_t address = READ_OWN(far);
	uint32_t class = (uint32_t)(syndrome >> CLASS_SHIFT & 63);
	const char *fault = NULL;

	if (class == DATA_ABORT || class == INSTRUCTION_ABORT) {
		give_up_console(address);
		if ((syndrome & ADDRESS_MISSING) == 0)
			fault = class == DATA_ABORT ? "data abort" : "instruction abort";
	}
	end_by_exception(class, READ_OWN(elr), fault, address);
}
