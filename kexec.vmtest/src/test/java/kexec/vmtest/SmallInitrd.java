package kexec.vmtest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/**
 * Initial RAM disks in the format "newc" (Linux, Documentation/driver-api/early-userspace/
 * buffer-format.rst) with busybox and a first program.
 */
final class SmallInitrd {

  private static final int DIRECTORY = 0040755;
  private static final int PROGRAM = 0100755;
  private static final int DATA = 0100644;

  private final ByteArrayOutputStream archive = new ByteArrayOutputStream();

  private SmallInitrd() {}

  /** With busybox, but without a first program. */
  static byte[] withoutInit(GuestImages images) {
    return begun(images).ended();
  }

  /** The first program is a script of the shell. */
  static byte[] script(GuestImages images, String text) {
    return program(images, ("#!/bin/busybox sh\n" + text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** The first program is a file. */
  static byte[] program(GuestImages images, byte[] init) {
    return begun(images).member("init", PROGRAM, init).ended();
  }

  /** The first program is a script that may not be executed. */
  static byte[] notExecutable(GuestImages images) {
    byte[] init = "#!/bin/busybox sh\n".getBytes(StandardCharsets.UTF_8);
    return begun(images).member("init", DATA, init).ended();
  }

  static byte[] packed(byte[] archive) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(archive);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** What another program makes of it. */
  static byte[] packed(byte[] archive, String... command) throws IOException {
    Path file = Files.createTempFile("initrd", ".cpio");
    try {
      Files.write(file, archive);
      Process process = new ProcessBuilder(command).redirectInput(file.toFile()).start();
      return process.getInputStream().readAllBytes();
    } finally {
      Files.delete(file);
    }
  }

  private static SmallInitrd begun(GuestImages images) {
    try {
      byte[] busybox = Files.readAllBytes(images.base().resolve("busybox"));
      return new SmallInitrd()
          .member("bin", DIRECTORY, new byte[0])
          .member("dev", DIRECTORY, new byte[0])
          .member("proc", DIRECTORY, new byte[0])
          .member("bin/busybox", PROGRAM, busybox);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SmallInitrd member(String name, int mode, byte[] content) {
    int[] fields = {
      name.hashCode() & 0xffff, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length() + 1, 0
    };
    StringBuilder header = new StringBuilder("070701");
    for (int field : fields) {
      header.append("%08x".formatted(field));
    }
    header.append(name).append('\0');
    archive.writeBytes(header.toString().getBytes(StandardCharsets.US_ASCII));
    align();
    archive.writeBytes(content);
    align();
    return this;
  }

  private void align() {
    while (archive.size() % 4 != 0) {
      archive.write(0);
    }
  }

  private byte[] ended() {
    return member("TRAILER!!!", 0, new byte[0]).archive.toByteArray();
  }
}
