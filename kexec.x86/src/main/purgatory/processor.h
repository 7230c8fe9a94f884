#ifndef PROCESSOR_H
#define PROCESSOR_H

int has_sha_instructions(void);

#endif
