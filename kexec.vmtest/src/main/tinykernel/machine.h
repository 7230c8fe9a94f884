/* The processor and the board: what this kernel needs of them. */
#ifndef MACHINE_H
#define MACHINE_H

#include "console.h"

/* The registers at the entry, in the order in which entry.S stores them. */
struct registers {
	u64 rax, rbx, rcx, rdx, rsi, rdi, rbp, rsp;
	u64 r8, r9, r10, r11, r12, r13, r14, r15, rflags;
};

struct table {
	u16 limit;
	u64 base;
} __attribute__((packed));

void print_control_registers(void);
void take_over(void);
void power_off(void) __attribute__((noreturn));
void reset(void) __attribute__((noreturn));
void halt(void) __attribute__((noreturn));

#endif
