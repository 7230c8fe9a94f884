package kexec.rehearse.internal.memory;

import java.nio.ByteBuffer;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.RangeSet;

/** Reads a guest's RAM from outside, while the guest runs or stands still. */
public interface GuestMemory {

  /**
   * Reads memory.
   *
   * @param address the first byte's address
   * @param length bytes
   * @return a read-only, little-endian buffer of at most {@code length} bytes: shorter where the
   *     RAM ends, empty where there is none. It may or may not change with the guest's memory
   */
  ByteBuffer read(MachineAddress address, int length);

  /** {@return the RAM that the guest has ever used; what is not in it reads as zeros} */
  RangeSet<MachineAddress> used();
}
