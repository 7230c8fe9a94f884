package kexec.linux.platform;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kexec.linux.sys.Descriptor;
import kexec.linux.sys.Errno;
import kexec.linux.sys.FailedCall;
import kexec.linux.sys.FileCalls;
import kexec.linux.sys.LinuxNumbers;
import kexec.linux.sys.OtherCall;
import kexec.linux.sys.SystemCallException;

/** Network interfaces, each with its flags. */
final class FakeInterfaces implements FileCalls {

  private static final int SOCKET = 3;

  private final Map<String, Short> flags = new TreeMap<>();
  private Optional<Errno> socketError = Optional.empty();
  private boolean open;

  FakeInterfaces with(String name, int value) {
    flags.put(name, (short) value);
    return this;
  }

  FakeInterfaces withoutSockets(Errno error) {
    socketError = Optional.of(error);
    return this;
  }

  int flags(String name) {
    return flags.get(name);
  }

  boolean isOpen() {
    return open;
  }

  @Override
  public Descriptor socket() throws SystemCallException {
    if (socketError.isPresent()) {
      throw failed("socket", socketError.get());
    }
    open = true;
    return new Descriptor(SOCKET, number -> open = false);
  }

  @Override
  public long ioctl(Descriptor descriptor, int request, byte[] argument)
      throws SystemCallException {
    String name = new String(argument, 0, 16, StandardCharsets.US_ASCII).replace("\0", "");
    if (!flags.containsKey(name)) {
      throw failed("ioctl", Errno.ENODEV);
    }
    ByteBuffer fields = ByteBuffer.wrap(argument).order(ByteOrder.nativeOrder());
    switch (request) {
      case LinuxNumbers.SIOCGIFFLAGS -> fields.putShort(16, flags.get(name));
      case LinuxNumbers.SIOCSIFFLAGS -> flags.put(name, fields.getShort(16));
      default -> throw failed("ioctl", Errno.ENOTTY);
    }
    return 0;
  }

  @Override
  public Descriptor open(Path file) throws SystemCallException {
    throw failed("openat", Errno.ENOENT);
  }

  @Override
  public int fileSystem(Descriptor descriptor) {
    throw new AssertionError("a file was asked for");
  }

  @Override
  public void lease(Descriptor descriptor) {
    throw new AssertionError("a lease was taken");
  }

  @Override
  public boolean isLeased(Descriptor descriptor) {
    throw new AssertionError("a lease was asked for");
  }

  @Override
  public Descriptor openDevice(Path file) throws SystemCallException {
    throw failed("openat", Errno.ENOENT);
  }

  @Override
  public Descriptor memoryFile(String name) throws SystemCallException {
    throw failed("memfd_create", Errno.ENOSYS);
  }

  private static SystemCallException failed(String call, Errno errno) {
    return new SystemCallException(new FailedCall(new OtherCall(call, ""), errno.number()));
  }
}
