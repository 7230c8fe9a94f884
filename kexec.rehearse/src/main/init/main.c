/*
 * The first program of a rehearsed image. It reports that programs run, how much memory there is and, in a crash
 * kernel, whether the crashed system's memory can be read; then it removes itself and runs the image's own init.
 */
#include "core.h"
#include "line.h"
#include "memory.h"
#include "options.h"
#include "paths.h"
#include "verify.h"

static void report_word(const struct report *report, const char *word, long error)
{
	struct line line;

	line_start(&line, report, word);
	if (error < 0)
		line_error(&line, error);
	line_write(&line, report);
}

static void report_checks(const struct report *report, const struct options *options, const struct core *core)
{
	struct line line;
	struct check check;
	uint64_t at = OPTION_FIRST;

	line_start(&line, report, "checks");
	for (uint32_t i = 0; i < options->checks; i++) {
		at = options_check(options, at, &check);
		if (at == 0)
			break;
		verify(core, options, &check, &line);
	}
	line_write(&line, report);
}

static void report_core(const struct report *report, const struct options *options)
{
	struct core core;
	struct line line;
	int file = open_file(OWN_PROC "/vmcore", OPEN_READ);

	if (file < 0) {
		report_word(report, "vmcore absent", file);
		return;
	}
	if (core_read(&core, file)) {
		line_start(&line, report, core.wide ? "vmcore elf64 " : "vmcore elf32 ");
		line_hex(&line, core.size);
		line_write(&line, report);
		report_checks(report, options, &core);
	} else {
		report_word(report, "vmcore unreadable", 0);
	}
	close_file(file);
}

static void report_system(const struct report *report, const struct options *options)
{
	long mounted = call5(CALL_MOUNT, (long)"proc", (long)OWN_PROC, (long)"proc", MS_NOSUID_NODEV_NOEXEC, 0);

	if (mounted < 0) {
		report_word(report, "no-proc", mounted);
		return;
	}
	memory_report(report);
	if (options->flags & OPTION_CORE)
		report_core(report, options);
	if (call5(CALL_UMOUNT, (long)OWN_PROC, 0, 0, 0, 0) < 0)
		call5(CALL_UMOUNT, (long)OWN_PROC, MNT_DETACH, 0, 0, 0);
}

static void remove_path(const char *path, int flags)
{
	call5(CALL_UNLINKAT, AT_FDCWD, (long)path, flags, 0, 0);
}

static void remove_files(void)
{
	remove_path(OWN_PROC, AT_REMOVEDIR);
	remove_path(OWN_OPTIONS, 0);
	remove_path(OWN_LOG, 0);
	remove_path(OWN_CONSOLE, 0);
	remove_path(OWN_PROGRAM, 0);
	remove_path(OWN_DIRECTORY, AT_REMOVEDIR);
}

/* With the kernel's arguments and environment, but for the name of the program. */
static long run_next(const struct options *options, long *stack)
{
	const char **arguments = (const char **)(stack + 1);
	long count = stack[0];

	if (count > 0)
		arguments[0] = options->next;
	return call5(CALL_EXECVE, (long)options->next, (long)arguments, (long)(arguments + count + 1), 0, 0);
}

__attribute__((noreturn)) void first_program(long *stack)
{
	struct report report;
	struct options options;
	bool usable = options_read(&options);

	report_open(&report);
	report.token = options.token;
	report_word(&report, "started", 0);
	if (usable) {
		report_system(&report, &options);
		remove_files();
	} else {
		report_word(&report, "no-options", 0);
	}
	if (usable && options.next[0] != 0) {
		report_word(&report, "exec", 0);
		report_word(&report, "exec-failed", run_next(&options, stack));
	}
	report_word(&report, "poweroff", 0);
	call5(CALL_REBOOT, REBOOT_MAGIC1, REBOOT_MAGIC2, REBOOT_POWER_OFF, 0, 0);
	/* The kernel panics, which ends the rehearsal too. */
	for (;;)
		call5(CALL_EXIT, 1, 0, 0, 0, 0);
}
