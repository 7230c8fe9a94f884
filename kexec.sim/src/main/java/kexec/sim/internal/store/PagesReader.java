package kexec.sim.internal.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32;
import kexec.api.fault.KexecException;
import kexec.api.memory.PageSize;
import kexec.api.plan.MappedFile;
import kexec.api.plan.SegmentData;
import kexec.api.text.FileName;
import kexec.sim.internal.memory.SparseMemory;

/** Builds memory from what {@link PagesWriter} wrote; content stays in the mapped file. */
final class PagesReader {

  private static final int CHUNK = 1 << 16;

  private final Manifest manifest;
  private final PageSize pageSize;
  private final SparseMemory memory;
  private final CRC32 crc = new CRC32();
  private int contentFrames;

  PagesReader(Manifest manifest, PageSize pageSize) {
    this.manifest = manifest;
    this.pageSize = pageSize;
    this.memory = new SparseMemory(pageSize);
  }

  /** Returns how large the file must be. */
  static long fileSize(Manifest manifest, PageSize pageSize) {
    return indexAt(manifest, pageSize) + (long) manifest.frames() * Long.BYTES;
  }

  private static long indexAt(Manifest manifest, PageSize pageSize) {
    return (long) manifest.contentFrames() << pageSize.shift();
  }

  SparseMemory read(Path path) throws KexecException, BadManifestException {
    if (manifest.frames() == 0) {
      return memory;
    }
    MappedFile file = MappedFile.open(path);
    if (file.size() != fileSize(manifest, pageSize)) {
      throw new BadManifestException(path + " has " + file.size() + " bytes");
    }
    SegmentData data = file.data();
    long at = indexAt(manifest, pageSize);
    while (at < data.size()) {
      int length = (int) Math.min(CHUNK, data.size() - at);
      readIndex(data, data.buffer(at, length));
      at += length;
    }
    if (crc.getValue() != manifest.indexCrc() || contentFrames != manifest.contentFrames()) {
      throw new BadManifestException("the index of " + FileName.of(path) + " is damaged");
    }
    return memory;
  }

  private void readIndex(SegmentData data, ByteBuffer index) throws BadManifestException {
    crc.update(index.duplicate());
    index.order(ByteOrder.LITTLE_ENDIAN);
    while (index.hasRemaining()) {
      long entry = index.getLong();
      if (entry < 0) {
        memory.zero(entry & ~PagesWriter.ZERO);
      } else if (contentFrames == manifest.contentFrames()) {
        throw new BadManifestException("the index has more pages than the file");
      } else {
        long from = (long) contentFrames++ << pageSize.shift();
        memory.put(entry, data.buffer(from, (int) pageSize.bytes()));
      }
    }
  }
}
