/* Included before every C source: all symbols are reached from the instruction pointer. */
#pragma GCC visibility push(hidden)
