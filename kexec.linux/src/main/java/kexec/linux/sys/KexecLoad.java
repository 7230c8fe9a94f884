package kexec.linux.sys;

import java.util.List;
import kexec.api.memory.MachineAddress;

/**
 * {@code kexec_load}.
 *
 * @param entry where the kernel jumps
 * @param segments the image; none unloads what the slot has
 * @param flags {@code KEXEC_*} of {@link LinuxNumbers}, and {@link LinuxAbi#kexecArchFlag()}
 */
public record KexecLoad(MachineAddress entry, List<KexecSegment> segments, long flags)
    implements SystemCall {

  /** Makes the list unmodifiable. */
  public KexecLoad {
    segments = List.copyOf(segments);
  }

  /**
   * Returns the call that empties a slot.
   *
   * @param flags which slot, and the architecture
   * @return the call, without segments
   */
  public static KexecLoad unload(long flags) {
    return new KexecLoad(new MachineAddress(0), List.of(), flags);
  }

  @Override
  public String name() {
    return "kexec_load";
  }

  @Override
  public String summary() {
    return "kexec_load(entry=%s, nr_segments=%d, flags=0x%x)"
        .formatted(entry, segments.size(), flags);
  }

  @Override
  public String toString() {
    return "kexec_load(entry=%s, nr_segments=%d, segments=%s, flags=0x%x)"
        .formatted(entry, segments.size(), segments, flags);
  }
}
