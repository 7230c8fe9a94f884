package kexec.baremetal.internal.diagnosis;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is wrong with a file or with memory that was handed over, where its errno alone tells. */
final class FileCauses {

  private FileCauses() {}

  static Verdict openForWriting(Incident incident) {
    return bad(
        "file-open-for-writing",
        names(incident) + " is open for writing in some program",
        "Wait until it is written, or close it in the program that has it open (fuser -v shows"
            + " which).");
  }

  static Verdict tooLarge(Incident incident) {
    return bad(
        "file-too-large",
        names(incident) + " is larger than the kernel reads",
        "Use a smaller initrd, or load the segments.");
  }

  static Verdict notOpen(Incident incident) {
    return new Verdict(
        Refusal.RECEIVER,
        "descriptor-closed",
        "the kernel or the initrd is not open for reading, or an initrd is missing that was"
            + " announced",
        "Report it: a file was closed while " + incident.failed().call().name() + " needed it.");
  }

  static Verdict unreadableContent(Incident incident) {
    return bad(
        "content-unreadable",
        incident.kind() == CallKind.FILE_LOAD
            ? "the command line is not in this process's memory"
            : "the content of a segment cannot be read; a file of it was cut short after it was"
                + " mapped",
        "Do not change the files while they are loaded; then plan and load again.");
  }

  static Verdict busy(Incident incident) {
    String cause =
        incident.kind() == CallKind.REBOOT
            ? "an image is being loaded"
                + (incident.facts().liveUpdates() ? ", or " + RebootCauses.LIVE_UPDATE : "")
            : "another program loads or unloads an image, or changes the crash region";
    return new Verdict(
        Refusal.BUSY, "kexec-busy", cause, "Try again when that has ended; it takes seconds.");
  }

  private static Verdict bad(String code, String cause, String cure) {
    return new Verdict(Refusal.BAD_FILE, code, cause, cure);
  }

  static String names(Incident incident) {
    String names =
        Stream.of(incident.kernel(), incident.initrd())
            .flatMap(file -> file.map(HandedFile::name).stream())
            .collect(Collectors.joining(" or "));
    return names.isEmpty() ? "the kernel or the initrd" : names;
  }
}
