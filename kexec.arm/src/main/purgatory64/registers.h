/* System registers, of the exception level at which purgatory runs. */
#ifndef REGISTERS_H
#define REGISTERS_H

#include <stdint.h>

#define READ(name) \
	({ \
		uint64_t value_; \
		__asm__ volatile("mrs %0, " #name : "=r"(value_)); \
		value_; \
	})

#define WRITE(name, value) __asm__ volatile("msr " #name ", %0" : : "r"((uint64_t)(value)) : "memory")

#define BARRIER(text) __asm__ volatile(text : : : "memory")

/*
 * Whether EL2 has registers with names and fields of their own. At EL1, and at EL2 with HCR_EL2.E2H,
 * the names of EL1 are the right ones (Arm ARM, section D5.6 "Virtualization Host Extensions").
 */
int has_el2_registers(void);

#define READ_OWN(name) (has_el2_registers() ? READ(name##_el2) : READ(name##_el1))

#define WRITE_OWN(name, value) \
	do { \
		if (has_el2_registers()) \
			WRITE(name##_el2, value); \
		else \
			WRITE(name##_el1, value); \
	} while (0)

#endif
