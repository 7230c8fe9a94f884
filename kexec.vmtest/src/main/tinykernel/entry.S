/*
 * The 64-bit entry, 0x200 behind the start of the protected-mode part ("64-bit Boot Protocol").
 * The registers are kept as they were found, then the C part reports them.
 */
	.section .entry, "ax"
	.code64
	.globl	image
image:
	/* The 32-bit entry: this kernel has none. */
	hlt
	jmp	image
	.org	0x200
entry64:
	movq	%rsp, found+0x38(%rip)
	leaq	stack+16384(%rip), %rsp
	pushfq
	popq	found+0x80(%rip)
	cli
	cld
	movq	%rax, found+0x00(%rip)
	movq	%rbx, found+0x08(%rip)
	movq	%rcx, found+0x10(%rip)
	movq	%rdx, found+0x18(%rip)
	movq	%rsi, found+0x20(%rip)
	movq	%rdi, found+0x28(%rip)
	movq	%rbp, found+0x30(%rip)
	movq	%r8,  found+0x40(%rip)
	movq	%r9,  found+0x48(%rip)
	movq	%r10, found+0x50(%rip)
	movq	%r11, found+0x58(%rip)
	movq	%r12, found+0x60(%rip)
	movq	%r13, found+0x68(%rip)
	movq	%r14, found+0x70(%rip)
	movq	%r15, found+0x78(%rip)
	call	report
1:	hlt
	jmp	1b

/* An exception ends in exception(vector, error, rip): the report says so, rather than a silent reset. */
	.balign	16, 0x90
	.globl	vectors
vectors:
	.set	number, 0
	.rept	32
	.balign	16, 0x90
	/* The others come without an error code. */
	.if	!(number == 8 || (number >= 10 && number <= 14) || number == 17 || number == 21)
	pushq	$0
	.endif
	pushq	$number
	jmp	excepted
	.set	number, number + 1
	.endr
excepted:
	popq	%rdi
	popq	%rsi
	popq	%rdx
	andq	$-16, %rsp
	call	exception
