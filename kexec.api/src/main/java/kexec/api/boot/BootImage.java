package kexec.api.boot;

import java.util.List;
import java.util.Map;
import kexec.api.fault.Finding;
import kexec.api.plan.EntryState;

/**
 * What a boot protocol built at the places it was given.
 *
 * @param contents by the names of the requests, one for each
 * @param entry how the image is entered
 * @param commandLine the final command line, without a NUL at its end
 * @param findings what the building found
 */
public record BootImage(
    Map<String, Content> contents, EntryState entry, String commandLine, List<Finding> findings) {

  /** Makes map and list unmodifiable. */
  public BootImage {
    contents = Map.copyOf(contents);
    findings = List.copyOf(findings);
  }
}
