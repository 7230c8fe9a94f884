#include "console.h"

#define COM1 0x3f8

void console_start(void)
{
	outb(COM1 + 1, 0); /* no interrupts */
	outb(COM1 + 3, 0x80); /* the divisor follows: 115200 baud */
	outb(COM1 + 0, 1);
	outb(COM1 + 1, 0);
	outb(COM1 + 3, 3); /* 8 bits, no parity */
	outb(COM1 + 2, 7); /* empty FIFOs */
}

static void put(char c)
{
	/* Without a port the status never changes: the report must end all the same. */
	for (int tries = 0; tries < 100000 && !(inb(COM1 + 5) & 0x20); tries++)
		;
	outb(COM1, c);
}

void print(const char *text)
{
	print_bytes(text, ~0ul);
}

void print_bytes(const char *bytes, u64 most)
{
	for (u64 i = 0; i < most && bytes[i]; i++) {
		if (bytes[i] == '\n')
			put('\r');
		put(bytes[i]);
	}
}

static void hex(u64 value)
{
	int shift = 60;

	while (shift > 0 && !(value >> shift))
		shift -= 4;
	print("0x");
	for (; shift >= 0; shift -= 4)
		put("0123456789abcdef"[value >> shift & 15]);
}

void print_hex(const char *name, u64 value)
{
	print(" ");
	print(name);
	print("=");
	hex(value);
}

void print_range(const char *name, u64 start, u64 size)
{
	print(" ");
	print(name);
	print("=[");
	hex(start);
	print(", ");
	hex(start + size);
	print(")");
}
