package kexec.rehearse.internal.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.rehearse.internal.memory.GuestMemory;

/** A guest's RAM in a file of at most 1 GiB, from address 0 on. */
record MappedRam(ByteBuffer bytes) implements GuestMemory {

  static MappedRam of(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return new MappedRam(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
    }
  }

  @Override
  public ByteBuffer read(MachineAddress address, int length) {
    long available = Math.max(0, bytes.capacity() - address.value());
    int start = (int) Math.min(address.value(), bytes.capacity());
    return bytes.slice(start, (int) Math.min(length, available)).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public RangeSet<MachineAddress> used() {
    return RangeSet.of(Range.machine(0, bytes.capacity()));
  }
}
