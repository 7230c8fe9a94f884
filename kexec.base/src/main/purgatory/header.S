/*
 * For inclusion in the section .head behind the first instruction, at `entry`: struct header of
 * purgatory.h, and the room for the table. The loader fills what is zero here. The includer goes
 * on with its struct options.
 */
	.globl	header, options, table
	.hidden	header, options, table, purgatory_end

	.section .table, "a"
	.balign	16
table:
	.skip	SEGMENT_SIZE * CAPACITY
table_end:

	.section .head
	.org	HEADER_OFFSET, 0
header:
magic:		.ascii	"JKPURGAT"
version:	.long	LAYOUT_VERSION
table_offset:	.long	table - entry
capacity:	.long	CAPACITY
count:		.long	0
jump:		.quad	0
memory:		.long	purgatory_end - entry
verbose:	.byte	0
on_mismatch:	.byte	0
		.skip	2
options:
