/*
 * Purgatory's first instructions, the block that the loader fills, and what only assembly can do.
 *
 * Entered at offset 0 at EL1 or EL2 with the MMU and the data cache off, one processor. Nothing of
 * the old system can be used any more. Runs wherever it was loaded at a page's start.
 */
#include "layout.h"

/* Twice what the deepest calls take. */
#define STACK_SIZE 4096

	.section .head, "awx"
	.globl	entry, vectors, call_smc, call_hvc, caches_off
	.hidden	entry, vectors, call_smc, call_hvc, caches_off
entry:
	b	start

#include "header.S"
	/* struct options of options.h */
console:	.quad	0
console_kind:	.byte	0
register_shift:	.byte	0
register_width:	.byte	0
firmware_call:	.byte	0
		.skip	4
options_end:

	.text
start:
	msr	daifset, #0xf
	msr	spsel, #1
	adr	x0, stack_end
	mov	sp, x0
	bl	take_exceptions
	bl	purgatory
	mov	x19, x0
	/* Once the kernel runs, the vectors are no longer anybody's. */
	bl	give_back_exceptions
	br	x19

call_smc:
	smc	#0
	ret

call_hvc:
	hvc	#0
	ret

	/*
	 * x0: the system control register with the MMU and the data cache off, x1: whether it is
	 * EL2's, x2 to x3: purgatory's own memory, x4: bytes of a cache line. What the cache has of
	 * that memory is not seen any more when the register is written, the stack included, and is
	 * seen again when it is in memory: nothing must be read or written between.
	 */
caches_off:
	dsb	sy
	isb
	cbnz	x1, 1f
	msr	sctlr_el1, x0
	b	2f
1:
	msr	sctlr_el2, x0
2:
	isb
3:
	dc	civac, x2
	add	x2, x2, x4
	cmp	x2, x3
	b.lo	3b
	dsb	sy
	ret

	/* An interrupt cannot come; every exception is the end. */
	.balign	2048
vectors:
	.rept	16
	.balign	128
	b	exception
	.endr

exception:
	adr	x0, stack_end
	mov	sp, x0
	b	report_exception

	.bss
	.balign	16
	.skip	STACK_SIZE
stack_end:

	.section .note.GNU-stack, "", @progbits
