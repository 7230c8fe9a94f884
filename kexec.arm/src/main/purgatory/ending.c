/* What becomes of a machine whose image is damaged. */
#include "options.h"
#include "purgatory.h"

/* Arm DEN 0022 "Power State Coordination Interface", section 5.1. */
#define SYSTEM_RESET 0x84000009u

void reset(void)
{
	static int tried;

	/* The call may be what raised an exception. */
	if (tried)
		return;
	tried = 1;
	if (options.firmware_call == BY_SMC)
		call_smc(SYSTEM_RESET);
	else if (options.firmware_call == BY_HVC && !is_hypervisor())
		call_hvc(SYSTEM_RESET);
}

void halt(void)
{
	for (;;)
		__asm__ volatile("wfi");
}
