package kexec.receiver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import kexec.linux.LinuxRoot;

/** A {@code /proc} and a {@code /sys} of a machine with 512 MiB, in a directory. */
public final class FakeTree {

  /** The start of the crash region. */
  public static final long CRASH_START = 0x10000000L;

  /** Its end. */
  public static final long CRASH_END = 0x18000000L;

  public static final String IOMEM =
      """
      00000000-00000fff : Reserved
      00001000-0009fbff : System RAM
      0009fc00-0009ffff : Reserved
      00100000-1ffdcfff : System RAM
        02000000-02ffffff : Kernel code
        10000000-17ffffff : Crash kernel
      1ffdd000-1fffffff : Reserved
      """;

  private final Path directory;

  public FakeTree(Path directory) {
    this.directory = directory;
    put("/proc/iomem", IOMEM);
    put("/proc/sys/kernel/random/boot_id", "5fd6ab0c-7f0c-4f5e-9b0a-2f1f0f9c2a11\n");
    put("/proc/sys/kernel/osrelease", "6.1.0-test\n");
    put("/proc/sysrq-trigger", "");
    put("/sys/kernel/kexec_loaded", "0\n");
    put("/sys/kernel/kexec_crash_loaded", "0\n");
    put("/sys/kernel/kexec_crash_size", (CRASH_END - CRASH_START) + "\n");
    put("/sys/kernel/vmcoreinfo", "0x1f000000 1024\n");
    put("/sys/devices/system/cpu/cpu0/crash_notes", "1e000000\n");
    put("/sys/devices/system/cpu/cpu0/crash_notes_size", "368\n");
    memmap(0, "0x0", "0x9fbff", "System RAM");
    memmap(1, "0x9fc00", "0x9ffff", "Reserved");
    memmap(2, "0x100000", "0x1ffdcfff", "System RAM");
    memmap(3, "0x1ffdd000", "0x1fffffff", "Reserved");
  }

  public LinuxRoot root() {
    return new LinuxRoot(directory);
  }

  public Path path(String absolute) {
    return root().resolve(absolute);
  }

  public void put(String absolute, String text) {
    put(absolute, text.getBytes(StandardCharsets.UTF_8));
  }

  public void put(String absolute, byte[] bytes) {
    try {
      Path file = path(absolute);
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void remove(String absolute) {
    try (var below = Files.walk(path(absolute))) {
      for (Path each : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void memmap(int index, String start, String end, String type) {
    String entry = "/sys/firmware/memmap/" + index;
    put(entry + "/start", start + "\n");
    put(entry + "/end", end + "\n");
    put(entry + "/type", type + "\n");
  }

  /** Writes the headers of a {@code /proc/kcore} with some mappings. */
  public void kcore(long[]... virtualPhysicalSize) {
    ByteBuffer file =
        ByteBuffer.allocate(64 + 56 * virtualPhysicalSize.length).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1);
    file.putLong(32, 64).putShort(54, (short) 56);
    file.putShort(56, (short) virtualPhysicalSize.length);
    int at = 64;
    for (long[] each : virtualPhysicalSize) {
      file.putInt(at, 1).putLong(at + 16, each[0]).putLong(at + 24, each[1]);
      file.putLong(at + 40, each[2]);
      at += 56;
    }
    put("/proc/kcore", file.array());
  }
}
