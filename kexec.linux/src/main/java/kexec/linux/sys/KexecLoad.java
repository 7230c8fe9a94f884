package kexec.linux.sys;

import java.util.List;
import kexec.api.memory.MachineAddress;

/**
 * {@code kexec_load}.
 *
 * @param entry the address that the kernel jumps to
 * @param segments the image; an empty list unloads the slot's image
 * @param flags {@code KEXEC_*} of {@link LinuxNumbers}, and {@link LinuxAbi#kexecArchFlag()}
 */
public record KexecLoad(MachineAddress entry, List<KexecSegment> segments, long flags)
    implements SystemCall {

  /** Creates the list unmodifiable. */
  public KexecLoad {
    segments = List.copyOf(segments);
  }

  /**
   * {@return the call that empties a slot, without segments}
   *
   * @param flags the slot and the architecture
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
    return "kexec_load(entry=%s, nr_segments=%s, flags=0x%x)"
        .formatted(entry, segments.size(), flags);
  }

  @Override
  public String toString() {
    return "kexec_load(entry=%s, nr_segments=%s, segments=%s, flags=0x%x)"
        .formatted(entry, segments.size(), segments, flags);
  }
}
