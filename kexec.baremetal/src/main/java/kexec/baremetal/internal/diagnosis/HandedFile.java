package kexec.baremetal.internal.diagnosis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import kexec.api.text.FileName;
import kexec.linux.LinuxRoot;
import kexec.linux.sys.KexecFileLoad;

/**
 * A file that the kernel was handed by its descriptor.
 *
 * @param name where it lies, for people
 * @param directory whether it is a directory
 * @param size bytes; 0 for a directory
 * @param head its first bytes
 */
record HandedFile(String name, boolean directory, long size, ByteBuffer head) {

  private static final int HEAD = 1024;

  static Optional<HandedFile> of(LinuxRoot root, int descriptor) {
    if (descriptor == KexecFileLoad.NO_FILE) {
      return Optional.empty();
    }
    Path link = root.resolve("/proc/self/fd/" + descriptor);
    try {
      boolean directory = Files.isDirectory(link);
      byte[] head = directory ? new byte[0] : head(link);
      return Optional.of(
          new HandedFile(
              name(link),
              directory,
              directory ? 0 : Files.size(link),
              ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN)));
    } catch (IOException e) {
      // It is no open descriptor, or what it leads to is gone.
      return Optional.empty();
    }
  }

  private static byte[] head(Path link) throws IOException {
    try (InputStream in = Files.newInputStream(link)) {
      return in.readNBytes(HEAD);
    }
  }

  private static String name(Path link) throws IOException {
    return Files.isSymbolicLink(link)
        ? FileName.of(Files.readSymbolicLink(link))
        : FileName.of(link.getFileName());
  }
}
