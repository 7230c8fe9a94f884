#include "options.h"

#include "paths.h"

static const char magic[8] = { 'J', 'K', 'I', 'N', 'I', 'T', '0', '1' };

bool options_read(struct options *options)
{
	uint8_t head[OPTION_FIRST];

	options->token = 0;
	options->file = open_file(OWN_OPTIONS, OPEN_READ);
	if (options->file < 0 || read_all(options->file, head, sizeof(head), 0) != (long)sizeof(head))
		return false;
	for (unsigned i = 0; i < sizeof(magic); i++)
		if (head[i] != (uint8_t)magic[i])
			return false;
	options->token = get64(head + 8);
	options->flags = get32(head + 0x10);
	options->checks = get32(head + 0x14);
	for (unsigned i = 0; i < NEXT_SIZE; i++)
		options->next[i] = (char)head[0x18 + i];
	return options->checks <= OPTION_CHECKS && options->next[NEXT_SIZE - 1] == 0;
}

uint64_t options_check(const struct options *options, uint64_t at, struct check *check)
{
	uint8_t bytes[16];

	if (read_all(options->file, bytes, sizeof(bytes), at) != (long)sizeof(bytes))
		return 0;
	check->kind = get32(bytes);
	check->size = get32(bytes + 4);
	check->address = get64(bytes + 8);
	check->expected = at + sizeof(bytes);
	return check->expected + (((uint64_t)check->size + 7) & ~7ull);
}
