package kexec.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.plan.KernelFacts;

/**
 * The result of examining a file with every boot protocol that is present.
 *
 * @param file the file
 * @param bytes its size
 * @param protocol the protocol that can boot it; empty if there is none
 * @param facts what that protocol knows about the file
 * @param problems what is wrong with the file, if a protocol recognises the format but cannot boot
 *     the file; who signed it; and what the policy for loads says of it
 * @param foreignTo the other protocols by name, each with what it did not find in the file
 */
public record Inspection(
    Path file,
    long bytes,
    Optional<String> protocol,
    Optional<KernelFacts> facts,
    List<Finding> problems,
    Map<String, String> foreignTo) {

  /** Makes the list and the map unmodifiable. */
  public Inspection {
    problems = List.copyOf(problems);
    foreignTo = Map.copyOf(foreignTo);
  }
}
