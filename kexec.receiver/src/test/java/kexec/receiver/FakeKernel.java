package kexec.receiver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.VirtualAddress;
import kexec.api.plan.Slot;
import kexec.linux.sys.Descriptor;
import kexec.linux.sys.Errno;
import kexec.linux.sys.FailedCall;
import kexec.linux.sys.KexecFileLoad;
import kexec.linux.sys.KexecLoad;
import kexec.linux.sys.KexecSegment;
import kexec.linux.sys.LinuxAbi;
import kexec.linux.sys.LinuxCalls;
import kexec.linux.sys.LinuxNumbers;
import kexec.linux.sys.MapRequest;
import kexec.linux.sys.OtherCall;
import kexec.linux.sys.SystemCall;
import kexec.linux.sys.SystemCallException;
import kexec.receiver.host.KexecArchitecture;
import org.jspecify.annotations.Nullable;

/**
 * A kernel that loads images as Linux does: the same checks in the same order (kernel/kexec.c,
 * kexec_file.c and kexec_core.c of Linux 6.1 and, for the limits, 6.3), with real memory and files
 * of this process. It shows what is loaded in the files of a {@link FakeTree}.
 */
public final class FakeKernel implements LinuxCalls {

  private static final long PAGE = 4096;
  private static final long ARCH_MASK = 0xffff0000L;
  private static final int COMMAND_LINE_SIZE = 2047;

  private final FakeTree tree;
  private final KexecArchitecture architecture;
  private final LinuxCalls real;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Slot, Image> images = new EnumMap<>(Slot.class);
  private final List<SystemCall> log = new ArrayList<>();
  private long mapped;
  private int descriptors;
  private boolean permitted = true;
  private boolean locked;
  private boolean signed;
  private boolean hasKexecLoad = true;
  private final Map<Slot, Integer> left = new EnumMap<>(Slot.class);
  private @Nullable Errno segmentsRefused;
  private @Nullable Errno filesRefused;
  private boolean unloadsFiles = true;
  private boolean busy;
  private boolean contentLost;
  private boolean shortOfMemory;
  private int lateError;
  private Hold hold;

  /** The content of a slot: each segment or file, and the command line of files. */
  public record Image(SystemCall call, List<byte[]> contents) {}

  /** Blocks the next load until it is released. */
  public record Hold(CountDownLatch reached, CountDownLatch go) {}

  public FakeKernel(FakeTree tree, KexecArchitecture architecture, LinuxCalls real) {
    this.tree = tree;
    this.architecture = architecture;
    this.real = real;
  }

  /** Whether the caller has CAP_SYS_BOOT. */
  public void setPermitted(boolean value) {
    permitted = value;
    String set = value ? "000001ffffffffff" : "0000000000000000";
    tree.put("/proc/self/status", "CapEff:\t%s\nCapBnd:\t%s\n".formatted(set, set));
  }

  /** Lockdown, and whether subsequent kernels have a trusted signature. */
  public void lock(boolean trustsFiles) {
    locked = true;
    signed = trustsFiles;
    tree.put("/sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
  }

  /** The error of kexec_load after the permission check and before the image is checked. */
  public void refuseSegments(Errno errno) {
    segmentsRefused = errno;
  }

  /** The error of kexec_file_load for the files passed to it. */
  public void refuseFiles(Errno errno) {
    filesRefused = errno;
  }

  /** Behaves as a seccomp filter that hides kexec_file_load. */
  public void lackFileUnload() {
    unloadsFiles = false;
  }

  /** The number of calls permitted for a slot. */
  public void limit(Slot slot, int calls) {
    left.put(slot, calls);
    String name = slot == Slot.CRASH ? "panic" : "reboot";
    tree.put("/proc/sys/kernel/kexec_load_limit_" + name, calls + "\n");
  }

  /** Also counts calls that are refused afterwards. */
  private void count(SystemCall call, Slot slot) throws SystemCallException {
    require(permitted, call, Errno.EPERM);
    Integer calls = left.get(slot);
    if (calls != null) {
      require(calls > 0, call, Errno.EPERM);
      limit(slot, calls - 1);
    }
  }

  public void lackKexecLoad() {
    hasKexecLoad = false;
  }

  /** Another program holds the lock. */
  public void setBusy() {
    busy = true;
  }

  /** The content of segments can no longer be read, as for a truncated file. */
  public void loseContent() {
    contentLost = true;
  }

  /** No page is free for a new image, which the kernel detects late. */
  public void setShortOfMemory(boolean value) {
    shortOfMemory = value;
  }

  /** Fails the next load once it has freed what it frees at first. */
  public void failNextLoadLate(int errorNumber) {
    lateError = errorNumber;
  }

  private void failLate(SystemCall call) throws SystemCallException {
    int error = lateError;
    lateError = 0;
    if (error != 0) {
      throw new SystemCallException(new FailedCall(call, error));
    }
  }

  public Hold holdNextLoad() {
    hold = new Hold(new CountDownLatch(1), new CountDownLatch(1));
    return hold;
  }

  public Image image(Slot slot) {
    return images.get(slot);
  }

  /** Empties a slot for another program. */
  public void takeOut(Slot slot) {
    show(slot, null);
  }

  /** All calls for images in order, including failed ones. */
  public List<SystemCall> calls() {
    return List.copyOf(log);
  }

  /** Pages that this process has mapped, and its open descriptors. */
  public synchronized long taken() {
    return mapped / PAGE + descriptors;
  }

  @Override
  public LinuxAbi abi() {
    return architecture.abi();
  }

  @Override
  public void kexecLoad(KexecLoad call) throws SystemCallException {
    log.add(call);
    require(hasKexecLoad, call, Errno.ENOSYS);
    Slot slot = (call.flags() & LinuxNumbers.KEXEC_ON_CRASH) != 0 ? Slot.CRASH : Slot.DEFAULT;
    count(call, slot);
    refuse(call, segmentsRefused);
    require(!locked, call, Errno.EPERM);
    long legal = LinuxNumbers.KEXEC_ON_CRASH | LinuxNumbers.KEXEC_UPDATE_ELFCOREHDR;
    require((call.flags() & ~ARCH_MASK & ~legal) == 0, call, Errno.EINVAL);
    require(call.segments().size() <= LinuxNumbers.KEXEC_SEGMENT_MAX, call, Errno.EINVAL);
    long arch = call.flags() & ARCH_MASK;
    require(arch == 0 || arch == abi().kexecArchFlag(), call, Errno.EINVAL);
    alone(call, () -> load(call, slot));
  }

  private void load(KexecLoad call, Slot slot) throws SystemCallException {
    if (call.segments().isEmpty()) {
      show(slot, null);
      return;
    }
    if (slot == Slot.CRASH) {
      show(slot, null);
      require(inCrashRegion(call.entry(), 0), call, Errno.EADDRNOTAVAIL);
    }
    checkSegments(call, slot);
    require(!shortOfMemory, call, Errno.ENOMEM);
    failLate(call);
    pause();
    List<byte[]> contents = new ArrayList<>();
    for (KexecSegment segment : call.segments()) {
      boolean readable = segment.buf().value() != 0 && !contentLost;
      require(segment.bufsz() == 0 || readable, call, Errno.EFAULT);
      contents.add(copy(segment.buf(), segment.bufsz()));
    }
    show(slot, new Image(call, contents));
  }

  private void checkSegments(KexecLoad call, Slot slot) throws SystemCallException {
    List<KexecSegment> all = call.segments();
    for (KexecSegment s : all) {
      long end = end(s);
      boolean wraps = Long.compareUnsigned(end, s.mem().value()) < 0;
      boolean aligned = s.mem().value() % PAGE == 0 && end % PAGE == 0;
      require(
          !wraps
              && aligned
              && Long.compareUnsigned(end, architecture.destinationLimit().value()) <= 0,
          call,
          Errno.EADDRNOTAVAIL);
    }
    for (int i = 0; i < all.size(); i++) {
      for (int j = 0; j < i; j++) {
        boolean apart =
            end(all.get(i)) <= all.get(j).mem().value()
                || end(all.get(j)) <= all.get(i).mem().value();
        require(apart, call, Errno.EINVAL);
      }
    }
    for (KexecSegment s : all) {
      require(Long.compareUnsigned(s.bufsz(), s.memsz()) <= 0, call, Errno.EINVAL);
    }
    long half = 0x20000000L / 2;
    require(all.stream().mapToLong(KexecSegment::memsz).sum() <= half, call, Errno.EINVAL);
    for (KexecSegment s : all) {
      require(slot == Slot.DEFAULT || inCrashRegion(s.mem(), s.memsz()), call, Errno.EADDRNOTAVAIL);
    }
  }

  private static long end(KexecSegment segment) {
    return segment.mem().value() + segment.memsz();
  }

  private static boolean inCrashRegion(MachineAddress start, long size) {
    return start.value() >= FakeTree.CRASH_START && start.value() + size <= FakeTree.CRASH_END;
  }

  private byte[] copy(VirtualAddress from, long size) {
    byte[] bytes = new byte[Math.toIntExact(size)];
    if (size > 0) {
      real.view(from, bytes.length).get(bytes);
    }
    return bytes;
  }

  @Override
  public void kexecFileLoad(KexecFileLoad call) throws SystemCallException {
    log.add(call);
    boolean unload = (call.flags() & LinuxNumbers.KEXEC_FILE_UNLOAD) != 0;
    require(architecture.fileFormat().isPresent(), call, Errno.ENOSYS);
    require(!unload || unloadsFiles, call, Errno.ENOSYS);
    boolean crash = (call.flags() & LinuxNumbers.KEXEC_FILE_ON_CRASH) != 0;
    count(call, crash ? Slot.CRASH : Slot.DEFAULT);
    long legal =
        LinuxNumbers.KEXEC_FILE_UNLOAD
            | LinuxNumbers.KEXEC_FILE_ON_CRASH
            | LinuxNumbers.KEXEC_FILE_NO_INITRAMFS;
    require((call.flags() & ~legal) == 0, call, Errno.EINVAL);
    alone(call, () -> load(call, crash ? Slot.CRASH : Slot.DEFAULT));
  }

  private void load(KexecFileLoad call, Slot slot) throws SystemCallException {
    boolean unload = (call.flags() & LinuxNumbers.KEXEC_FILE_UNLOAD) != 0;
    if (unload || slot == Slot.CRASH) {
      show(slot, null);
    }
    if (unload) {
      return;
    }
    byte[] kernel = read(call.kernelFd(), call);
    require(kernel.length > 0, call, Errno.EINVAL);
    require(isKernel(kernel), call, Errno.ENOEXEC);
    refuse(call, filesRefused);
    require(!locked || signed, call, Errno.EPERM);
    List<byte[]> contents = new ArrayList<>(List.of(kernel));
    if ((call.flags() & LinuxNumbers.KEXEC_FILE_NO_INITRAMFS) == 0) {
      contents.add(read(call.initrdFd(), call));
    }
    int line = call.commandLine().orElse("").length() + 1 + (slot == Slot.CRASH ? 30 : 0);
    require(line <= COMMAND_LINE_SIZE, call, Errno.EINVAL);
    require(!shortOfMemory, call, Errno.ENOMEM);
    failLate(call);
    pause();
    show(slot, new Image(call, contents));
  }

  private boolean isKernel(byte[] file) {
    return architecture.equals(KexecArchitecture.X86_64)
        ? hasAt(file, 0x202, "HdrS")
        : hasAt(file, 56, "ARMd");
  }

  private static boolean hasAt(byte[] file, int offset, String magic) {
    return file.length >= offset + magic.length()
        && new String(file, offset, magic.length(), StandardCharsets.US_ASCII).equals(magic);
  }

  private byte[] read(int fd, KexecFileLoad call) throws SystemCallException {
    Path file = Path.of("/proc/self/fd/" + fd);
    require(Files.exists(file), call, Errno.EBADF);
    try {
      require(!Files.isDirectory(file), call, Errno.EINVAL);
      require(!hasWriter(file), call, Errno.ETXTBSY);
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns whether this process has the file open for writing. */
  private static boolean hasWriter(Path file) throws IOException {
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      for (Path each : all.toList()) {
        if (isWriter(each, file)) {
          return true;
        }
      }
      return false;
    }
  }

  private static boolean isWriter(Path descriptor, Path file) throws IOException {
    Path info = Path.of("/proc/self/fdinfo", descriptor.getFileName().toString());
    try {
      return Files.exists(descriptor)
          && Files.isSameFile(descriptor, file)
          && Files.readString(info).lines().anyMatch(l -> l.matches("flags:\\s+\\d*[12]"));
    } catch (IOException e) {
      // Closed meanwhile: files that nobody uses any more are closed by the garbage collector. A
      // read of an open fdinfo fails then, too, with ENOENT and no exception type of its own.
      return false;
    }
  }

  @Override
  public void reboot(int command) throws SystemCallException {
    SystemCall call = new OtherCall("reboot", "cmd=0x%x".formatted(command));
    log.add(call);
    require(permitted, call, Errno.EPERM);
    alone(
        call,
        () ->
            require(
                command == LinuxNumbers.LINUX_REBOOT_CMD_KEXEC && images.containsKey(Slot.DEFAULT),
                call,
                Errno.EINVAL));
  }

  @Override
  public void sync() {
    log.add(new OtherCall("sync", ""));
  }

  /** An action performed while the kernel's lock is held. */
  private interface Work {
    void run() throws SystemCallException;
  }

  private void alone(SystemCall call, Work work) throws SystemCallException {
    require(!busy && lock.tryLock(), call, Errno.EBUSY);
    try {
      work.run();
    } finally {
      lock.unlock();
    }
  }

  private void pause() {
    Hold now = hold;
    if (now != null) {
      hold = null;
      now.reached().countDown();
      try {
        now.go().await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void show(Slot slot, Image image) {
    if (image == null) {
      images.remove(slot);
    } else {
      images.put(slot, image);
    }
    tree.put(
        slot == Slot.CRASH ? "/sys/kernel/kexec_crash_loaded" : "/sys/kernel/kexec_loaded",
        image == null ? "0\n" : "1\n");
  }

  private static void refuse(SystemCall call, @Nullable Errno errno) throws SystemCallException {
    if (errno != null) {
      throw new SystemCallException(new FailedCall(call, errno.number()));
    }
  }

  private static void require(boolean fine, SystemCall call, Errno otherwise)
      throws SystemCallException {
    if (!fine) {
      throw new SystemCallException(new FailedCall(call, otherwise.number()));
    }
  }

  @Override
  public VirtualAddress map(MapRequest request) throws SystemCallException {
    VirtualAddress at = real.map(request);
    if ((request.flags() & LinuxNumbers.MAP_FIXED) == 0) {
      count(request.length());
    }
    return at;
  }

  @Override
  public void unmap(VirtualAddress start, long length) throws SystemCallException {
    real.unmap(start, length);
    count(-length);
  }

  private synchronized void count(long length) {
    mapped += length;
  }

  @Override
  public void lock(VirtualAddress start, long length) throws SystemCallException {
    real.lock(start, length);
  }

  @Override
  public VirtualAddress addressOf(ByteBuffer buffer) {
    return real.addressOf(buffer);
  }

  @Override
  public ByteBuffer view(VirtualAddress start, int length) {
    return real.view(start, length);
  }

  @Override
  public Descriptor open(Path file) throws SystemCallException {
    return counted(real.open(file));
  }

  @Override
  public int fileSystem(Descriptor descriptor) throws SystemCallException {
    return real.fileSystem(descriptor);
  }

  @Override
  public void lease(Descriptor descriptor) throws SystemCallException {
    real.lease(descriptor);
  }

  @Override
  public boolean isLeased(Descriptor descriptor) throws SystemCallException {
    return real.isLeased(descriptor);
  }

  @Override
  public Descriptor openDevice(Path file) throws SystemCallException {
    return counted(real.openDevice(file));
  }

  @Override
  public Descriptor memoryFile(String name) throws SystemCallException {
    return counted(real.memoryFile(name));
  }

  @Override
  public Descriptor socket() throws SystemCallException {
    return counted(real.socket());
  }

  private synchronized Descriptor counted(Descriptor descriptor) {
    descriptors++;
    return new Descriptor(
        descriptor.number(),
        number -> {
          descriptor.close();
          synchronized (this) {
            descriptors--;
          }
        });
  }

  @Override
  public long ioctl(Descriptor descriptor, int request, byte[] argument) {
    String name = new String(argument, 0, 16, StandardCharsets.US_ASCII).replace("\0", "");
    log.add(new OtherCall("ioctl", "0x%x, %s, flags=0x%x".formatted(request, name, argument[16])));
    if (request == LinuxNumbers.SIOCGIFFLAGS) {
      argument[16] = 0x43;
    }
    return 0;
  }
}
