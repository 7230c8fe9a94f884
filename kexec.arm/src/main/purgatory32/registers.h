/* Registers of coprocessor 15 (Arm ARM for ARMv7-A and -R, section B3.17). */
#ifndef REGISTERS_H
#define REGISTERS_H

#include <stdint.h>

#define READ(name) \
	({ \
		uint32_t value_; \
		__asm__ volatile("mrc p15, " name(%0) : "=r"(value_)); \
		value_; \
	})

#define WRITE(name, value) __asm__ volatile("mcr p15, " name(%0) : : "r"((uint32_t)(value)) : "memory")

#define READ_LONG(name) \
	({ \
		uint64_t value_; \
		__asm__ volatile("mrrc p15, " name : "=r"(value_)); \
		value_; \
	})

#define WRITE_LONG(name, value) \
	__asm__ volatile("mcrr p15, " name : : "r"((uint64_t)(value)) : "memory")

#define BARRIER(text) __asm__ volatile(text : : : "memory")

#define CTR(register) "0, " #register ", c0, c0, 1"
#define ID_MMFR0(register) "0, " #register ", c0, c1, 4"
#define SCTLR(register) "0, " #register ", c1, c0, 0"
#define HSCTLR(register) "4, " #register ", c1, c0, 0"
#define TTBCR(register) "0, " #register ", c2, c0, 2"
#define HTCR(register) "4, " #register ", c2, c0, 2"
#define MAIR0(register) "0, " #register ", c10, c2, 0"
#define HMAIR0(register) "4, " #register ", c10, c2, 0"
#define DFAR(register) "0, " #register ", c6, c0, 0"
#define IFAR(register) "0, " #register ", c6, c0, 2"
#define HDFAR(register) "4, " #register ", c6, c0, 0"
#define HIFAR(register) "4, " #register ", c6, c0, 2"
#define VBAR(register) "0, " #register ", c12, c0, 0"
#define HVBAR(register) "4, " #register ", c12, c0, 0"
#define DCIMVAC(register) "0, " #register ", c7, c6, 1"
#define DCCIMVAC(register) "0, " #register ", c7, c14, 1"
#define ICIALLU(register) "0, " #register ", c7, c5, 0"
#define BPIALL(register) "0, " #register ", c7, c5, 6"
#define TLBIALL(register) "0, " #register ", c8, c7, 0"
#define TLBIALLH(register) "4, " #register ", c8, c7, 0"

/* The two registers of a 64-bit one. */
#define TTBR0 "0, %Q0, %R0, c2"
#define HTTBR "4, %Q0, %R0, c2"

#endif
