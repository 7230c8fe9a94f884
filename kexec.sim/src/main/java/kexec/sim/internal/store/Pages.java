package kexec.sim.internal.store;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import kexec.api.fault.KexecException;
import kexec.api.memory.PageSize;
import kexec.api.plan.MappedFile;
import kexec.api.plan.SegmentData;
import kexec.api.text.FileName;
import kexec.sim.internal.image.Image;
import kexec.sim.internal.image.ImageFrames;
import kexec.sim.internal.image.PageListWalk.BrokenListException;
import kexec.sim.internal.memory.SparseMemory;

/**
 * The file with the frames of an image: first the content of those that are not zero, page by page,
 * then the index, eight bytes big-endian for each frame. Zero frames are only in the index.
 */
final class Pages {

  /** Marks a frame that is zero. Frames have 52 bits at most. */
  private static final long ZERO = 1L << 63;

  private static final int BUFFER = 1 << 20;

  private Pages() {}

  /** Writes the file, forced to the disk; {@return the manifest that belongs to it} */
  static Manifest write(FileChannel file, String id, Image image, SparseMemory memory)
      throws IOException {
    long[] index;
    try {
      index = ImageFrames.of(image, memory);
    } catch (BrokenListException e) {
      throw new IOException("the page list is broken: " + e.getMessage(), e);
    }
    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(file), BUFFER);
    byte[] page = new byte[memory.pageBytes()];
    int contentFrames = 0;
    for (int i = 0; i < index.length; i++) {
      ByteBuffer content = memory.page(index[i]);
      if (content.hasRemaining()) {
        int length = content.remaining();
        content.get(page, 0, length);
        Arrays.fill(page, length, page.length, (byte) 0);
        out.write(page);
        contentFrames++;
      } else {
        index[i] |= ZERO;
      }
    }
    CRC32 crc = new CRC32();
    DataOutputStream entries = new DataOutputStream(new CheckedOutputStream(out, crc));
    for (long entry : index) {
      entries.writeLong(entry);
    }
    entries.flush();
    file.force(true);
    return new Manifest(id, image, index.length, contentFrames, crc.getValue());
  }

  /** {@return the size that the file of a manifest has, in bytes} */
  static long size(Manifest manifest, PageSize pageSize) {
    return ((long) manifest.contentFrames() << pageSize.shift())
        + (long) manifest.frames() * Long.BYTES;
  }

  /**
   * {@return memory with the frames of an image; their content stays in the mapped file}
   *
   * @throws IllegalArgumentException if the file is not the one that was written
   */
  static SparseMemory read(Path path, Manifest manifest, PageSize pageSize) throws KexecException {
    SparseMemory memory = new SparseMemory(pageSize);
    if (manifest.frames() == 0) {
      return memory;
    }
    MappedFile file = MappedFile.open(path);
    if (file.size() != size(manifest, pageSize)) {
      throw new IllegalArgumentException(FileName.of(path) + " has " + file.size() + " bytes");
    }
    SegmentData data = file.data();
    long behind = (long) manifest.contentFrames() << pageSize.shift();
    long next = 0;
    CRC32 crc = new CRC32();
    for (long at = behind; at < data.size(); at += Long.BYTES) {
      ByteBuffer entry = data.buffer(at, Long.BYTES);
      long frame = entry.getLong(0);
      crc.update(entry);
      if (frame < 0) {
        memory.zero(frame & ~ZERO);
      } else if (next < behind) {
        memory.put(frame, data.buffer(next, (int) pageSize.bytes()));
        next += pageSize.bytes();
      } else {
        throw damaged(path);
      }
    }
    if (crc.getValue() != manifest.indexCrc() || next != behind) {
      throw damaged(path);
    }
    return memory;
  }

  private static IllegalArgumentException damaged(Path path) {
    return new IllegalArgumentException("the index of " + FileName.of(path) + " is damaged");
  }
}
