/* Numbers that the assembly and the C code share. */
#ifndef DESCRIPTORS_H
#define DESCRIPTORS_H

#define CODE_SELECTOR 0x10
#define DATA_SELECTOR 0x18

/* Exceptions (Intel SDM volume 3, section 6.3.1); an interrupt of a device cannot come. */
#define VECTORS 32
#define VECTOR_SIZE 8

/* The exceptions that push an error code: 8, 10 to 14, 17, 21, 29, 30. */
#define WITH_ERROR_CODE 0x60227d00

/* Twice what the deepest calls take, with an exception on top of them. */
#define STACK_SIZE 2048

#endif
