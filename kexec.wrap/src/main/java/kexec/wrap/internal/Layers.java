package kexec.wrap.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.BadFileException;
import kexec.api.plan.MappedFile;
import kexec.api.plan.SegmentData;
import kexec.api.progress.ProgressListener;
import kexec.api.text.FileName;

/** Recognises wrappers by their first bytes, and removes one after the other. */
public final class Layers {

  /** A zboot image with a compressed kernel in a UKI that is compressed again. */
  private static final int MOST = 4;

  private static final int MZ = 0x4d5a;
  private static final int DEVICE_TREE = 0xd00dfeed;

  private Layers() {}

  /**
   * {@return the wrappers of a kernel, the outermost first; none if it is not wrapped}
   *
   * @param file the kernel file
   * @param usable as much of its content as may be used
   * @param progress told how much of a wrapper's compressed data is read
   * @throws BadFileException if a wrapper cannot be removed, or the file cannot be read
   */
  public static List<Layer> of(MappedFile file, SegmentData usable, ProgressListener progress)
      throws BadFileException {
    List<Layer> layers = new ArrayList<>();
    try {
      WrappedData data = new WrappedData(file, usable, progress);
      for (Optional<Layer> layer = outermost(data); layer.isPresent(); layer = outermost(data)) {
        if (layers.size() == MOST) {
          throw data.refusal(
              "wrap-too-deep",
              "more than %s wrappers are in each other".formatted(MOST),
              "Unwrap the kernel, and name the result.");
        }
        SegmentData kernel = layer.get().kernel();
        if (kernel.size() == 0) {
          throw data.refusal(
              "wrap-empty",
              "the %s has nothing in it".formatted(layer.get().wrapper()),
              "Make it again, or name the kernel itself.");
        }
        layers.add(layer.get());
        data = new WrappedData(file, kernel, progress);
      }
    } catch (InternalError e) {
      // A page of the mapped file cannot be read.
      throw file.data().unreadable(e);
    }
    return layers;
  }

  private static Optional<Layer> outermost(WrappedData data) throws BadFileException {
    byte[] head = data.head();
    int magic = WrappedData.big(head).getInt(0);
    if (magic >>> 16 == MZ) {
      return ZbootImage.isOne(head)
          ? Optional.of(ZbootImage.layer(data, head))
          : UnifiedImage.layer(data);
    }
    if (magic == UImage.MAGIC) {
      return Optional.of(UImage.layer(data));
    }
    if (magic == DEVICE_TREE) {
      throw data.refusal(
          "wrap-fit",
          "it is a device tree or a FIT image, of which no kernel is chosen here",
          "Take the kernel out of it: dumpimage -l %s lists what is in it, and dumpimage -T flat_dt -p INDEX -o KERNEL %1$s writes it."
              .formatted(FileName.of(data.file().path())));
    }
    Optional<Compression> compression = Compression.of(head, data.data().size());
    return compression.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Layer.of(compression.get().text(), Decompression.of(data, compression.get())));
  }
}
