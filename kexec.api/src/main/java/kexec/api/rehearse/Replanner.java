package kexec.api.rehearse;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.plan.Plan;
import org.osgi.annotation.versioning.ConsumerType;

/** Plans an image again for an emulator's machine. */
@ConsumerType
@FunctionalInterface
public interface Replanner {

  /**
   * Plans the same image with changes.
   *
   * @param changes what is different
   * @return a loadable plan for a bare memory map
   * @throws KexecException if no loadable plan is possible
   */
  Plan plan(Changes changes) throws KexecException;

  /**
   * What is different for an emulator's machine.
   *
   * @param memory the memory map to plan for
   * @param deviceTree the device tree to plan with; empty for the one of the image
   * @param initrds more initial RAM disks, which follow those of the image
   * @param appended more words for the command line, which follow those of the image; may be empty
   * @param crashNotes where the crashed kernel's ELF notes lie; empty unless a crash image is
   *     planned
   */
  record Changes(
      MemoryMap memory,
      Optional<Path> deviceTree,
      List<Path> initrds,
      String appended,
      List<Range<MachineAddress>> crashNotes) {

    /** Makes the lists unmodifiable. */
    public Changes {
      initrds = List.copyOf(initrds);
      crashNotes = List.copyOf(crashNotes);
    }

    /**
     * {@return no change except the memory map}
     *
     * @param memory the memory map to plan for
     */
    public static Changes of(MemoryMap memory) {
      return new Changes(memory, Optional.empty(), List.of(), "", List.of());
    }
  }
}
