/*
 * Takes a processor from the state in which a boot loader enters a PVH or a
 * Multiboot2 image to the state in which Linux jumps to a kexec image.
 *
 * Entered at shim32 in 32-bit protected mode with flat segments and without
 * paging (Xen, docs/misc/pvh.pandoc; Multiboot2 2.0, section 3.3). Relies on no
 * register and on no stack. The image may lie anywhere below 4 GiB: the loader
 * of this code writes the address into the first mov, the values at `values`,
 * and the table at `moves`, before anything runs.
 *
 * Leaves as Linux does in arch/x86/kernel/relocate_kernel_64.S: long mode, a 1:1
 * map, interrupts off, no interrupt table, flat segments, CR4 with PAE only, all
 * general registers clear except for a stack pointer.
 */
	.text
	.code32
	.globl	shim32
shim32:
	cli
	cld
	movl	$0, %ebx
after_base:
	leal	gdt(%ebx), %eax
	movl	%eax, gdt_pointer+2(%ebx)
	lgdt	gdt_pointer(%ebx)
	leal	long_mode(%ebx), %eax
	movl	%eax, far_pointer(%ebx)
	movl	$0x20, %eax		/* PAE */
	movl	%eax, %cr4
	movl	tables(%ebx), %eax
	movl	%eax, %cr3
	movl	$0xc0000080, %ecx	/* EFER */
	movl	$0x100, %eax		/* LME */
	xorl	%edx, %edx
	wrmsr
	movl	$0x80000033, %eax	/* PG, NE, ET, MP, PE: caches on, WP off */
	movl	%eax, %cr0
	ljmp	*far_pointer(%ebx)

	.code64
long_mode:
	movl	$0x18, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	%eax, %fs
	movl	%eax, %gs
	lidt	no_idt(%rip)
	leaq	stack_end(%rip), %rsp
	leaq	moves(%rip), %rbx
	movq	count(%rip), %rdx
next:
	testq	%rdx, %rdx
	jz	moved
	movq	(%rbx), %rsi
	movq	8(%rbx), %rdi
	movq	16(%rbx), %rcx
	cmpq	%rsi, %rdi
	je	in_place
	/* By quadwords: byte by byte, an emulator takes many times as long. */
	movq	%rcx, %rax
	shrq	$3, %rcx
	rep movsq
	movl	%eax, %ecx
	andl	$7, %ecx
	rep movsb
	jmp	tail
in_place:
	addq	%rcx, %rdi
tail:
	movq	24(%rbx), %rcx
	subq	16(%rbx), %rcx
	movq	%rcx, %rsi
	shrq	$3, %rcx
	xorl	%eax, %eax
	rep stosq
	movl	%esi, %ecx
	andl	$7, %ecx
	rep stosb
	addq	$32, %rbx
	decq	%rdx
	jmp	next
moved:
	xorl	%eax, %eax
	xorl	%ebx, %ebx
	xorl	%ecx, %ecx
	xorl	%edx, %edx
	xorl	%esi, %esi
	xorl	%edi, %edi
	xorl	%ebp, %ebp
	xorl	%r8d, %r8d
	xorl	%r9d, %r9d
	xorl	%r10d, %r10d
	xorl	%r11d, %r11d
	xorl	%r12d, %r12d
	xorl	%r13d, %r13d
	xorl	%r14d, %r14d
	xorl	%r15d, %r15d
leave:
	jmp	*jump(%rip)

	.balign	16, 0
	/* Marked as accessed, so that the processor need not write them. */
gdt:
	.quad	0
	.quad	0
	.quad	0x00af9b000000ffff	/* 0x10: 64-bit code, execute and read */
	.quad	0x00cf93000000ffff	/* 0x18: flat data, read and write */
gdt_end:
gdt_pointer:
	.word	gdt_end - gdt - 1
	.quad	0
no_idt:
	.word	0
	.quad	0
far_pointer:
	.long	0
	.word	0x10

	.balign	16, 0
	.skip	128
stack_end:

values:
tables:	.quad	0	/* the address of the top page table */
jump:	.quad	0	/* where to go in the end */
count:	.quad	0	/* the number of moves */
	.quad	0
	/* Of each: source, destination, bytes to copy, bytes in all with zeros at the end. */
moves:
