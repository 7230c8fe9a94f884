/*
 * A Multiboot kernel that plays the receiver: it goes into long mode with a 1:1 map of 4 GiB, lays
 * out what its module says, and jumps.
 *
 * The module, little-endian: u64 entry, u64 n, then n times { u64 destination, u64 content bytes,
 * u64 memory bytes, u64 offset of the content in the module }.
 */
	.text
	.code32
	/* Multiboot specification 0.6.96, section 3.1. */
	.balign	4
multiboot:
	.long	0x1badb002
	.long	0x00010000			/* the addresses below count */
	.long	-(0x1badb002 + 0x00010000)
	.long	multiboot			/* header_addr */
	.long	multiboot			/* load_addr */
	.long	load_end			/* load_end_addr */
	.long	bss_end				/* bss_end_addr */
	.long	start				/* entry_addr */

	.globl	start
start:
	cli
	cld
	movl	24(%ebx), %ebp			/* mods_addr */
	movl	(%ebp), %ebp			/* mod_start */

	/* Pages of 2 MiB: present, writable, large. */
	movl	$page_directories, %edi
	movl	$0x83, %eax
	xorl	%edx, %edx
1:	movl	%eax, (%edi)
	movl	%edx, 4(%edi)
	addl	$8, %edi
	addl	$0x200000, %eax
	jnc	1b
	movl	$page_directories + 3, pointers
	movl	$page_directories + 0x1003, pointers + 8
	movl	$page_directories + 0x2003, pointers + 16
	movl	$page_directories + 0x3003, pointers + 24
	movl	$pointers + 3, top
	movl	$top, %eax
	movl	%eax, %cr3

	movl	$0x20, %eax			/* PAE, and not OSFXSR */
	movl	%eax, %cr4
	movl	$0xc0000080, %ecx		/* EFER: LME */
	rdmsr
	orl	$0x100, %eax
	wrmsr
	movl	$0x8000001d, %eax		/* PG, ET, TS, EM, PE: SSE is not to be used */
	movl	%eax, %cr0
	lgdt	gdt_pointer
	ljmp	$0x08, $long_mode

	.code64
long_mode:
	/* Interrupts and exceptions have nowhere to go, as after a receiver's jump. */
	lidt	no_idt(%rip)
	movl	%ebp, %ebp
	movq	8(%rbp), %rbx
	leaq	16(%rbp), %rdx
1:
	testq	%rbx, %rbx
	jz	2f
	movq	0(%rdx), %rdi
	movq	8(%rdx), %rcx
	movq	24(%rdx), %rsi
	addq	%rbp, %rsi
	rep movsb
	movq	16(%rdx), %rcx
	subq	8(%rdx), %rcx
	xorl	%eax, %eax
	rep stosb
	addq	$32, %rdx
	decq	%rbx
	jmp	1b
2:
	/* No stack, and a descriptor table that is not there. */
	movq	0(%rbp), %rax
	movq	$-1, %rsp
	lgdt	no_idt(%rip)
	jmp	*%rax

	.balign	8
gdt:
	.quad	0
	.quad	0x00af9b000000ffff
gdt_end:
gdt_pointer:
	.word	gdt_end - gdt - 1
	.long	gdt
no_idt:
	.word	0
	.quad	0
load_end:

	.bss
	.balign	4096
top:			.skip	4096
pointers:		.skip	4096
page_directories:	.skip	4 * 4096
bss_end:
