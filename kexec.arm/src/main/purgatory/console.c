/* Texts on a serial port in memory: a PL011 or an 8250. */
#include "options.h"
#include "purgatory.h"

/* Arm DDI 0183, section 3.3: the data and flag registers, and flags. All are read and written whole. */
#define PL011_DATA 0x00
#define PL011_FLAGS 0x18
#define TRANSMIT_FIFO_FULL (1u << 5)
#define BUSY (1u << 3)

static volatile void *console_register(unsigned int offset)
{
	return (volatile void *)(uintptr_t)(options.console + offset);
}

uint8_t uart8250_read(unsigned int number)
{
	volatile void *at = console_register(number << options.register_shift);

	switch (options.register_width) {
	case 4:
		return (uint8_t)*(volatile uint32_t *)at;
	case 2:
		return (uint8_t)*(volatile uint16_t *)at;
	default:
		return *(volatile uint8_t *)at;
	}
}

void uart8250_write(unsigned int number, uint8_t value)
{
	volatile void *at = console_register(number << options.register_shift);

	switch (options.register_width) {
	case 4:
		*(volatile uint32_t *)at = value;
		break;
	case 2:
		*(volatile uint16_t *)at = value;
		break;
	default:
		*(volatile uint8_t *)at = value;
		break;
	}
}

static void pl011_wait_while(uint32_t flags)
{
	int polls;

	for (polls = 0; polls < MOST_POLLS; polls++) {
		if ((*(volatile uint32_t *)console_register(PL011_FLAGS) & flags) == 0)
			return;
	}
	/* Nothing that sends: it is not waited for again. */
	options.console_kind = NO_CONSOLE;
}

static void pl011_put(char c)
{
	pl011_wait_while(TRANSMIT_FIFO_FULL);
	if (options.console_kind == PL011)
		*(volatile uint32_t *)console_register(PL011_DATA) = (uint8_t)c;
}

static void put_raw(char c)
{
	static int opened;

	/* Out of a 32-bit processor's reach. */
	if (options.console > UINTPTR_MAX - CONSOLE_SIZE)
		return;
	if (options.console_kind == PL011) {
		pl011_put(c);
	} else if (options.console_kind == UART8250) {
		if (!opened) {
			opened = 1;
			uart8250_open();
		}
		uart8250_put(c);
	}
}

void put(char c)
{
	if (c == '\n')
		put_raw('\r');
	put_raw(c);
}

void give_up_console(uint64_t address)
{
	if (address - options.console < CONSOLE_SIZE)
		options.console_kind = NO_CONSOLE;
}

void console_drain(void)
{
	if (options.console_kind == PL011)
		pl011_wait_while(BUSY);
	else if (options.console_kind == UART8250)
		uart8250_drain();
}
