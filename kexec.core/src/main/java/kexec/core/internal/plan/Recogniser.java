package kexec.core.internal.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import kexec.api.boot.BootFile;
import kexec.api.boot.BootProtocol;
import kexec.api.boot.Bootable;
import kexec.api.boot.Recognition;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.MappedFile;
import kexec.api.plan.SegmentData;
import kexec.api.progress.ProgressListener;
import kexec.api.text.FileName;
import kexec.wrap.Unwrapped;
import kexec.wrap.Unwrapping;

/** Asks every boot protocol whether it recognises a file. */
public final class Recogniser {

  /** The beginning of the codes of what cannot be unwrapped. */
  private static final String WRAPPED = "wrap-";

  private static final String ARCHITECTURE = "kernel-architecture";

  private Recogniser() {}

  /**
   * A kernel file that a protocol boots.
   *
   * @param protocol the protocol
   * @param facts the file's facts
   * @param bootable builds images of it
   * @param file the kernel without its wrappers
   * @param unwrapped what was in the wrappers with it
   */
  public record Kernel(
      BootProtocol protocol,
      KernelFacts facts,
      Bootable bootable,
      BootFile file,
      Unwrapped unwrapped) {}

  /**
   * The protocols' answers for a file.
   *
   * @param kernel the kernel, if a protocol boots the file
   * @param problems the errors that the other protocols found in it
   * @param foreignTo why it is not of the others' kind, by protocol name
   * @param wrappers the formats that were removed before the protocols were asked
   * @param content what the protocols were asked about
   */
  public record Verdict(
      Optional<Kernel> kernel,
      List<Finding> problems,
      Map<String, String> foreignTo,
      List<String> wrappers,
      BootFile content) {}

  /**
   * Takes the kernel out of what wraps it, and asks protocols in their order; the first that boots
   * the kernel is used.
   *
   * @param file the file
   * @param usable as much of its content as may be used
   * @param protocols the protocols
   * @param progress told how much of the file is uncompressed
   * @return their answers
   * @throws KexecException if the file cannot be read
   */
  public static Verdict ask(
      MappedFile file, SegmentData usable, List<BootProtocol> protocols, ProgressListener progress)
      throws KexecException {
    BootFile whole = new BootFile(file.path(), usable);
    Unwrapped unwrapped;
    try {
      unwrapped = FileGuard.read(List.of(whole), () -> Unwrapping.of(file, usable, progress));
    } catch (BadFileException e) {
      if (!e.fault().code().startsWith(WRAPPED)) {
        throw e;
      }
      Fault fault = e.fault();
      Finding finding = Finding.error(fault.code(), fault.cause(), fault.cure());
      return new Verdict(Optional.empty(), List.of(finding), Map.of(), List.of(), whole);
    }
    return ask(new BootFile(file.path(), unwrapped.kernel()), unwrapped, protocols);
  }

  private static Verdict ask(BootFile file, Unwrapped unwrapped, List<BootProtocol> protocols)
      throws KexecException {
    List<Finding> problems = new ArrayList<>();
    Map<String, String> foreign = new LinkedHashMap<>();
    for (BootProtocol protocol : protocols) {
      Recognition answer = FileGuard.read(List.of(file), () -> protocol.recognise(file));
      if (answer instanceof Recognition.Recognised yes) {
        KernelFacts facts = yes.facts().wrappedIn(unwrapped.wrappers());
        Kernel kernel = new Kernel(protocol, facts, yes.kernel(), file, unwrapped);
        return new Verdict(
            Optional.of(kernel), List.of(), Map.copyOf(foreign), unwrapped.wrappers(), file);
      } else if (answer instanceof Recognition.Malformed malformed) {
        problems.add(malformed.finding());
      } else if (answer instanceof Recognition.Foreign no) {
        foreign.put(protocol.name(), no.reason());
      }
    }
    return new Verdict(Optional.empty(), telling(problems), foreign, unwrapped.wrappers(), file);
  }

  /**
   * Another architecture's protocol only says that the file is not for it, which is no help if the
   * right one says what is wrong.
   */
  private static List<Finding> telling(List<Finding> problems) {
    List<Finding> others =
        problems.stream().filter(problem -> !problem.code().equals(ARCHITECTURE)).toList();
    return others.isEmpty() ? problems : others;
  }

  /**
   * Explains why no protocol boots a file.
   *
   * @param verdict the protocols' answers
   * @return at least one error
   * @throws KexecException if the file cannot be read
   */
  public static List<Finding> refusal(Verdict verdict) throws KexecException {
    BootFile file = verdict.content();
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
            "no present boot protocol boots %s%s%s (%s)"
                .formatted(FileName.of(file.path()), unwrapped(verdict), kind, reasons),
            format
                .map(KnownFormat::cure)
                .filter(cure -> !cure.isEmpty())
                .orElse(
                    "Name a kernel for this machine's architecture, in a format that 'jkexec"
                        + " backends' lists a boot protocol for.")));
  }

  private static String unwrapped(Verdict verdict) {
    return verdict.wrappers().isEmpty()
        ? ""
        : ", unwrapped from " + String.join(" and ", verdict.wrappers());
  }
}
