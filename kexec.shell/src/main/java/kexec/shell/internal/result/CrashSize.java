package kexec.shell.internal.result;

import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;

/**
 * The size of the memory reserved for a crash kernel.
 *
 * @param region the reserved region; empty if none is reserved
 */
public record CrashSize(Optional<Range<MachineAddress>> region) {

  /** {@return the size in bytes, 0 if none is reserved} */
  public long bytes() {
    return region.map(Range::size).orElse(0L);
  }
}
