package kexec.rehearse.internal.export;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.plan.SegmentData;

/** Writes a shim alone as an ELF file: somebody else puts the segments where it expects them. */
public final class ShimFile {

  private ShimFile() {}

  /**
   * Writes the file.
   *
   * @param shim the shim
   * @param output the file, which must not exist
   * @throws KexecException if the file exists or cannot be written
   */
  public static void write(Shim shim, Path output) throws KexecException {
    ElfLoad load =
        new ElfLoad(shim.entry(), SegmentData.ofBytes(shim.bytes()), shim.memory().size());
    Layout layout = new Layout(shim.entry(), Map.of(), Optional.of(load));
    ElfImage image = ElfImage.of(ElfFormat.X86_64, shim.entry(), layout.loads());
    new ImageFile(image, layout, output, "writing what starts the image").write();
  }
}
