/* Numbers that the assembly, the C code and the loader share. */
#ifndef LAYOUT_H
#define LAYOUT_H

/* Raised whenever a loader that knows the old layout could not fill the new one. */
#define LAYOUT_VERSION 2

#define HEADER_OFFSET 0x10
#define OPTIONS_OFFSET 0x38
#define CAPACITY 24
#define SEGMENT_SIZE 72

#endif
