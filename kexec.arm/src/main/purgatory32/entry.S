/*
 * Purgatory's first instructions, the block that the loader fills, and what only assembly can do.
 *
 * Entered at offset 0 in ARM state, in Supervisor or Hyp mode, with the MMU and the data cache off,
 * one processor, and in r0 to r2 what the kernel is to get. Nothing of the old system can be used
 * any more. Runs wherever it was loaded at a page's start.
 */
#include "layout.h"

/* Twice what the deepest calls take. */
#define STACK_SIZE 4096

	.syntax	unified
	.arch_extension sec
	.arch_extension virt
	.arm

	.macro	set_stack, scratch
	ldr	\scratch, 2f
1:
	add	sp, pc, \scratch
	b	3f
2:
	.long	stack_end - (1b + 8)
3:
	.endm

	.section .head, "awx"
	.globl	entry, vectors, call_smc, call_hvc, hyp_elr, caches_off
	.hidden	entry, vectors, call_smc, call_hvc, hyp_elr, caches_off
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
	cpsid	aif
	mov	r4, r0
	mov	r5, r1
	mov	r6, r2
	set_stack r0
	bl	take_exceptions
	bl	purgatory
	mov	r7, r0
	/* Once the kernel runs, the vectors are no longer anybody's. */
	bl	give_back_exceptions
	mov	r0, r4
	mov	r1, r5
	mov	r2, r6
	bx	r7

	/* The firmware may use r1 to r3, as a called function may. */
call_smc:
	smc	#0
	bx	lr

call_hvc:
	hvc	#0
	bx	lr

hyp_elr:
	mrs	r0, elr_hyp
	bx	lr

	/*
	 * r0: the system control register with the MMU and the data cache off, r1: whether it is Hyp
	 * mode's, r2 to r3: purgatory's own memory, on the stack: bytes of a cache line. What the
	 * cache has of that memory is not seen any more when the register is written, the stack
	 * included, and is seen again when it is in memory: nothing must be read or written between.
	 */
caches_off:
	ldr	r12, [sp]
	dsb	sy
	isb
	cmp	r1, #0
	mcreq	p15, 0, r0, c1, c0, 0
	mcrne	p15, 4, r0, c1, c0, 0
	isb
1:
	mcr	p15, 0, r2, c7, c14, 1
	add	r2, r2, r12
	cmp	r2, r3
	blo	1b
	dsb	sy
	bx	lr

	/* An interrupt cannot come; every exception is the end. */
	.balign	32
vectors:
	.irp	vector, 0, 1, 2, 3, 4, 5, 6, 7
	b	exception_\vector
	.endr

	.irp	vector, 0, 1, 2, 3, 4, 5, 6, 7
exception_\vector:
	mov	r0, #\vector
	b	exception
	.endr

exception:
	mov	r1, lr
	set_stack r2
	b	report_exception

	.bss
	.balign	16
	.skip	STACK_SIZE
stack_end:

	.section .note.GNU-stack, "", %progbits
