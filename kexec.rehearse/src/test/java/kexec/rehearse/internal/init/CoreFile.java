package kexec.rehearse.internal.init;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import kexec.api.plan.Architecture;

/**
 * A core file (System V gABI, chapters 4 and 5), or only its header with places instead of offsets,
 * as a crash kernel gets it.
 */
final class CoreFile {

  private static final int LOAD = 1;
  private static final int NOTE = 4;
  private static final int CONTENT = 0x1000;

  private record Part(int type, long offset, long address, long size) {}

  private final Architecture architecture;
  private final List<Part> parts = new ArrayList<>();
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();

  CoreFile(Architecture architecture) {
    this.architecture = architecture;
  }

  /** Adds a part with content in this file. */
  CoreFile note(ByteBuffer bytes) {
    return content(NOTE, 0, bytes);
  }

  /** Adds memory with content in this file. */
  CoreFile memory(long address, ByteBuffer bytes) {
    return content(LOAD, address, bytes);
  }

  private CoreFile content(int type, long address, ByteBuffer bytes) {
    parts.add(new Part(type, CONTENT + content.size(), address, bytes.remaining()));
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    content.writeBytes(copy);
    return this;
  }

  /** Adds notes that lie in memory. */
  CoreFile notesAt(long address, long size) {
    parts.add(new Part(NOTE, address, address, size));
    return this;
  }

  /** Adds memory that lies where its address says. */
  CoreFile memoryAt(long address, long size) {
    parts.add(new Part(LOAD, address, address, size));
    return this;
  }

  /** Returns the header and the program headers. */
  byte[] header() {
    boolean wide = architecture.is64Bit();
    ByteBuffer out = ByteBuffer.allocate(CONTENT).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(0x464c457f).put((byte) (wide ? 2 : 1)).put((byte) 1).put((byte) 1).position(16);
    out.putShort((short) 4).putShort((short) architecture.elfMachine()).putInt(1);
    word(out, 0);
    word(out, wide ? 64 : 52);
    word(out, 0);
    out.putInt(0).putShort((short) (wide ? 64 : 52)).putShort((short) (wide ? 56 : 32));
    out.putShort((short) parts.size()).position(wide ? 64 : 52);
    for (Part part : parts) {
      out.putInt(part.type());
      if (wide) {
        out.putInt(4);
      }
      word(out, part.offset());
      word(out, 0);
      word(out, part.address());
      word(out, part.size());
      word(out, part.size());
      if (!wide) {
        out.putInt(4);
      }
      word(out, 0);
    }
    return out.array();
  }

  private void word(ByteBuffer out, long value) {
    if (architecture.is64Bit()) {
      out.putLong(value);
    } else {
      out.putInt((int) value);
    }
  }

  /** Returns the whole file. */
  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(header());
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }
}
