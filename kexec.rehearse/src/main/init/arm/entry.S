/* The kernel passes everything on the stack, which is aligned to 8 bytes or more. */
	.syntax unified
	.arm
	.globl _start
_start:
	mov fp, #0
	mov lr, #0
	mov r0, sp
	bl first_program
	udf #0
	.section .note.GNU-stack, "", %progbits
