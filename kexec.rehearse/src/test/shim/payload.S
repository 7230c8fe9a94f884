/*
 * In place of a kernel: writes the texts whose addresses the table at `texts` has
 * to the first serial port, then resets the machine by a fault without a handler.
 * Writes "not as Linux jumps" first if it is entered in another state.
 */
	.text
	.code64
	.globl	_start
_start:
	orq	%rbx, %rax
	orq	%rcx, %rax
	orq	%rdx, %rax
	orq	%rsi, %rax
	orq	%rdi, %rax
	orq	%rbp, %rax
	orq	%r8, %rax
	orq	%r9, %rax
	orq	%r10, %rax
	orq	%r11, %rax
	orq	%r12, %rax
	orq	%r13, %rax
	orq	%r14, %rax
	orq	%r15, %rax
	jnz	wrong
	pushfq
	popq	%rax
	testl	$0x600, %eax		/* IF, DF */
	jnz	wrong
	movq	%cr4, %rax
	cmpq	$0x20, %rax		/* PAE */
	jne	wrong
	movq	%cr0, %rax
	andl	$0xe001000e, %eax	/* PG, CD, NW, WP, TS, EM, MP */
	cmpl	$0x80000002, %eax
	je	all
wrong:
	leaq	not_as(%rip), %rsi
	call	write
all:
	leaq	texts(%rip), %rbx
next:
	movq	(%rbx), %rsi
	testq	%rsi, %rsi
	jz	end
	call	write
	addq	$8, %rbx
	jmp	next
end:
	ud2

write:
	movl	$0x3f8, %edx
1:	lodsb
	testb	%al, %al
	jz	2f
	outb	%al, %dx
	jmp	1b
2:	movb	$10, %al
	outb	%al, %dx
	ret

not_as:	.asciz	"not as Linux jumps"
	.balign	8
texts:
