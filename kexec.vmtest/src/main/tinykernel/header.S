/*
 * The first two sectors of the bzImage: Linux boot protocol 2.15, "The Real-Mode Kernel Header"
 * (Documentation/arch/x86/boot.rst). There is no real-mode code: this kernel is entered at its
 * 64-bit entry only, as kexec does.
 */
	.section .header, "a"
	.globl	header
header:
	.org	0x1f1
	.byte	1			/* setup_sects */
	.word	0			/* root_flags */
	.long	syssize			/* syssize, in 16 bytes */
	.word	0			/* ram_size */
	.word	0xffff			/* vid_mode: normal */
	.word	0			/* root_dev */
	.word	0xaa55			/* boot_flag */
	.byte	0xeb, end - magic	/* jump: its second byte gives the header's length */
magic:
	.ascii	"HdrS"			/* header */
	.word	0x020f			/* version */
	.long	0			/* realmode_swtch */
	.word	0			/* start_sys_seg */
	.word	name - header - 0x200	/* kernel_version */
	.byte	0			/* type_of_loader */
	.byte	1			/* loadflags: LOADED_HIGH */
	.word	0			/* setup_move_size */
	.long	0x100000		/* code32_start */
	.long	0			/* ramdisk_image */
	.long	0			/* ramdisk_size */
	.long	0			/* bootsect_kludge */
	.word	0			/* heap_end_ptr */
	.byte	0			/* ext_loader_ver */
	.byte	0			/* ext_loader_type */
	.long	0			/* cmd_line_ptr */
	.long	0x7fffffff		/* initrd_addr_max */
	.long	0x200000		/* kernel_alignment */
	.byte	1			/* relocatable_kernel */
	.byte	21			/* min_alignment: 2 MiB */
	.word	0x23			/* xloadflags: XLF_KERNEL_64, XLF_CAN_BE_LOADED_ABOVE_4G, XLF_5LEVEL */
	.long	2047			/* cmdline_size */
	.long	0			/* hardware_subarch: PC */
	.quad	0			/* hardware_subarch_data */
	.long	0			/* payload_offset */
	.long	0			/* payload_length */
	.quad	0			/* setup_data */
	.quad	0x1000000		/* pref_address */
	.long	init_size		/* init_size */
	.long	0			/* handover_offset */
	.long	0			/* kernel_info_offset */
end:
name:
	.asciz	COMPILER
	.org	0x400
