/*
 * A kernel that says on QEMU's PL011 in what state it was entered, and switches the machine off
 * (PSCI SYSTEM_OFF). Entered at its first byte.
 */
#define PL011 0x09000000
#define SYSTEM_OFF 0x84000008
#define MODE 0x1f
#define HYP_MODE 0x1a

	.syntax	unified
	.arch_extension sec
	.arch_extension virt
	.arm

	.macro	say	name, register
	mov	r10, \register
	adr	r11, \name
	bl	text
	bl	digits
	.endm

	.text
	.globl	kernel
kernel:
	mov	r7, r0
	mov	r8, r1
	mov	r9, r2
	ldr	r6, =PL011
	say	r0_text, r7
	say	r1_text, r8
	say	r2_text, r9
	mrs	r7, cpsr
	and	r7, r7, #MODE
	say	mode_text, r7
	cmp	r7, #HYP_MODE
	/* The MMU, the data cache, the instruction cache and high vectors: M, C, I and V. */
	ldr	r9, =0x3005
	mrceq	p15, 4, r8, c1, c0, 0
	mrcne	p15, 0, r8, c1, c0, 0
	and	r8, r8, r9
	say	sctlr_text, r8
	cmp	r7, #HYP_MODE
	mrceq	p15, 4, r8, c12, c0, 0
	mrcne	p15, 0, r8, c12, c0, 0
	say	vbar_text, r8
	mrc	p15, 0, r8, c2, c0, 2
	say	ttbcr_text, r8
	adr	r11, end_text
	bl	text
	ldr	r0, =SYSTEM_OFF
	cmp	r7, #HYP_MODE
	beq	1f
	hvc	#0
1:
	smc	#0
2:
	wfi
	b	2b

	/* r10 in hexadecimal digits. */
digits:
	mov	r1, #28
1:
	lsr	r2, r10, r1
	and	r2, r2, #15
	cmp	r2, #10
	addlo	r2, r2, #'0'
	addhs	r2, r2, #('a' - 10)
	str	r2, [r6]
	subs	r1, r1, #4
	bpl	1b
	bx	lr

	/* The text at r11. */
text:
	ldrb	r1, [r11], #1
	cmp	r1, #0
	bxeq	lr
	str	r1, [r6]
	b	text

	.ltorg
r0_text:	.asciz	"kernel entered: r0="
r1_text:	.asciz	" r1="
r2_text:	.asciz	" r2="
mode_text:	.asciz	" mode="
sctlr_text:	.asciz	" sctlr="
vbar_text:	.asciz	" vbar="
ttbcr_text:	.asciz	" ttbcr="
end_text:	.asciz	"\r\n"
