package kexec.linux.sys;

import static kexec.linux.sys.LinuxNumbers.AF_INET;
import static kexec.linux.sys.LinuxNumbers.AT_FDCWD;
import static kexec.linux.sys.LinuxNumbers.F_GETLEASE;
import static kexec.linux.sys.LinuxNumbers.F_RDLCK;
import static kexec.linux.sys.LinuxNumbers.F_SETLEASE;
import static kexec.linux.sys.LinuxNumbers.F_SETSIG;
import static kexec.linux.sys.LinuxNumbers.LINUX_REBOOT_MAGIC1;
import static kexec.linux.sys.LinuxNumbers.LINUX_REBOOT_MAGIC2;
import static kexec.linux.sys.LinuxNumbers.MFD_CLOEXEC;
import static kexec.linux.sys.LinuxNumbers.O_CLOEXEC;
import static kexec.linux.sys.LinuxNumbers.O_RDONLY;
import static kexec.linux.sys.LinuxNumbers.O_RDWR;
import static kexec.linux.sys.LinuxNumbers.SIGURG;
import static kexec.linux.sys.LinuxNumbers.SOCK_CLOEXEC;
import static kexec.linux.sys.LinuxNumbers.SOCK_DGRAM;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import kexec.api.memory.VirtualAddress;
import kexec.api.text.ByteText;
import kexec.api.text.FileName;

/** The system calls of the kernel that this process runs on. */
final class NativeLinux implements LinuxCalls {

  /** The unit of the offset of {@code mmap2} (Linux, arch/x86/kernel and arch/arm/kernel). */
  private static final int MMAP2_SHIFT = 12;

  /** Bytes that hold a {@code struct statfs} of any architecture: the largest has 120. */
  private static final int STATFS_ROOM = 256;

  private final LinuxAbi abi;
  private final Syscalls syscalls;

  NativeLinux(LinuxAbi abi) {
    this.abi = abi;
    this.syscalls = new Syscalls(abi);
  }

  @Override
  public LinuxAbi abi() {
    return abi;
  }

  @Override
  public void kexecLoad(KexecLoad call) throws SystemCallException {
    List<KexecSegment> segments = call.segments();
    try (Memory list = memory((long) segments.size() * abi.kexecSegmentBytes())) {
      ByteBuffer bytes = list.getByteBuffer(0, list.size());
      for (int i = 0; i < segments.size(); i++) {
        put(segments.get(i), bytes, i * abi.kexecSegmentBytes());
      }
      long address = segments.isEmpty() ? 0 : addressOf(list);
      syscalls.call(
          CallNumber.KEXEC_LOAD,
          call,
          call.entry().value(),
          segments.size(),
          address,
          call.flags());
    }
  }

  private void put(KexecSegment segment, ByteBuffer to, int at) {
    KexecSegmentField.BUF.put(to, at, abi, segment.buf().value());
    KexecSegmentField.BUFSZ.put(to, at, abi, segment.bufsz());
    KexecSegmentField.MEM.put(to, at, abi, segment.mem().value());
    KexecSegmentField.MEMSZ.put(to, at, abi, segment.memsz());
  }

  @Override
  public void kexecFileLoad(KexecFileLoad call) throws SystemCallException {
    if (call.commandLine().isEmpty()) {
      syscalls.call(
          CallNumber.KEXEC_FILE_LOAD, call, call.kernelFd(), call.initrdFd(), 0, 0, call.flags());
      return;
    }
    byte[] line = ByteText.bytes(call.commandLine().get() + '\0');
    try (Memory text = copyOf(line)) {
      syscalls.call(
          CallNumber.KEXEC_FILE_LOAD,
          call,
          call.kernelFd(),
          call.initrdFd(),
          line.length,
          addressOf(text),
          call.flags());
    }
  }

  @Override
  public void reboot(int command) throws SystemCallException {
    syscalls.call(
        CallNumber.REBOOT,
        new OtherCall("reboot", "cmd=0x%x".formatted(command)),
        word(LINUX_REBOOT_MAGIC1),
        word(LINUX_REBOOT_MAGIC2),
        word(command),
        0);
  }

  @Override
  public void sync() {
    try {
      syscalls.call(CallNumber.SYNC, new OtherCall("sync", ""));
    } catch (SystemCallException e) {
      throw new IllegalStateException("sync(2) cannot fail", e);
    }
  }

  @Override
  public Descriptor open(Path file) throws SystemCallException {
    return open(file, O_RDONLY | O_CLOEXEC, "O_RDONLY|O_CLOEXEC");
  }

  @Override
  public int fileSystem(Descriptor descriptor) throws SystemCallException {
    try (Memory memory = memory(STATFS_ROOM)) {
      descriptor.whileOpen(
          number ->
              syscalls.call(
                  CallNumber.FSTATFS,
                  new OtherCall("fstatfs", "fd=" + number),
                  number,
                  addressOf(memory)));
      // The first field, a word: every known value fits 32 bits, and the machines are
      // little-endian.
      return memory.getInt(0);
    }
  }

  @Override
  public void lease(Descriptor descriptor) throws SystemCallException {
    // The usual signal would end the process.
    fcntl(descriptor, F_SETSIG, SIGURG, "F_SETSIG, SIGURG");
    fcntl(descriptor, F_SETLEASE, F_RDLCK, "F_SETLEASE, F_RDLCK");
  }

  @Override
  public boolean isLeased(Descriptor descriptor) throws SystemCallException {
    return fcntl(descriptor, F_GETLEASE, 0, "F_GETLEASE") == F_RDLCK;
  }

  private long fcntl(Descriptor descriptor, int command, int argument, String told)
      throws SystemCallException {
    return descriptor.whileOpen(
        number ->
            syscalls.call(
                CallNumber.FCNTL,
                new OtherCall("fcntl", "fd=%s, %s".formatted(number, told)),
                number,
                command,
                argument));
  }

  @Override
  public Descriptor openDevice(Path file) throws SystemCallException {
    return open(file, O_RDWR | O_CLOEXEC, "O_RDWR|O_CLOEXEC");
  }

  private Descriptor open(Path file, int flags, String told) throws SystemCallException {
    SystemCall call = new OtherCall("openat", "AT_FDCWD, \"" + FileName.of(file) + "\", " + told);
    try (Memory name = copyOf(ByteText.bytes(FileName.of(file) + '\0'))) {
      return descriptor(
          syscalls.call(CallNumber.OPENAT, call, AT_FDCWD, addressOf(name), flags, 0));
    }
  }

  @Override
  public Descriptor memoryFile(String name) throws SystemCallException {
    SystemCall call = new OtherCall("memfd_create", "\"" + name + "\", MFD_CLOEXEC");
    try (Memory text = copyOf(ByteText.bytes(name + '\0'))) {
      return descriptor(syscalls.call(CallNumber.MEMFD_CREATE, call, addressOf(text), MFD_CLOEXEC));
    }
  }

  @Override
  public Descriptor socket() throws SystemCallException {
    SystemCall call = new OtherCall("socket", "AF_INET, SOCK_DGRAM|SOCK_CLOEXEC, 0");
    return descriptor(
        syscalls.call(CallNumber.SOCKET, call, AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  }

  private Descriptor descriptor(long number) {
    return new Descriptor((int) number, this::close);
  }

  private void close(int fd) {
    try {
      syscalls.call(CallNumber.CLOSE, new OtherCall("close", "fd=" + fd), fd);
    } catch (SystemCallException e) {
      // What was read stays valid, and memory files are freed either way.
      if (e.failed().isBecauseOf(Errno.EBADF)) {
        throw new IllegalStateException("somebody else closed descriptor " + fd, e);
      }
    }
  }

  @Override
  public long ioctl(Descriptor descriptor, int request, byte[] argument)
      throws SystemCallException {
    return descriptor.whileOpen(number -> ioctl(number, request, argument));
  }

  private long ioctl(int number, int request, byte[] argument) throws SystemCallException {
    SystemCall call = new OtherCall("ioctl", "fd=%s, request=0x%x".formatted(number, request));
    try (Memory memory = copyOf(argument)) {
      long given = syscalls.call(CallNumber.IOCTL, call, number, word(request), addressOf(memory));
      memory.read(0, argument, 0, argument.length);
      return given;
    }
  }

  @Override
  public VirtualAddress map(MapRequest request) throws SystemCallException {
    boolean bytes = CallNumber.MMAP.on(abi).isPresent();
    return new VirtualAddress(
        syscalls.call(
            bytes ? CallNumber.MMAP : CallNumber.MMAP2,
            new OtherCall("mmap", request.toString()),
            request.address().value(),
            request.length(),
            request.protection(),
            request.flags(),
            request.fd(),
            bytes ? request.offset() : request.offset() >>> MMAP2_SHIFT));
  }

  @Override
  public void unmap(VirtualAddress start, long length) throws SystemCallException {
    syscalls.call(CallNumber.MUNMAP, ofRange("munmap", start, length), start.value(), length);
  }

  @Override
  public void lock(VirtualAddress start, long length) throws SystemCallException {
    syscalls.call(CallNumber.MLOCK, ofRange("mlock", start, length), start.value(), length);
  }

  @Override
  public VirtualAddress addressOf(ByteBuffer buffer) {
    if (!buffer.isDirect()) {
      throw new IllegalArgumentException("a buffer on the Java heap has no lasting address");
    }
    return new VirtualAddress(Pointer.nativeValue(Native.getDirectBufferPointer(buffer)));
  }

  @Override
  public ByteBuffer view(VirtualAddress start, int length) {
    return new Pointer(start.value()).getByteBuffer(0, length);
  }

  private static SystemCall ofRange(String name, VirtualAddress start, long length) {
    return new OtherCall(name, "addr=%s, length=0x%x".formatted(start, length));
  }

  /** JNA cannot allocate zero bytes. */
  private static Memory memory(long bytes) {
    return new Memory(Math.max(bytes, 1));
  }

  private static Memory copyOf(byte[] bytes) {
    Memory memory = memory(bytes.length);
    memory.write(0, bytes, 0, bytes.length);
    return memory;
  }

  private static long addressOf(Memory memory) {
    return Pointer.nativeValue(memory);
  }

  /** Prevents sign extension of a number whose highest bit is set. */
  private static long word(int value) {
    return Integer.toUnsignedLong(value);
  }
}
