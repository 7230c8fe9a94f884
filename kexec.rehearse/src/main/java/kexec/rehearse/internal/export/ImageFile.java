package kexec.rehearse.internal.export;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kexec.api.fault.BadFileException;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import kexec.api.memory.MachineAddress;
import kexec.api.plan.MappedFile;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.base.file.ContentCopy;
import kexec.base.file.NewFiles;

/** Writes an {@link ElfImage} as a file that appears under its name when it is complete. */
final class ImageFile {

  /** Only its owner may read it, because an initial RAM disk may contain keys. */
  private static final NewFiles FILES =
      new NewFiles("export-file-exists", "export-not-permitted", "export-not-written", true);

  private final ElfImage image;
  private final Layout layout;
  private final Path output;
  private final String attempted;

  /**
   * Prepares the file.
   *
   * @param image the file's headers and contents
   * @param layout the same contents by segment
   * @param output the file
   * @param attempted what it is written for, as a gerund, for the error's text
   */
  ImageFile(ElfImage image, Layout layout, Path output, String attempted) {
    this.image = image;
    this.layout = layout;
    this.output = output;
    this.attempted = attempted;
  }

  /**
   * Writes the file.
   *
   * @throws BadFileException with the code {@code export-file-exists} or {@code
   *     export-not-written}, or as {@link Segment#requireDigest} and {@link SegmentData#read} throw
   *     it
   * @throws NotPermittedException with the code {@code export-not-permitted}
   */
  void write() throws KexecException {
    FILES.write(
        output,
        attempted,
        (channel, unnamed) -> {
          contents(channel);
          requireContents(unnamed);
        });
  }

  private void contents(FileChannel channel) throws IOException, BadFileException {
    ContentCopy.write(ElfHeaders.of(image), channel);
    for (int i = 0; i < image.loads().size(); i++) {
      channel.position(image.offsets().get(i));
      ContentCopy.write(image.loads().get(i).content(), channel);
    }
  }

  /**
   * Compares what was written with the plan. What was held by leases to the end needs no
   * comparison.
   */
  private void requireContents(Path file) throws KexecException {
    MappedFile written = MappedFile.open(file);
    Map<MachineAddress, Long> offsets = new HashMap<>();
    for (int i = 0; i < image.loads().size(); i++) {
      offsets.put(image.loads().get(i).address(), image.offsets().get(i));
    }
    for (Map.Entry<Segment, List<Placement>> entry : layout.placements().entrySet()) {
      Segment segment = entry.getKey();
      if (!segment.data().isHeld()) {
        SegmentData content = content(written, entry.getValue(), offsets);
        long zeros = segment.data().size() - content.size();
        segment.requireDigest(
            SegmentData.concat(List.of(content, SegmentData.zeros(zeros))).digest(), attempted);
      }
    }
  }

  private static SegmentData content(
      MappedFile written, List<Placement> placements, Map<MachineAddress, Long> offsets) {
    List<SegmentData> pieces = new ArrayList<>();
    for (Placement placement : placements) {
      Long offset = offsets.get(placement.source());
      long size = placement.piece().content().size();
      // What is only zeros may not be in the file.
      if (offset != null && size > 0) {
        pieces.add(SegmentData.ofFile(written, offset, size));
      }
    }
    return SegmentData.concat(pieces);
  }
}
