/* What becomes of a machine whose image is damaged. */
#include "ports.h"
#include "purgatory.h"

/* The reset control register of chipsets: what kind of reset, then that it is to happen. */
#define RESET_CONTROL 0xcf9
#define HARD_RESET 0x02
#define DO_HARD_RESET 0x06

/* The keyboard controller: its status and command port, and the command to pulse the reset line. */
#define KEYBOARD 0x64
#define INPUT_FULL 0x02
#define PULSE_RESET 0xfe

/* Each read of a legacy port takes about a microsecond. */
#define SOME_TIME 100000

static void pause_until_idle(uint8_t busy)
{
	int i;

	for (i = 0; i < SOME_TIME && (in8(KEYBOARD) & busy) != 0; i++)
		;
}

static void triple_fault(void)
{
	static const struct {
		uint16_t limit;
		uint64_t base;
	} __attribute__((packed)) none;

	__asm__ volatile("lidt %0\n\tint3" : : "m"(none));
}

void reset(void)
{
	int i;

	out8(RESET_CONTROL, HARD_RESET);
	out8(RESET_CONTROL, DO_HARD_RESET);
	for (i = 0; i < SOME_TIME; i++)
		in8(KEYBOARD);
	pause_until_idle(INPUT_FULL);
	out8(KEYBOARD, PULSE_RESET);
	for (i = 0; i < SOME_TIME; i++)
		in8(KEYBOARD);
	triple_fault();
}

void halt(void)
{
	for (;;)
		__asm__ volatile("cli; hlt");
}
