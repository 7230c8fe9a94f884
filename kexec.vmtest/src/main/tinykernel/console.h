/* What is written to the first serial port. */
#ifndef CONSOLE_H
#define CONSOLE_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;

static inline void outb(u16 port, u8 value)
{
	asm volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline void outw(u16 port, u16 value)
{
	asm volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}

static inline u8 inb(u16 port)
{
	u8 value;

	asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

void console_start(void);
void print(const char *text);
void print_bytes(const char *bytes, u64 most);
void print_hex(const char *name, u64 value);
void print_range(const char *name, u64 start, u64 size);

#endif
