package kexec.vmtest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import kexec.rehearse.internal.init.CpioArchive;

/** Initial RAM disks with busybox and a first program. */
final class SmallInitrd {

  private SmallInitrd() {}

  /** With busybox, but without a first program. */
  static byte[] withoutInit(GuestImages images) {
    return begun(images).bytes();
  }

  /** The first program is a script of the shell. */
  static byte[] script(GuestImages images, String text) {
    return program(images, ("#!/bin/busybox sh\n" + text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** The first program is a file. */
  static byte[] program(GuestImages images, byte[] init) {
    return begun(images).file("init", 0755, init).bytes();
  }

  /** The first program is a script that may not be executed. */
  static byte[] notExecutable(GuestImages images) {
    byte[] init = "#!/bin/busybox sh\n".getBytes(StandardCharsets.UTF_8);
    return begun(images).file("init", 0644, init).bytes();
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

  private static CpioArchive begun(GuestImages images) {
    try {
      byte[] busybox = Files.readAllBytes(images.base().resolve("busybox"));
      return new CpioArchive()
          .directory("bin", 0755)
          .directory("dev", 0755)
          .directory("proc", 0755)
          .file("bin/busybox", 0755, busybox);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
