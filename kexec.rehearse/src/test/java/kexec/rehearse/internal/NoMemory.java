package kexec.rehearse.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.RangeSet;
import kexec.rehearse.internal.memory.GuestMemory;

/** A guest that has not used any memory. */
final class NoMemory implements GuestMemory {

  @Override
  public ByteBuffer read(MachineAddress address, int length) {
    return ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public RangeSet<MachineAddress> used() {
    return RangeSet.empty();
  }
}
