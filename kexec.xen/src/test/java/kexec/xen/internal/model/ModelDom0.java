package kexec.xen.internal.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import kexec.api.memory.VirtualAddress;
import kexec.linux.sys.Descriptor;
import kexec.linux.sys.Errno;
import kexec.linux.sys.FailedCall;
import kexec.linux.sys.ForwardingLinux;
import kexec.linux.sys.KexecFileLoad;
import kexec.linux.sys.KexecLoad;
import kexec.linux.sys.LinuxCalls;
import kexec.linux.sys.LinuxNumbers;
import kexec.linux.sys.MapRequest;
import kexec.linux.sys.OtherCall;
import kexec.linux.sys.SystemCallException;

/**
 * The kernel of a model dom0: real memory of this process, in page frames with dom0's own numbers.
 * The model hypervisor sees only pages that are certainly present. Thread-safe.
 */
public final class ModelDom0 extends ForwardingLinux {

  private static final int BUFFER_DEVICE = 1_000_000;
  private static final int PAGE = 4096;
  private static final long PRESENT = 1L << 63;

  private final Path pagemap;
  private final Deque<Long> unusedFrames = new ArrayDeque<>();
  private final TreeMap<Long, Long> frames = new TreeMap<>();
  private final TreeMap<Long, Long> pages = new TreeMap<>();
  private final AtomicInteger syncs = new AtomicInteger();
  private final boolean hasBufferDevice;

  /**
   * Creates a dom0.
   *
   * @param linux maps the memory
   * @param root the directory of its /proc files, to which its pagemap is written
   * @param frameCount how many page frames it has
   * @param hasBufferDevice whether there is memory for hypercalls, or only locked memory
   * @throws IOException if its pagemap cannot be written
   */
  public ModelDom0(LinuxCalls linux, Path root, int frameCount, boolean hasBufferDevice)
      throws IOException {
    super(linux);
    this.pagemap = root.resolve("proc/self/pagemap");
    this.hasBufferDevice = hasBufferDevice;
    Files.createDirectories(pagemap.getParent());
    Files.deleteIfExists(pagemap);
    Files.createFile(pagemap);
    // The number 0 hides a frame in a pagemap.
    for (long frame = 1; frame < frameCount; frame++) {
      unusedFrames.add(frame);
    }
  }

  /**
   * Returns the device that memory for hypercalls comes from.
   *
   * @return the device, where this dom0 has it
   */
  public Optional<Descriptor> bufferDevice() {
    return hasBufferDevice
        ? Optional.of(new Descriptor(BUFFER_DEVICE, number -> {}))
        : Optional.empty();
  }

  /** {@return how often all file systems were synced} */
  public int syncs() {
    return syncs.get();
  }

  /** {@return how many pages there are that the hypervisor can read} */
  public synchronized int pagesTaken() {
    return frames.size();
  }

  /**
   * Returns the content of memory as a hypervisor reads it.
   *
   * @param address its start
   * @param length bytes
   * @return the content up to the first absent page, possibly less than requested
   */
  synchronized ByteBuffer read(long address, int length) {
    int there = 0;
    while (there < length && frames.containsKey((address + there) & -PAGE)) {
      there = (int) Math.min(length, ((address + there) & -PAGE) + PAGE - address);
    }
    return there == 0
        ? ByteBuffer.allocate(0)
        : view(new VirtualAddress(address), there).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns the page that lies in a page frame. */
  synchronized Optional<ByteBuffer> pageIn(long frame) {
    return Optional.ofNullable(pages.get(frame))
        .map(at -> view(new VirtualAddress(at), PAGE).order(ByteOrder.LITTLE_ENDIAN));
  }

  @Override
  public synchronized VirtualAddress map(MapRequest request) throws SystemCallException {
    if (request.fd() != BUFFER_DEVICE) {
      return super.map(request);
    }
    int fixed = request.flags() & LinuxNumbers.MAP_FIXED;
    VirtualAddress start =
        super.map(
            new MapRequest(
                request.address(),
                request.length(),
                request.protection(),
                LinuxNumbers.MAP_PRIVATE | LinuxNumbers.MAP_ANONYMOUS | fixed,
                -1,
                0));
    put(start, request.length());
    return start;
  }

  @Override
  public synchronized void lock(VirtualAddress start, long length) throws SystemCallException {
    put(start, length);
  }

  @Override
  public synchronized void unmap(VirtualAddress start, long length) throws SystemCallException {
    for (long at = start.value(); at < start.value() + length; at += PAGE) {
      Long frame = frames.remove(at);
      if (frame != null) {
        pages.remove(frame);
        unusedFrames.addFirst(frame);
      }
    }
    writePagemap(start, length);
    super.unmap(start, length);
  }

  private void put(VirtualAddress start, long length) throws SystemCallException {
    for (long at = start.value(); at < start.value() + length; at += PAGE) {
      Long frame = unusedFrames.poll();
      if (frame == null) {
        throw new SystemCallException(
            new FailedCall(new OtherCall("mmap", "addr=" + start), Errno.ENOMEM.number()));
      }
      frames.put(at, frame);
      pages.put(frame, at);
    }
    writePagemap(start, length);
  }

  private void writePagemap(VirtualAddress start, long length) {
    int count = Math.toIntExact(length / PAGE);
    ByteBuffer entries = ByteBuffer.allocate(count * Long.BYTES).order(ByteOrder.nativeOrder());
    for (int i = 0; i < count; i++) {
      Long frame = frames.get(start.value() + (long) i * PAGE);
      entries.putLong(frame == null ? 0 : PRESENT | frame);
    }
    try (FileChannel channel = FileChannel.open(pagemap, StandardOpenOption.WRITE)) {
      // Sparse: the file is as long as the address space, and takes a few blocks.
      channel.write(entries.flip(), start.value() / PAGE * Long.BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void sync() {
    syncs.incrementAndGet();
  }

  @Override
  public Descriptor socket() throws SystemCallException {
    // A dom0 without Internet protocols.
    throw refused("socket", Errno.EAFNOSUPPORT);
  }

  @Override
  public Descriptor openDevice(Path file) throws SystemCallException {
    throw refused("openat", Errno.ENOENT);
  }

  @Override
  public long ioctl(Descriptor descriptor, int request, byte[] argument)
      throws SystemCallException {
    throw refused("ioctl", Errno.ENOTTY);
  }

  @Override
  public void kexecLoad(KexecLoad call) throws SystemCallException {
    throw new SystemCallException(new FailedCall(call, Errno.EPERM.number()));
  }

  @Override
  public void kexecFileLoad(KexecFileLoad call) throws SystemCallException {
    throw new SystemCallException(new FailedCall(call, Errno.EPERM.number()));
  }

  @Override
  public void reboot(int command) throws SystemCallException {
    throw refused("reboot", Errno.EINVAL);
  }

  private static SystemCallException refused(String name, Errno errno) {
    return new SystemCallException(new FailedCall(new OtherCall(name, ""), errno.number()));
  }
}
