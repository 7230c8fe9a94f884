package kexec.receiver.diagnosis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import kexec.api.fault.Fault;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.VirtualAddress;
import kexec.linux.LinuxRoot;
import kexec.linux.sys.Errno;
import kexec.linux.sys.FailedCall;
import kexec.linux.sys.KexecFileLoad;
import kexec.linux.sys.KexecLoad;
import kexec.linux.sys.KexecSegment;
import kexec.linux.sys.OtherCall;
import kexec.linux.sys.SystemCall;
import kexec.receiver.host.KexecArchitecture;

/**
 * A directory with the view that Debian 12's kernel gives root of a guest of 512 MiB, with a crash
 * region and nothing loaded. Each test changes the file that it is about.
 */
final class FakeSystem {

  static final long X86_64 = 62L << 16;
  static final int KERNEL = 7;
  static final int INITRD = 8;

  private static final String STATUS =
      """
      CapEff:\t%016x
      CapBnd:\t%016x
      Seccomp:\t%s
      """;

  private final Path root;

  FakeSystem(Path root) throws IOException {
    this.root = root;
    capabilities(-1, -1, 0);
    write("/proc/self/uid_map", "         0          0 4294967295\n");
    write("/proc/sys/kernel/kexec_load_disabled", "0\n");
    write("/proc/sys/kernel/osrelease", "6.1.0-56-amd64\n");
    write("/sys/kernel/security/lockdown", "[none] integrity confidentiality\n");
    config("KEXEC=y", "KEXEC_FILE=y", "KEXEC_SIG=y", "SECURITY_LOCKDOWN_LSM=y");
    write("/sys/kernel/kexec_loaded", "0\n");
    write("/sys/kernel/kexec_crash_size", "134217728\n");
    write("/proc/meminfo", "MemTotal:  349000 kB\nMemAvailable:  300000 kB\n");
    write(
        "/proc/iomem",
        "00001000-0009fbff : System RAM\n"
            .concat("00100000-1ffdefff : System RAM\n")
            .concat("  17000000-1effffff : Crash kernel\n"));
    descriptor(KERNEL, bzImage());
    descriptor(INITRD, new byte[100]);
  }

  LinuxRoot root() {
    return new LinuxRoot(root);
  }

  Fault explain(SystemCall call, Errno errno) {
    return new Diagnosis(root(), KexecArchitecture.X86_64)
        .explain(new FailedCall(call, errno.number()));
  }

  FakeSystem write(String absolute, String text) throws IOException {
    return write(absolute, text.getBytes(StandardCharsets.UTF_8));
  }

  FakeSystem write(String absolute, byte[] content) throws IOException {
    Path file = root().resolve(absolute);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    return this;
  }

  FakeSystem remove(String absolute) throws IOException {
    Files.delete(root().resolve(absolute));
    return this;
  }

  FakeSystem capabilities(long effective, long bounding, int seccomp) throws IOException {
    return write("/proc/self/status", STATUS.formatted(effective, bounding, seccomp));
  }

  FakeSystem config(String... options) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String option : options) {
      text.append(
          option.endsWith("=n")
              ? "# CONFIG_" + option.replace("=n", " is not set\n")
              : "CONFIG_" + option + "\n");
    }
    return write("/boot/config-6.1.0-56-amd64", text.toString());
  }

  FakeSystem descriptor(int number, byte[] content) throws IOException {
    return write("/proc/self/fd/" + number, content);
  }

  /** The first bytes of a kernel, with the fields that the kernel's own loader checks. */
  static byte[] bzImage() {
    byte[] image = new byte[4096];
    ByteBuffer.wrap(image)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(0x1fe, (short) 0xaa55)
        .putInt(0x202, 0x53726448)
        .putShort(0x206, (short) 0x20f)
        .putInt(0x238, 2047);
    return image;
  }

  static KexecSegment segment(long mem, long memsz) {
    return new KexecSegment(
        new VirtualAddress(0x7f0000000000L), 0x800, new MachineAddress(mem), memsz);
  }

  static KexecLoad load(long flags, KexecSegment... segments) {
    return new KexecLoad(new MachineAddress(0x17000000), List.of(segments), X86_64 | flags);
  }

  static KexecLoad segments(int count) {
    return load(
        0,
        IntStream.range(0, count)
            .mapToObj(i -> segment(0x1000000L + i * 0x10000L, 0x1000))
            .toArray(KexecSegment[]::new));
  }

  static KexecFileLoad files(long flags) {
    return new KexecFileLoad(KERNEL, INITRD, Optional.of("ro quiet"), flags);
  }

  static SystemCall reboot() {
    return new OtherCall("reboot", "cmd=0x45584543");
  }
}
