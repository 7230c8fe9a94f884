/* What the loader says of the machine, behind the header. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdint.h>

enum console_kind {
	NO_CONSOLE = 0,
	PL011 = 1,
	UART8250 = 2,
};

/* How the firmware's PSCI is called, as the device tree's /psci says. */
enum firmware_call {
	NO_CALL = 0,
	BY_SMC = 1,
	BY_HVC = 2,
};

struct options {
	/* The address of the console's first register. */
	uint64_t console;
	uint8_t console_kind;
	/* Of an 8250: the distance of its registers as a power of two, and the bytes of an access. */
	uint8_t register_shift;
	uint8_t register_width;
	uint8_t firmware_call;
	uint8_t unused[4];
};

extern struct options options;

/* console.c: if the processor cannot reach this address, and it is one of the console's. */
void give_up_console(uint64_t address);
#define CONSOLE_SIZE 0x1000

/* entry.S: calls of the firmware without arguments. */
void call_smc(unsigned long function);
void call_hvc(unsigned long function);

/* Whether this is EL2, or Hyp mode, where HVC comes back to us. */
int is_hypervisor(void);

#endif
