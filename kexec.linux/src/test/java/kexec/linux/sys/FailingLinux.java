package kexec.linux.sys;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import kexec.api.memory.VirtualAddress;
import kexec.linux.sys.Steps.Failure;

/**
 * Calls that fail as planned, before they have an effect, and an account of what is mapped and
 * open. A descriptor is closed even if its close fails, as in Linux (close(2)). Thread-safe.
 */
public class FailingLinux extends ForwardingLinux {

  /** Errors that code treats differently, or might, wherever they occur; the likeliest first. */
  private static final List<Errno> ANY =
      List.of(
          Errno.ENOMEM,
          Errno.EPERM,
          Errno.EINTR,
          Errno.EINVAL,
          Errno.EIO,
          Errno.EAGAIN,
          Errno.EACCES,
          Errno.EFAULT,
          Errno.EBUSY,
          Errno.ENOSYS,
          Errno.ENOENT,
          Errno.ENODEV,
          Errno.ENXIO,
          Errno.EEXIST,
          Errno.EMFILE,
          Errno.ENFILE,
          Errno.ENOSPC,
          Errno.EADDRNOTAVAIL,
          Errno.EOPNOTSUPP,
          Errno.ETIMEDOUT,
          Errno.ESTALE,
          Errno.EOVERFLOW,
          Errno.EROFS,
          Errno.EHWPOISON,
          Errno.ETXTBSY,
          Errno.EFBIG);

  /** What a file is refused for, and the like (Linux, kernel/kexec_file.c and below it). */
  private static final List<Errno> OF_FILES =
      List.of(
          Errno.ENOEXEC,
          Errno.ELIBBAD,
          Errno.EBADMSG,
          Errno.ENODATA,
          Errno.ENOKEY,
          Errno.ENOPKG,
          Errno.EKEYREJECTED,
          Errno.EKEYEXPIRED,
          Errno.EKEYREVOKED,
          Errno.E2BIG,
          Errno.EBADF);

  /** Errors without a name here: EUCLEAN, and 524, which the kernel has for itself (ENOTSUPP). */
  private static final List<Failure> NAMELESS =
      List.of(new Failure("EUCLEAN", 117, false), new Failure("errno 524", 524, false));

  /** The step of both calls that load, where they unload. */
  private static final String UNLOAD = "unload";

  private final Steps steps;
  private final TreeMap<Long, Long> mapped = new TreeMap<>();
  private int open;

  /**
   * Creates the calls.
   *
   * @param linux makes the calls that do not fail
   * @param steps decides which fail
   */
  public FailingLinux(LinuxCalls linux, Steps steps) {
    super(linux);
    this.steps = steps;
  }

  /**
   * {@return the ways in which a call fails before it has an effect, the likeliest first}
   *
   * @param call its name
   */
  public static List<Failure> failures(String call) {
    return switch (call) {
      // To unmap may take one more mapping than there may be (munmap(2)).
      case "munmap" -> of(List.of(Errno.ENOMEM), false);
      case "kexec_load", "kexec_file_load", UNLOAD, "reboot" ->
          Stream.of(of(ANY, false), of(OF_FILES, false), NAMELESS).flatMap(List::stream).toList();
      default -> Stream.of(of(ANY, false), NAMELESS).flatMap(List::stream).toList();
    };
  }

  /**
   * {@return errors as failures}
   *
   * @param errors the errors
   * @param areLate whether they come after the call has begun to have an effect
   */
  public static List<Failure> of(List<Errno> errors, boolean areLate) {
    return errors.stream()
        .map(errno -> new Failure(errno.name(), errno.number(), areLate))
        .toList();
  }

  /** {@return how many mappings there are, and descriptors} */
  public synchronized long taken() {
    return (long) mapped.size() + open;
  }

  private void step(String name, Function<String, SystemCall> call) throws SystemCallException {
    Optional<Failure> failure = steps.next(name);
    if (failure.isPresent()) {
      throw new SystemCallException(new FailedCall(call.apply(name), failure.get().number()));
    }
  }

  private void step(String name, String arguments) throws SystemCallException {
    step(name, same -> new OtherCall(same, arguments));
  }

  /**
   * Makes the model fail the load that comes next, after that has begun to have an effect.
   *
   * @param failure how
   */
  protected void failLate(Failure failure) {
    throw new IllegalStateException("no call of this model fails late");
  }

  /** Makes the model forget {@link #failLate}: the load may have failed before. */
  protected void forgetLate() {
    // Without such a model there is nothing to forget.
  }

  private static boolean isUnload(SystemCall call) {
    return call instanceof KexecLoad load
        ? load.segments().isEmpty()
        : call instanceof KexecFileLoad files
            && (files.flags() & LinuxNumbers.KEXEC_FILE_UNLOAD) != 0;
  }

  private void kexec(SystemCall call) throws SystemCallException {
    Optional<Failure> failure = steps.next(isUnload(call) ? UNLOAD : call.name());
    if (failure.isPresent() && !failure.get().isLate()) {
      throw new SystemCallException(new FailedCall(call, failure.get().number()));
    }
    failure.ifPresent(this::failLate);
  }

  @Override
  public void kexecLoad(KexecLoad call) throws SystemCallException {
    kexec(call);
    try {
      super.kexecLoad(call);
    } finally {
      forgetLate();
    }
  }

  @Override
  public void kexecFileLoad(KexecFileLoad call) throws SystemCallException {
    kexec(call);
    try {
      super.kexecFileLoad(call);
    } finally {
      forgetLate();
    }
  }

  @Override
  public void reboot(int command) throws SystemCallException {
    step("reboot", "cmd=0x%x".formatted(command));
    super.reboot(command);
  }

  @Override
  public synchronized VirtualAddress map(MapRequest request) throws SystemCallException {
    step("mmap", request.toString());
    VirtualAddress start = super.map(request);
    if ((request.flags() & LinuxNumbers.MAP_FIXED) == 0) {
      mapped.put(start.value(), request.length());
    }
    return start;
  }

  /** What cannot be unmapped is not counted any more: nobody could have done better. */
  @Override
  public synchronized void unmap(VirtualAddress start, long length) throws SystemCallException {
    if (mapped.remove(start.value()) == null) {
      throw new IllegalStateException("nothing is mapped at " + start);
    }
    Optional<Failure> failure = steps.next("munmap");
    // The model forgets it in any case, so that its memory does not run out.
    super.unmap(start, length);
    if (failure.isPresent()) {
      throw new SystemCallException(
          new FailedCall(new OtherCall("munmap", "addr=" + start), failure.get().number()));
    }
  }

  @Override
  public void lock(VirtualAddress start, long length) throws SystemCallException {
    step("mlock", "addr=" + start);
    super.lock(start, length);
  }

  @Override
  public Descriptor open(Path file) throws SystemCallException {
    step("openat", "\"" + file + "\", O_RDONLY");
    return counted(super.open(file));
  }

  @Override
  public int fileSystem(Descriptor descriptor) throws SystemCallException {
    step("fstatfs", descriptor.toString());
    return super.fileSystem(descriptor);
  }

  @Override
  public void lease(Descriptor descriptor) throws SystemCallException {
    step("fcntl", descriptor + ", F_SETLEASE");
    super.lease(descriptor);
  }

  @Override
  public boolean isLeased(Descriptor descriptor) throws SystemCallException {
    step("fcntl", descriptor + ", F_GETLEASE");
    return super.isLeased(descriptor);
  }

  @Override
  public Descriptor openDevice(Path file) throws SystemCallException {
    step("openat", "\"" + file + "\", O_RDWR");
    return counted(super.openDevice(file));
  }

  @Override
  public Descriptor memoryFile(String name) throws SystemCallException {
    step("memfd_create", name);
    return counted(super.memoryFile(name));
  }

  @Override
  public Descriptor socket() throws SystemCallException {
    step("socket", "AF_INET");
    return counted(super.socket());
  }

  /**
   * {@return the name of the step of a request to a device}
   *
   * @param request the number of the request
   * @param argument its argument
   */
  protected String stepOf(int request, byte[] argument) {
    return "ioctl";
  }

  @Override
  public long ioctl(Descriptor descriptor, int request, byte[] argument)
      throws SystemCallException {
    Optional<Failure> failure = steps.next(stepOf(request, argument));
    if (failure.isPresent() && !failure.get().isLate()) {
      throw new SystemCallException(
          new FailedCall(
              new OtherCall("ioctl", "%s, request=0x%x".formatted(descriptor, request)),
              failure.get().number()));
    }
    failure.ifPresent(this::failLate);
    return super.ioctl(descriptor, request, argument);
  }

  private synchronized Descriptor counted(Descriptor descriptor) {
    open++;
    return new Descriptor(
        descriptor.number(),
        number -> {
          descriptor.close();
          synchronized (this) {
            open--;
          }
        });
  }
}
