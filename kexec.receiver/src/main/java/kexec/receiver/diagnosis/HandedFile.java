package kexec.receiver.diagnosis;

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
 * A file that was handed to the kernel by its descriptor.
 *
 * @param name its path, for people
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
    boolean directory = Files.isDirectory(link);
    try (InputStream in = directory ? InputStream.nullInputStream() : Files.newInputStream(link)) {
      Path path = Files.isSymbolicLink(link) ? Files.readSymbolicLink(link) : link.getFileName();
      ByteBuffer head = ByteBuffer.wrap(in.readNBytes(HEAD)).order(ByteOrder.LITTLE_ENDIAN);
      long size = directory ? 0 : Files.size(link);
      return Optional.of(new HandedFile(FileName.of(path), directory, size, head));
    } catch (IOException e) {
      // It is no open descriptor, or what it leads to is gone.
      return Optional.empty();
    }
  }
}
