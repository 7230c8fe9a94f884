package kexec.shell.internal.result;

import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;

/**
 * How much memory is reserved for a crash kernel.
 *
 * @param region where; nothing where none is reserved
 */
public record CrashSize(Optional<Range<MachineAddress>> region) {

  /**
   * Returns the size.
   *
   * @return bytes, 0 where none is reserved
   */
  public long bytes() {
    return region.map(Range::size).orElse(0L);
  }
}
