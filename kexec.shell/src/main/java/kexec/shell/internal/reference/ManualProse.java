package kexec.shell.internal.reference;

import java.util.List;

/** The parts of the manual page that no definition has. */
final class ManualProse {

  private record Term(String name, String explanation) {}

  private static final List<Term> EXIT_STATUS =
      List.of(
          new Term("0", "Done."),
          new Term(
              "1",
              "Refused or failed; standard error tells what, why, and the cure. For simulate and exec"
                  + " also: a check failed. For rehearse: the goal was not reached."),
          new Term("2", "A usage error; nothing was done."),
          new Term(
              "4",
              "Not permitted: the capability is missing, or the system forbids the operation for every"
                  + " user."),
          new Term("129, 130, 143", "Ended by SIGHUP, SIGINT or SIGTERM."));

  private static final List<Term> ENVIRONMENT =
      List.of(
          new Term("JAVA_HOME", "The JDK or JRE, 17 or later. By default the java on the path."),
          new Term(
              "JKEXEC_LOG",
              "The level of the log on standard error: error, warn, info, debug or trace. By default"
                  + " warn."),
          new Term(
              "JKEXEC_MACHINE",
              "The machine for commands that name none. By default the best one present."),
          new Term(
              "JKEXEC_STATE",
              "The directory for the records of loaded images. By default /var/lib/jkexec for root, and"
                  + " $XDG_STATE_HOME/jkexec or ~/.local/state/jkexec for others."),
          new Term("NO_COLOR", "If it is set and not empty, no colors are used."),
          new Term(
              "PATH",
              "Also where rehearse and load --rehearse look for the emulator, which is QEMU."),
          new Term("TERM", "If it is dumb or not set, neither colors nor progress are shown."),
          new Term(
              "TMPDIR",
              "Where what is executed is unpacked, for the time of a run. By default /tmp."));

  private static final List<Term> FILES =
      List.of(
          new Term("/etc/jkexec/policy", "What may be loaded, if it exists."),
          new Term("/proc/iomem", "The machine's memory. Only root sees its addresses."),
          new Term("/proc/cmdline", "The running kernel's command line."),
          new Term(
              "/sys/kernel/kexec_loaded, /sys/kernel/kexec_crash_loaded",
              "Whether the slots hold an image."),
          new Term("/sys/firmware/initrd", "The initial RAM disk that --reuseinitrd uses."),
          new Term("/var/lib/jkexec", "The records of what root has loaded."));

  private ManualProse() {}

  static void description(Roff page) {
    page.section("DESCRIPTION");
    page.text(
        "jkexec loads another kernel into the memory of the running one, and starts it without the"
            + " firmware: at once, or when the running kernel crashes. It shows, checks, simulates and"
            + " rehearses such a jump before it is executed.");
    page.paragraph(
        "Standard output contains only the result. Errors go to standard error in three parts: what was"
            + " attempted, why it failed, and the cure. Progress is shown there if it is a terminal, with a"
            + " bar for work that takes longer than half a second, and in a log with --verbose.");
    page.paragraph(
        "Command lines and file names are bytes. jkexec passes them on unchanged in every locale.");
  }

  static void after(Roff page) {
    terms(page, "EXIT STATUS", EXIT_STATUS);
    terms(page, "ENVIRONMENT", ENVIRONMENT);
    terms(page, "FILES", FILES);
  }

  static void seeAlso(Roff page) {
    page.section("SEE ALSO");
    page.line(".BR kexec (8),");
    page.line(".BR kdump (5),");
    page.line(".BR systemctl (1),");
    page.line(".BR qemu\\-system\\-x86_64 (1)");
  }

  private static void terms(Roff page, String title, List<Term> terms) {
    page.section(title);
    terms.forEach(term -> page.term(Roff.bold(term.name()), term.explanation()));
  }
}
