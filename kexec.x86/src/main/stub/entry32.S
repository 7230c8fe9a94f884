/*
 * Takes the processor out of long mode into the state that a Multiboot kernel
 * expects (Multiboot Specification 0.6.96, section 3.2 "Machine state"; Multiboot2
 * Specification 2.0, section 3.3 "I386 machine state"), and jumps to it.
 *
 * Entered in long mode with a 1:1 map, one processor, at entry32. Runs wherever
 * it was loaded below 4 GiB. The loader fills the table at `values` before it
 * loads the stub. The descriptors and the stack lie in the stub itself, because
 * nothing else is known to be left alone.
 */
	.text
	.code64
	.globl	entry32
entry32:
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
	/* 32-bit code cannot ask where it lies. */
	leaq	values(%rip), %rdi
	/* Only a far return loads CS: with a 32-bit segment, which is compatibility mode. */
	pushq	$0x10
	leaq	1f(%rip), %rax
	pushq	%rax
	lretq

	.code32
1:
	/* Paging cannot be switched off while CR4.PCIDE (bit 17) is set. */
	movl	%cr4, %eax
	andl	$~(1 << 17), %eax
	movl	%eax, %cr4
	/* CR0.PG (bit 31): this leaves long mode. */
	movl	%cr0, %eax
	andl	$~(1 << 31), %eax
	movl	%eax, %cr0
	/* EFER.LME (bit 8), or the kernel's own paging would lead back there. */
	movl	$0xc0000080, %ecx
	rdmsr
	andl	$~(1 << 8), %eax
	wrmsr
	/* CR4.PAE, and whatever else the last kernel used. */
	xorl	%eax, %eax
	movl	%eax, %cr4
	/* The table lies in the order in which popal takes it; then ret takes eip. */
	movl	%edi, %esp
	popal
	ret

	.balign	16, 0
	/* Marked as accessed, so that the processor need not write them. */
gdt:
	.quad	0
	.quad	0
	.quad	0x00cf9b000000ffff	/* 0x10: 32-bit code, flat, execute and read */
	.quad	0x00cf93000000ffff	/* 0x18: 32-bit data, flat, read and write */
gdt_end:
gdt_pointer:
	.word	gdt_end - gdt - 1
	.quad	0

	.balign	16, 0
	.skip	64
stack_end:

	.balign	16, 0
values:
edi_value:	.long	0
esi_value:	.long	0
ebp_value:	.long	0
unused_value:	.long	0	/* popal passes over esp */
ebx_value:	.long	0
edx_value:	.long	0
ecx_value:	.long	0
eax_value:	.long	0
eip_value:	.long	0
