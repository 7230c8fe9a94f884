package kexec.receiver.staging;

import java.nio.ByteBuffer;
import kexec.api.memory.VirtualAddress;
import kexec.linux.sys.Descriptor;
import kexec.linux.sys.LinuxNumbers;
import kexec.linux.sys.MapRequest;
import kexec.linux.sys.MemoryCalls;
import kexec.linux.sys.SystemCallException;

/** A range of this process's addresses: zero at first, with pieces of files mapped into it. */
final class Mapping implements AutoCloseable {

  /** The maximum size of one buffer. */
  private static final long VIEW = 1L << 30;

  private final MemoryCalls calls;
  private final VirtualAddress start;
  private final long size;
  private boolean open = true;

  private Mapping(MemoryCalls calls, VirtualAddress start, long size) {
    this.calls = calls;
    this.start = start;
    this.size = size;
  }

  /**
   * Reserves addresses; memory is allocated only on write.
   *
   * @param size bytes, above zero
   */
  static Mapping of(MemoryCalls calls, long size) throws SystemCallException {
    VirtualAddress start = calls.map(MapRequest.memory(size, LinuxNumbers.MAP_NORESERVE));
    return new Mapping(calls, start, size);
  }

  VirtualAddress start() {
    return start;
  }

  /** Maps a piece of a file over zeros; all three numbers are multiples of the page size. */
  void putFile(long at, long length, Descriptor file, long offset) throws SystemCallException {
    calls.map(MapRequest.fileAt(start.plus(at), length, file.number(), offset));
  }

  /** Copies bytes. */
  void putBytes(long at, ByteBuffer bytes) {
    calls.view(start.plus(at), bytes.remaining()).put(bytes);
  }

  /** {@return the longest buffer that starts at an offset, up to 1 GiB} */
  ByteBuffer view(long at, long end) {
    return calls.view(start.plus(at), (int) Math.min(VIEW, end - at));
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      calls.giveBack(start, size);
    }
  }
}
