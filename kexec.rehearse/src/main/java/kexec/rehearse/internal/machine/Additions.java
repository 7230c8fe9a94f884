package kexec.rehearse.internal.machine;

import java.nio.file.Path;
import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;

/**
 * What is added to an image for its rehearsal.
 *
 * @param initrds more initial RAM disks
 * @param appended more words for the command line; may be empty
 * @param crashNotes where the crashed kernel's ELF notes lie
 */
public record Additions(
    List<Path> initrds, String appended, List<Range<MachineAddress>> crashNotes) {

  /** Nothing is added. */
  public static final Additions NONE = new Additions(List.of(), "", List.of());

  /** Makes the lists unmodifiable. */
  public Additions {
    initrds = List.copyOf(initrds);
    crashNotes = List.copyOf(crashNotes);
  }

  /** {@return whether nothing is added} */
  boolean isEmpty() {
    return initrds.isEmpty() && appended.isEmpty() && crashNotes.isEmpty();
  }
}
