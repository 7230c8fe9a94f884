package kexec.receiver.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.fault.Severity;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.api.text.ByteText;
import kexec.receiver.host.KexecArchitecture;
import kexec.receiver.staging.ImageStager;

/**
 * The parts of a plan that {@code kexec_file_load} cannot load: an error if it is the first load
 * method, an info if it is only the fallback.
 */
final class FilesCheck {

  private final Plan plan;
  private final KexecArchitecture architecture;
  private final boolean segments;
  private final Severity severity;
  private final List<Finding> findings = new ArrayList<>();

  private FilesCheck(Plan plan, KexecArchitecture architecture, boolean segments) {
    this.plan = plan;
    this.architecture = architecture;
    this.segments = segments;
    this.severity = plan.methods().get(0).equals(LoadMethod.FILES) ? Severity.ERROR : Severity.INFO;
  }

  /**
   * Checks a plan.
   *
   * @param architecture what the kernel takes
   * @param open the load methods that the kernel permits: no finding recommends a blocked one
   */
  static List<Finding> of(Plan plan, KexecArchitecture architecture, List<LoadMethod> open) {
    if (!plan.methods().contains(LoadMethod.FILES)) {
      return List.of();
    }
    FilesCheck check = new FilesCheck(plan, architecture, open.contains(LoadMethod.SEGMENTS));
    check.format();
    check.wrappers();
    check.modules();
    check.commandLine();
    return List.copyOf(check.findings);
  }

  private void format() {
    Optional<String> format = architecture.fileFormat();
    if (format.isEmpty()) {
      add(
          "files-format",
          "Linux has no kexec_file_load on " + architecture.architecture().label(),
          "Load the segments.");
    } else if (!plan.kernel().format().equals(format.get())) {
      add(
          "files-format",
          "the kernel is a %s, and kexec_file_load on %s takes a file in the format %s only"
              .formatted(plan.kernel().format(), architecture.architecture().label(), format.get()),
          "%same a kernel in the format %s."
              .formatted(segments ? "Load its segments, or n" : "N", format.get()));
    }
  }

  private void wrappers() {
    if (!plan.kernel().wrappers().isEmpty()) {
      add(
          "files-wrapped",
          "the kernel's file is a %s, and the running kernel takes the kernel itself only"
              .formatted(String.join(" with a ", plan.kernel().wrappers())),
          segments ? "Load the segments." : "Take the kernel out of it, and name that.");
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
    int added = plan.slot() == Slot.CRASH ? architecture.coreHeaderWord() : 0;
    // The kernel counts the NUL, but compares with the image's limit, which excludes it.
    long limit = Math.min(architecture.commandLineSize() - 1, plan.kernel().commandLineLimit());
    if (bytes + 1 + added > limit) {
      add(
          "files-command-line",
          "the command line has %s bytes, and kexec_file_load takes %s at most"
              .formatted(bytes, limit - 1 - added),
          "Shorten the command line" + (segments ? ", or load the segments." : "."));
    }
  }

  private void add(String code, String message, String cure) {
    findings.add(new Finding(severity, code, message, cure));
  }
}
