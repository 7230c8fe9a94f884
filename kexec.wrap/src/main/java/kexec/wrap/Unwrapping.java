package kexec.wrap;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import kexec.api.fault.BadFileException;
import kexec.api.fault.KexecException;
import kexec.api.plan.MappedFile;
import kexec.api.plan.SegmentData;
import kexec.api.progress.ProgressListener;
import kexec.wrap.internal.Layer;
import kexec.wrap.internal.Layers;

/**
 * Removes the wrappers of a kernel: compressed files (gzip, xz, LZMA, zstd, LZ4, LZO), EFI zboot
 * images, unified kernel images (UKI) and uImages, up to four of them in each other. The
 * architecture does not matter.
 */
public final class Unwrapping {

  private Unwrapping() {}

  /**
   * Unwraps a kernel. Of a file that is not wrapped only the headers are read. Uncompressed content
   * is kept in memory: at most 512 MiB of it and 4096 times the file's size, and beside zeros at
   * most 32 times the file's size and a quarter of the heap. All else are pieces of the file,
   * without a copy.
   *
   * @param file the kernel file
   * @return the kernel and what was with it; no wrappers and the file's own data if the file is not
   *     in one of the formats. Of what several wrappers have, the outermost one's is taken
   * @throws BadFileException if a wrapper is damaged, of a kind that cannot be unwrapped, or its
   *     content is larger than is kept in memory (codes {@code wrap-…}), or if the file was
   *     truncated since it was mapped, or cannot be read
   */
  public static Unwrapped of(MappedFile file) throws KexecException {
    return of(file, file.data(), ProgressListener.NONE);
  }

  /**
   * Unwraps a kernel as {@link #of(MappedFile)} does, and reports how much is uncompressed.
   *
   * @param file the kernel file
   * @param usable as much of its content as may be used
   * @param progress told for each compressed wrapper how much of its compressed data is read
   * @return the kernel and what was with it
   * @throws BadFileException if a wrapper is damaged, of a kind that cannot be unwrapped, or its
   *     content is larger than is kept in memory (codes {@code wrap-…}), or if the file was
   *     truncated since it was mapped, or cannot be read
   */
  public static Unwrapped of(MappedFile file, SegmentData usable, ProgressListener progress)
      throws KexecException {
    List<Layer> layers = Layers.of(file, usable, progress);
    SegmentData kernel = layers.isEmpty() ? usable : layers.get(layers.size() - 1).kernel();
    return new Unwrapped(
        layers.stream().map(Layer::wrapper).toList(),
        kernel,
        first(layers, Layer::initrd),
        first(layers, Layer::deviceTree),
        first(layers, Layer::commandLine));
  }

  private static <T> Optional<T> first(List<Layer> layers, Function<Layer, Optional<T>> part) {
    return layers.stream().map(part).flatMap(Optional::stream).findFirst();
  }
}
