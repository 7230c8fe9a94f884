package kexec.baremetal.internal.machine;

import java.util.ArrayList;
import java.util.List;
import kexec.api.fault.Finding;
import kexec.api.fault.Severity;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.api.text.ByteText;
import kexec.baremetal.internal.staging.ImageStager;

/**
 * The parts of a plan that {@code kexec_file_load} cannot load: an error if it is the first load
 * method, an info if it is only the fallback.
 */
final class FilesCheck {

  private static final String FORMAT = "bzImage";

  /** Linux, arch/x86/include/asm/setup.h: COMMAND_LINE_SIZE, including the NUL. */
  private static final int COMMAND_LINE_SIZE = 2048;

  /** Linux, arch/x86/kernel/kexec-bzimage64.c: the space reserved for {@code elfcorehdr=}. */
  private static final int MAX_ELFCOREHDR_STR_LEN = 30;

  private final Plan plan;
  private final boolean segments;
  private final Severity severity;
  private final List<Finding> findings = new ArrayList<>();

  private FilesCheck(Plan plan, boolean segments) {
    this.plan = plan;
    this.segments = segments;
    this.severity = plan.methods().get(0).equals(LoadMethod.FILES) ? Severity.ERROR : Severity.INFO;
  }

  /**
   * Checks a plan.
   *
   * @param open the load methods that the kernel permits: no finding recommends a blocked one
   */
  static List<Finding> of(Plan plan, List<LoadMethod> open) {
    if (!plan.methods().contains(LoadMethod.FILES)) {
      return List.of();
    }
    FilesCheck check = new FilesCheck(plan, open.contains(LoadMethod.SEGMENTS));
    check.format();
    check.modules();
    check.commandLine();
    return List.copyOf(check.findings);
  }

  private void format() {
    if (!plan.kernel().format().equals(FORMAT)) {
      add(
          "files-format",
          "the kernel is a %s, and kexec_file_load on x86_64 takes a bzImage only"
              .formatted(plan.kernel().format()),
          segments ? "Load its segments, or name a bzImage." : "Name a bzImage.");
    }
  }

  private void modules() {
    if (!plan.rangesOf(SegmentRole.MODULE).isEmpty()) {
      add(
          "files-modules",
          "kexec_file_load hands over no modules, and the plan has some",
          segments ? "Load the segments." : "Name a kernel that needs no modules.");
    }
  }

  private void commandLine() {
    int bytes = ByteText.bytes(ImageStager.commandLine(plan)).length;
    int added = plan.slot() == Slot.CRASH ? MAX_ELFCOREHDR_STR_LEN : 0;
    // The kernel counts the NUL, but compares with the image's limit, which excludes it.
    long limit = Math.min(COMMAND_LINE_SIZE - 1, plan.kernel().commandLineLimit());
    if (bytes + 1 + added > limit) {
      add(
          "files-command-line",
          "the command line has %d bytes, and kexec_file_load takes %d at most"
              .formatted(bytes, limit - 1 - added),
          "Shorten the command line" + (segments ? ", or load the segments." : "."));
    }
  }

  private void add(String code, String message, String cure) {
    findings.add(new Finding(severity, code, message, cure));
  }
}
