/*
 * A kernel that says on QEMU's PL011 in what state it was entered, and switches the machine off
 * (PSCI SYSTEM_OFF). Entered at its first byte.
 */
#define PL011 0x09000000
#define SYSTEM_OFF 0x84000008

	.macro	say	name, register
	mov	x20, \register
	adr	x21, \name
	bl	text
	.endm

	.text
	.globl	kernel
kernel:
	mov	x10, x0
	mov	x11, x1
	mov	x12, x2
	mov	x13, x3
	ldr	x22, =PL011
	say	x0_text, x10
	bl	digits
	say	x1_text, x11
	bl	digits
	say	x2_text, x12
	bl	digits
	say	x3_text, x13
	bl	digits
	mrs	x9, CurrentEL
	cmp	x9, #(2 << 2)
	b.eq	1f
	mrs	x14, sctlr_el1
	mrs	x15, vbar_el1
	mrs	x16, cpacr_el1
	b	2f
1:
	mrs	x14, sctlr_el2
	mrs	x15, vbar_el2
	mrs	x16, cptr_el2
2:
	say	el_text, x9
	bl	digits
	/* The MMU, the data cache and the instruction cache: M, C and I. */
	ldr	x1, =0x1005
	and	x14, x14, x1
	say	sctlr_text, x14
	bl	digits
	say	vbar_text, x15
	bl	digits
	say	access_text, x16
	bl	digits
	adr	x21, end_text
	bl	text
	ldr	x0, =SYSTEM_OFF
	cmp	x9, #(2 << 2)
	b.eq	3f
	hvc	#0
3:
	smc	#0
4:
	wfi
	b	4b

	/* x20 in hexadecimal digits. */
digits:
	mov	x1, #60
1:
	lsr	x2, x20, x1
	and	x2, x2, #15
	cmp	x2, #10
	add	x3, x2, #'0'
	add	x2, x2, #('a' - 10)
	csel	x2, x3, x2, lo
	str	w2, [x22]
	subs	x1, x1, #4
	b.pl	1b
	ret

	/* The text at x21. */
text:
	ldrb	w1, [x21], #1
	cbz	w1, 1f
	str	w1, [x22]
	b	text
1:
	ret

x0_text:	.asciz	"kernel entered: x0="
x1_text:	.asciz	" x1="
x2_text:	.asciz	" x2="
x3_text:	.asciz	" x3="
el_text:	.asciz	" el="
sctlr_text:	.asciz	" sctlr="
vbar_text:	.asciz	" vbar="
access_text:	.asciz	" access="
end_text:	.asciz	"\r\n"
	.balign	8
	.ltorg
