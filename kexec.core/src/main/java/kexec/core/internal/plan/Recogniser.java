package kexec.core.internal.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import kexec.api.boot.BootProtocol;
import kexec.api.boot.Bootable;
import kexec.api.boot.Recognition;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.MappedFile;
import kexec.api.text.FileName;

/** Asks every boot protocol whether it recognises a file. */
public final class Recogniser {

  private Recogniser() {}

  /**
   * A kernel file that a protocol boots.
   *
   * @param protocol the protocol
   * @param facts the file's facts
   * @param bootable builds images of it
   */
  public record Kernel(BootProtocol protocol, KernelFacts facts, Bootable bootable) {}

  /**
   * The protocols' answers for a file.
   *
   * @param kernel the kernel, if a protocol boots the file
   * @param problems the errors that the other protocols found in it
   * @param foreignTo why it is not of the others' kind, by protocol name
   */
  public record Verdict(
      Optional<Kernel> kernel, List<Finding> problems, Map<String, String> foreignTo) {}

  /**
   * Asks protocols in their order; the first that boots the file is used.
   *
   * @param file the file
   * @param protocols the protocols
   * @return their answers
   * @throws KexecException if the file cannot be read
   */
  public static Verdict ask(MappedFile file, List<BootProtocol> protocols) throws KexecException {
    List<Finding> problems = new ArrayList<>();
    Map<String, String> foreign = new LinkedHashMap<>();
    for (BootProtocol protocol : protocols) {
      Recognition answer = FileGuard.read(List.of(file), () -> protocol.recognise(file));
      if (answer instanceof Recognition.Recognised yes) {
        return new Verdict(
            Optional.of(new Kernel(protocol, yes.facts(), yes.kernel())),
            List.of(),
            Map.copyOf(foreign));
      } else if (answer instanceof Recognition.Malformed malformed) {
        problems.add(malformed.finding());
      } else if (answer instanceof Recognition.Foreign no) {
        foreign.put(protocol.name(), no.reason());
      }
    }
    return new Verdict(Optional.empty(), problems, foreign);
  }

  /**
   * Explains why no protocol boots a file.
   *
   * @param file the file
   * @param verdict the protocols' answers
   * @return at least one error
   * @throws KexecException if the file cannot be read
   */
  public static List<Finding> refusal(MappedFile file, Verdict verdict) throws KexecException {
    if (!verdict.problems().isEmpty()) {
      return verdict.problems();
    }
    if (verdict.foreignTo().isEmpty()) {
      return List.of(
          Finding.error(
              "protocol-missing",
              "no boot protocol is present to recognise " + FileName.of(file.path()),
              "Start a bundle that provides the boot protocol of this kernel's architecture."));
    }
    Optional<KnownFormat> format = FileGuard.read(List.of(file), () -> KnownFormats.of(file));
    String kind = format.map(known -> ", which is " + known.name()).orElse("");
    String reasons =
        verdict.foreignTo().entrySet().stream()
            .map(e -> e.getKey() + ": " + e.getValue())
            .collect(Collectors.joining("; "));
    return List.of(
        Finding.error(
            "kernel-not-recognised",
            "no present boot protocol boots %s%s (%s)"
                .formatted(FileName.of(file.path()), kind, reasons),
            format
                .map(KnownFormat::cure)
                .filter(cure -> !cure.isEmpty())
                .orElse(
                    "Name a kernel for this machine's architecture, in a format that 'jkexec"
                        + " backends' lists a boot protocol for.")));
  }
}
