/* The kernel passes everything on the stack, which is aligned to 16 bytes. */
	.globl _start
_start:
	mov x29, #0
	mov x30, #0
	mov x0, sp
	bl first_program
	brk #0
	.section .note.GNU-stack, "", @progbits
