/*
 * Brings the processor into the state that a 64-bit Linux kernel expects
 * (Documentation/arch/x86/boot.rst, "64-bit Boot Protocol"), and jumps to it.
 *
 * Entered in long mode with a 1:1 map, one processor, at entry64. Runs wherever
 * it was loaded. The loader fills the table at `values` before it loads the stub.
 * The descriptors and the stack lie in the stub itself, because nothing else is
 * known to be left alone.
 */
	.text
	.code64
	.globl	entry64
entry64:
	cli
	cld
	leaq	stack_end(%rip), %rsp
	leaq	gdt(%rip), %rax
	movq	%rax, gdt_pointer+2(%rip)
	lgdt	gdt_pointer(%rip)
	movl	$0x18, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	%eax, %fs
	movl	%eax, %gs
	/* Only a far return loads CS. */
	pushq	$0x10
	leaq	1f(%rip), %rax
	pushq	%rax
	lretq
1:
	movq	rax_value(%rip), %rax
	movq	rbx_value(%rip), %rbx
	movq	rcx_value(%rip), %rcx
	movq	rdx_value(%rip), %rdx
	movq	rsi_value(%rip), %rsi
	movq	rdi_value(%rip), %rdi
	movq	rbp_value(%rip), %rbp
	movq	rsp_value(%rip), %rsp
	movq	r8_value(%rip), %r8
	movq	r9_value(%rip), %r9
	movq	r10_value(%rip), %r10
	movq	r11_value(%rip), %r11
	movq	r12_value(%rip), %r12
	movq	r13_value(%rip), %r13
	movq	r14_value(%rip), %r14
	movq	r15_value(%rip), %r15
	jmp	*rip_value(%rip)

	.balign	16, 0
	/* Marked as accessed, so that the processor need not write them. */
gdt:
	.quad	0
	.quad	0
	.quad	0x00af9b000000ffff	/* 0x10 __BOOT_CS: 64-bit code, execute and read */
	.quad	0x00cf93000000ffff	/* 0x18 __BOOT_DS: flat data, read and write */
gdt_end:
gdt_pointer:
	.word	gdt_end - gdt - 1
	.quad	0

	.balign	16, 0
	.skip	128
stack_end:

	.balign	16, 0
values:
rax_value:	.quad	0
rbx_value:	.quad	0
rcx_value:	.quad	0
rdx_value:	.quad	0
rsi_value:	.quad	0
rdi_value:	.quad	0
rbp_value:	.quad	0
rsp_value:	.quad	0
r8_value:	.quad	0
r9_value:	.quad	0
r10_value:	.quad	0
r11_value:	.quad	0
r12_value:	.quad	0
r13_value:	.quad	0
r14_value:	.quad	0
r15_value:	.quad	0
rip_value:	.quad	0
