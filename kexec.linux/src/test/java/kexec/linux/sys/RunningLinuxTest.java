package kexec.linux.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.VirtualAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Harmless calls of the kernel that the test runs on. */
class RunningLinuxTest {

  private static final int PAGE = 4096;

  @TempDir private Path directory;

  private LinuxCalls linux;

  @BeforeEach
  void makeCalls() throws KexecException {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "this is not Linux");
    linux = RunningLinux.calls();
  }

  /** JNA keeps the native code that it makes for a binding. */
  @Test
  void nothingIsBoundTwice() throws Exception {
    int before = mappings();
    for (int i = 0; i < 20_000; i++) {
      assertThat(RunningLinux.message(Errno.EPERM)).isPresent();
      RunningLinux.calls();
    }
    assertThat(mappings()).isLessThan(before + 100);
  }

  private static int mappings() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1).size();
  }

  @Test
  void anIllegalLoadIsRefusedWithTheWholeCall() {
    KexecSegment segment =
        new KexecSegment(new VirtualAddress(0), 0, new MachineAddress(0x1000000), PAGE);
    KexecLoad call =
        new KexecLoad(new MachineAddress(0xfff), List.of(segment), 0x8000 | 0xffffL << 16);
    SystemCallException refusal =
        catchThrowableOfType(SystemCallException.class, () -> linux.kexecLoad(call));
    assertThat(refusal.failed().call()).isEqualTo(call);
    // The error depends on the user and the kernel; none of the calls changes what is loaded.
    assertThat(refusal.failed().errno())
        .hasValueSatisfying(e -> assertThat(e).isIn(Errno.EPERM, Errno.EINVAL, Errno.ENOSYS));
    assertThat(refusal)
        .hasMessageStartingWith(
            "kexec_load(entry=0xfff, nr_segments=1, segments=[{buf=0x0, bufsz=0x0, mem=0x1000000,"
                + " memsz=0x1000}], flags=0xffff8000) = E");
  }

  @Test
  void anIllegalFileLoadIsRefusedWithTheWholeCall() {
    KexecFileLoad call = new KexecFileLoad(-1, -1, Optional.of("quiet"), 0x8000);
    SystemCallException refusal =
        catchThrowableOfType(SystemCallException.class, () -> linux.kexecFileLoad(call));
    assertThat(refusal.failed().errno())
        .hasValueSatisfying(e -> assertThat(e).isIn(Errno.EPERM, Errno.EINVAL, Errno.ENOSYS));
    assertThat(refusal)
        .hasMessageStartingWith(
            "kexec_file_load(kernel_fd=-1, initrd_fd=-1, cmdline=\"quiet\", flags=0x8000) = E");
  }

  @Test
  void anUnknownRebootCommandIsRefused() {
    assertThatThrownBy(() -> linux.reboot(0x7fffffff))
        .isInstanceOf(SystemCallException.class)
        .hasMessageMatching("reboot\\(cmd=0x7fffffff\\) = (EPERM|EINVAL)");
  }

  @Test
  void mapsLocksAndUnmapsMemory() throws Exception {
    VirtualAddress at = linux.map(MapRequest.memory(3 * PAGE, 0));
    linux.lock(at, PAGE);
    ByteBuffer view = linux.view(at, 3 * PAGE);
    assertThat(view.order()).isEqualTo(ByteOrder.nativeOrder());
    assertThat(linux.addressOf(view)).isEqualTo(at);
    for (int i = 0; i < view.limit(); i++) {
      assertThat(view.get(i)).isZero();
    }
    view.putLong(8, 0x1122334455667788L);
    assertThat(linux.view(at.plus(8), 8).getLong(0)).isEqualTo(0x1122334455667788L);
    linux.unmap(at, 3 * PAGE);
    assertThatThrownBy(() -> linux.lock(at, PAGE)).hasMessageEndingWith("= ENOMEM");
  }

  @Test
  void refusesToUnmapWhatIsNoPage() {
    assertThatThrownBy(() -> linux.unmap(new VirtualAddress(0x1001), PAGE))
        .hasMessage("munmap(addr=0x1001, length=0x1000) = EINVAL");
  }

  @Test
  void mapsAPieceOfAFileInPlaceOfMemory() throws Exception {
    Path file = directory.resolve("file");
    byte[] content = new byte[3 * PAGE];
    content[2 * PAGE] = 42;
    Files.write(file, content);
    VirtualAddress at = linux.map(MapRequest.memory(4 * PAGE, 0));
    try (Descriptor fd = linux.open(file)) {
      linux.map(MapRequest.fileAt(at.plus(PAGE), PAGE, fd.number(), 2 * PAGE));
    }
    assertThat(linux.view(at, 4 * PAGE).get(PAGE)).isEqualTo((byte) 42);
    linux.unmap(at, 4 * PAGE);
  }

  @Test
  void mapsMemoryIntoAddresses() throws Exception {
    VirtualAddress at = linux.map(MapRequest.addresses(2 * PAGE));
    assertThatThrownBy(() -> linux.lock(at, PAGE)).hasMessageEndingWith("= ENOMEM");
    assertThat(linux.map(MapRequest.memoryAt(at.plus(PAGE), PAGE))).isEqualTo(at.plus(PAGE));
    ByteBuffer view = linux.view(at.plus(PAGE), PAGE);
    view.put(0, (byte) 1);
    assertThat(view.get(0)).isEqualTo((byte) 1);
    linux.unmap(at, 2 * PAGE);
  }

  @Test
  void whatIsWrittenToADeviceReachesIt() throws Exception {
    // A file serves as the device here.
    Path device = Files.write(directory.resolve("device"), new byte[2 * PAGE]);
    VirtualAddress at = linux.map(MapRequest.addresses(PAGE));
    try (Descriptor fd = linux.openDevice(device)) {
      linux.map(MapRequest.deviceAt(at, PAGE, fd.number(), PAGE));
    }
    linux.view(at, PAGE).put(3, (byte) 42);
    linux.unmap(at, PAGE);
    assertThat(Files.readAllBytes(device)[PAGE + 3]).isEqualTo((byte) 42);
  }

  @Test
  void opensDevicesForReadingAndWriting() throws Exception {
    try (Descriptor fd = linux.openDevice(Path.of("/dev/null"))) {
      String flags =
          Files.readAllLines(Path.of("/proc/self/fdinfo/" + fd.number())).stream()
              .filter(line -> line.startsWith("flags:"))
              .map(line -> line.substring("flags:".length()).strip())
              .findFirst()
              .orElseThrow();
      int wanted = LinuxNumbers.O_RDWR | LinuxNumbers.O_CLOEXEC;
      assertThat(Integer.parseInt(flags, 8) & (wanted | 1)).isEqualTo(wanted);
    }
  }

  @Test
  void doesNotMakeADeviceThatIsNotThere() {
    Path absent = directory.resolve("absent");
    assertThatThrownBy(() -> linux.openDevice(absent))
        .hasMessage("openat(AT_FDCWD, \"" + absent + "\", O_RDWR|O_CLOEXEC) = ENOENT");
    assertThat(absent).doesNotExist();
  }

  @Test
  void opensFilesOfAnyName() throws Exception {
    for (String name : List.of("plain", "with space", "100%", "a%41", "ümläut", "?#;")) {
      Path file = directory.resolve(name);
      Files.writeString(file, name);
      try (Descriptor fd = linux.open(file)) {
        assertThat(Files.readString(fd.path())).isEqualTo(name);
      }
    }
  }

  @Test
  void doesNotOpenWhatIsNotThere() {
    Path absent = directory.resolve("absent");
    assertThatThrownBy(() -> linux.open(absent))
        .hasMessage("openat(AT_FDCWD, \"" + absent + "\", O_RDONLY|O_CLOEXEC) = ENOENT");
  }

  @Test
  void aMemoryFileHoldsWhatIsWritten() throws Exception {
    Descriptor fd = linux.memoryFile("initrd");
    Files.write(fd.path(), "content".getBytes(StandardCharsets.US_ASCII));
    Path path = fd.path();
    assertThat(Files.readString(path)).isEqualTo("content");
    assertThat(target(path)).contains("/memfd:initrd");
    fd.close();
    fd.close();
    assertThat(target(path)).doesNotContain("/memfd:initrd");
  }

  /** Another thread may open a file, which reuses the closed descriptor's number. */
  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void aClosedDescriptorTellsNoNumber() throws Exception {
    Descriptor fd = linux.memoryFile("gone");
    fd.close();
    assertThatThrownBy(fd::number).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(fd::path).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> linux.ioctl(fd, 0, new byte[1]))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aDescriptorIsNotClosedDuringACall() throws Exception {
    AtomicInteger closed = new AtomicInteger();
    Descriptor fd = new Descriptor(7, closed::set);
    Thread[] closer = {null};
    fd.whileOpen(
        number -> {
          closer[0] = new Thread(fd::close);
          closer[0].start();
          while (closer[0].getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
          }
          assertThat(closed).hasValue(0);
          return number;
        });
    closer[0].join();
    assertThat(closed).hasValue(7);
  }

  @Test
  void asksANetworkInterface() throws Exception {
    byte[] request = new byte[40];
    request[0] = 'l';
    request[1] = 'o';
    try (Descriptor socket = linux.socket()) {
      assertThat(linux.ioctl(socket, LinuxNumbers.SIOCGIFFLAGS, request)).isZero();
    }
    short flags = ByteBuffer.wrap(request).order(ByteOrder.nativeOrder()).getShort(16);
    int loopback = 0x8;
    assertThat(flags & loopback).isEqualTo(loopback);
  }

  @Test
  void aRequestThatTheDeviceDoesNotKnowIsRefused() throws Exception {
    try (Descriptor fd = linux.memoryFile("no-device")) {
      assertThatThrownBy(() -> linux.ioctl(fd, LinuxNumbers.SIOCGIFFLAGS, new byte[40]))
          .hasMessage("ioctl(fd=%s, request=0x8913) = ENOTTY".formatted(fd.number()));
    }
  }

  @Test
  void heapBuffersHaveNoAddress() {
    assertThatThrownBy(() -> linux.addressOf(ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void writesAllToTheDisks() {
    linux.sync();
  }

  @Test
  void messageIsTheTextOfJavasExceptions() {
    Throwable failure = catchThrowable(() -> Files.readAllBytes(directory));
    assertThat(failure).hasMessage(RunningLinux.message(Errno.EISDIR).orElseThrow());
  }
}
