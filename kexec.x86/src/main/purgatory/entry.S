/*
 * Purgatory's first instructions, the block that the loader fills, and what the processor needs to
 * run C and to survive an exception.
 *
 * Entered at offset 0 in long mode with a 1:1 map, one processor. Nothing of the old system can be
 * used any more: not its stack, not its descriptor tables. Runs wherever it was loaded.
 */
#include "descriptors.h"
#include "layout.h"

	.section .head, "awx"
	.code64
	.globl	entry, vectors, gates
	.hidden	entry, vectors, gates
entry:
	jmp	start

#include "header.S"
	/* struct options of options.h */
serial_port:	.short	0
text_screen:	.byte	0
		.skip	5
options_end:

	.text
start:
	cli
	cld
	leaq	stack_end(%rip), %rsp
	leaq	gdt(%rip), %rax
	movq	%rax, gdt_pointer+2(%rip)
	lgdt	gdt_pointer(%rip)
	movl	$DATA_SELECTOR, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	/* Only a far return loads CS, which the gates below name. */
	pushq	$CODE_SELECTOR
	leaq	1f(%rip), %rax
	pushq	%rax
	lretq
1:
	sidt	old_idt_pointer(%rip)
	call	make_gates
	leaq	gates(%rip), %rax
	movq	%rax, idt_pointer+2(%rip)
	lidt	idt_pointer(%rip)
	call	purgatory
	/* Once the kernel runs, the gates are no longer anybody's. */
	lidt	old_idt_pointer(%rip)
	jmp	*%rax

	/*
	 * A gate leads to its 8 bytes here. A non-maskable interrupt, as of a watchdog that still
	 * runs, must not end the check; all other exceptions are the end.
	 */
	.balign	VECTOR_SIZE
vectors:
	.set	vector, 0
	.rept	VECTORS
	.balign	VECTOR_SIZE
	.if	vector == 2
	iretq
	.else
	call	exception
	.endif
	.set	vector, vector + 1
	.endr

	/* On the stack: the return address into vectors, for some an error code, RIP, and more. */
exception:
	popq	%rdi
	leaq	vectors(%rip), %rax
	subq	%rax, %rdi
	shrq	$3, %rdi
	movl	$WITH_ERROR_CODE, %eax
	btl	%edi, %eax
	jnc	1f
	popq	%rax
1:
	movq	(%rsp), %rsi
	movq	%cr2, %rdx
	andq	$-16, %rsp
	call	report_exception

	.data
	/* Marked as accessed, so that the processor need not write them. */
	.balign	8
gdt:
	.quad	0
	.quad	0
	.quad	0x00af9b000000ffff	/* CODE_SELECTOR: 64-bit code, execute and read */
	.quad	0x00cf93000000ffff	/* DATA_SELECTOR: flat data, read and write */
gdt_end:
gdt_pointer:
	.word	gdt_end - gdt - 1
	.quad	0
idt_pointer:
	.word	gates_end - gates - 1
	.quad	0
old_idt_pointer:
	.word	0
	.quad	0

	.bss
	.balign	16
gates:
	.skip	16 * VECTORS
gates_end:
	.balign	16
	.skip	STACK_SIZE
stack_end:

	.section .note.GNU-stack, "", @progbits
