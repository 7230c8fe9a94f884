package kexec.rehearse.internal.init;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import kexec.base.kernel.Align;

/**
 * Writes an uncompressed archive that Linux unpacks as an initial RAM disk: the format {@code newc}
 * (Linux, Documentation/driver-api/early-userspace/buffer-format.rst). Everything belongs to root
 * and is of 1970, so that the same content gives the same bytes. Not thread-safe.
 *
 * <p>Commons Compress writes this format too. With the libraries it needs it is a hundred times as
 * large as this class, for one magic number and thirteen numbers an entry.
 */
public final class CpioArchive {

  private static final String MAGIC = "070701";
  private static final String END = "TRAILER!!!";
  private static final int ALIGNMENT = 4;

  /** The block that cpio writes in. */
  private static final int BLOCK = 512;

  private static final int S_IFDIR = 0040000;
  private static final int S_IFREG = 0100000;
  private static final int S_IFCHR = 0020000;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int entries;

  /** Starts an archive without entries. */
  public CpioArchive() {}

  private record Attributes(int mode, int links, int major, int minor) {}

  /**
   * Adds a directory. It must precede what is in it.
   *
   * @param name the path in ASCII, without a slash at its start
   * @param permissions the lower 12 bits of the mode
   * @return this archive
   */
  public CpioArchive directory(String name, int permissions) {
    return add(name, new Attributes(S_IFDIR | permissions, 2, 0, 0), new byte[0]);
  }

  /**
   * Adds a regular file.
   *
   * @param name the path in ASCII, without a slash at its start
   * @param permissions the lower 12 bits of the mode
   * @param content the content
   * @return this archive
   */
  public CpioArchive file(String name, int permissions, byte[] content) {
    return add(name, new Attributes(S_IFREG | permissions, 1, 0, 0), content);
  }

  /**
   * Adds a character device.
   *
   * @param name the path in ASCII, without a slash at its start
   * @param permissions the lower 12 bits of the mode
   * @param major the number of the driver
   * @param minor the number of the device
   * @return this archive
   */
  CpioArchive characterDevice(String name, int permissions, int major, int minor) {
    return add(name, new Attributes(S_IFCHR | permissions, 1, major, minor), new byte[0]);
  }

  private CpioArchive add(String name, Attributes attributes, byte[] content) {
    entries++;
    put(entries, name, attributes, content);
    return this;
  }

  private void put(int inode, String name, Attributes attributes, byte[] content) {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    int[] fields = {
      inode,
      attributes.mode(),
      0, // c_uid
      0, // c_gid
      attributes.links(),
      0, // c_mtime
      content.length,
      0, // c_maj, of the file system
      0, // c_min
      attributes.major(),
      attributes.minor(),
      text.length + 1,
      0 // c_chksum
    };
    out.writeBytes(MAGIC.getBytes(StandardCharsets.US_ASCII));
    for (int field : fields) {
      out.writeBytes("%08x".formatted(field).getBytes(StandardCharsets.US_ASCII));
    }
    out.writeBytes(text);
    out.write(0);
    pad(ALIGNMENT);
    out.writeBytes(content);
    pad(ALIGNMENT);
  }

  private void pad(int alignment) {
    out.writeBytes(new byte[(int) Align.up(out.size(), alignment) - out.size()]);
  }

  /**
   * {@return the archive with its end, a multiple of 512 bytes. Nothing may be added afterwards}
   */
  public byte[] bytes() {
    put(0, END, new Attributes(0, 1, 0, 0), new byte[0]);
    pad(BLOCK);
    return out.toByteArray();
  }
}
