/* The kernel passes everything on the stack, which is aligned to 16 bytes (AMD64 supplement, 3.4.1). */
	.globl _start
_start:
	xorl %ebp, %ebp
	movq %rsp, %rdi
	call first_program
	hlt
	.section .note.GNU-stack, "", @progbits
