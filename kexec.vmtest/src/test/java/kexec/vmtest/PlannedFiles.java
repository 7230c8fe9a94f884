package kexec.vmtest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * The files of a {@link PlanRow} on the host. {@code rehearsed.sh} makes the same ones in a guest.
 *
 * @param images where kernels and the small initrd are
 * @param directory for what is made of it
 */
record PlannedFiles(GuestImages images, Path directory) {

  Path kernel(PlanRow row) {
    return row.isLinux()
        ? images.base().resolve(row.kernel())
        : images.product().resolveSibling(row.kernel());
  }

  List<String> initrd(PlanRow row) throws IOException {
    return file(row.initrd()).map(file -> List.of("--initrd=" + file)).orElse(List.of());
  }

  private Optional<Path> file(String initrd) throws IOException {
    Path small = images.initrd();
    return switch (initrd) {
      case "none" -> Optional.empty();
      case "small" -> Optional.of(small);
      case "plain" -> Optional.of(made(initrd, unpacked(small)));
      case "cut" -> {
        byte[] all = Files.readAllBytes(small);
        yield Optional.of(made(initrd, Arrays.copyOf(all, all.length / 2)));
      }
      default -> throw new IllegalArgumentException("no initrd: " + initrd);
    };
  }

  private static byte[] unpacked(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return in.readAllBytes();
    }
  }

  private Path made(String name, byte[] content) throws IOException {
    return Files.write(directory.resolve(name), content);
  }
}
