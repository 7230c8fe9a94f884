package kexec.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.plan.KernelFacts;

/**
 * What a file is to every boot protocol that is present.
 *
 * @param file the file
 * @param bytes how large it is
 * @param protocol the protocol that boots it; nothing where none does
 * @param facts what that protocol knows of it
 * @param problems what is wrong with it, where a protocol knows the format but cannot boot the file
 * @param foreignTo the other protocols by name, with what each did not see
 */
public record Inspection(
    Path file,
    long bytes,
    Optional<String> protocol,
    Optional<KernelFacts> facts,
    List<Finding> problems,
    Map<String, String> foreignTo) {

  /** Makes list and map unmodifiable. */
  public Inspection {
    problems = List.copyOf(problems);
    foreignTo = Map.copyOf(foreignTo);
  }
}
