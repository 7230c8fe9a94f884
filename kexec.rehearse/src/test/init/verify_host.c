/*
 * Verifies core files on the machine that builds, as the first program would. The directory of the options is given
 * to the compiler; the arguments are core files. Prints for each its number of bytes and the verdicts.
 */
#include <stdio.h>

#include "verify.h"

int main(int count, char **arguments)
{
	struct options options;
	bool usable = options_read(&options);

	for (int i = 1; i < count; i++) {
		struct report report = { 1, false, options.token };
		struct line line;
		struct core core;
		struct check check;
		uint64_t at = OPTION_FIRST;
		int file = open_file(arguments[i], OPEN_READ);

		if (!usable) {
			puts("no options");
		} else if (!core_read(&core, file)) {
			puts("unreadable");
		} else {
			fflush(stdout);
			line_start(&line, &report, "checks");
			for (uint32_t n = 0; n < options.checks; n++) {
				at = options_check(&options, at, &check);
				if (at == 0)
					break;
				verify(&core, &options, &check, &line);
			}
			line_write(&line, &report);
		}
		close_file(file);
	}
	return 0;
}
