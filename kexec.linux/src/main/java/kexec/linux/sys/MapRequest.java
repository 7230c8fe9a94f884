package kexec.linux.sys;

import static kexec.linux.sys.LinuxNumbers.MAP_ANONYMOUS;
import static kexec.linux.sys.LinuxNumbers.MAP_FIXED;
import static kexec.linux.sys.LinuxNumbers.MAP_NORESERVE;
import static kexec.linux.sys.LinuxNumbers.MAP_PRIVATE;
import static kexec.linux.sys.LinuxNumbers.MAP_SHARED;
import static kexec.linux.sys.LinuxNumbers.PROT_NONE;
import static kexec.linux.sys.LinuxNumbers.PROT_READ;
import static kexec.linux.sys.LinuxNumbers.PROT_WRITE;

import kexec.api.memory.VirtualAddress;

/**
 * The arguments of {@code mmap}.
 *
 * @param address where to map; zero lets the kernel choose
 * @param length bytes, above zero
 * @param protection {@code PROT_*} of {@link LinuxNumbers}
 * @param flags {@code MAP_*} of {@link LinuxNumbers}
 * @param fd a descriptor of the file, or -1
 * @param offset the offset in the file at which the mapping begins, in bytes, a multiple of 4096
 */
public record MapRequest(
    VirtualAddress address, long length, int protection, int flags, int fd, long offset) {

  private static final VirtualAddress ANYWHERE = new VirtualAddress(0);

  /**
   * {@return the request for zeroed memory that can be read and written}
   *
   * @param length bytes
   * @param more flags in addition to private and anonymous
   */
  public static MapRequest memory(long length, int more) {
    return new MapRequest(
        ANYWHERE, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | more, -1, 0);
  }

  /**
   * {@return the request that reserves addresses without memory: inaccessible pages that use no
   * swap space}
   *
   * @param length bytes
   */
  public static MapRequest addresses(long length) {
    return new MapRequest(
        ANYWHERE, length, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  }

  /**
   * {@return the request that replaces a mapping with zeroed memory, readable and writable}
   *
   * @param address a multiple of the page size, in a mapping of the caller
   * @param length bytes
   */
  public static MapRequest memoryAt(VirtualAddress address, long length) {
    return new MapRequest(
        address, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  }

  /**
   * {@return the request that replaces a mapping with a part of a device, readable and writable}
   *
   * @param address a multiple of the page size, in a mapping of the caller
   * @param length bytes
   * @param fd a descriptor of the device, open for reading and writing
   * @param offset the offset in the device, a multiple of the page size
   */
  public static MapRequest deviceAt(VirtualAddress address, long length, int fd, long offset) {
    return new MapRequest(
        address, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, offset);
  }

  /**
   * {@return the request that replaces a mapping with a part of a file, read-only}
   *
   * @param address a multiple of the page size, in a mapping of the caller
   * @param length bytes
   * @param fd a descriptor of the file
   * @param offset the offset in the file, a multiple of the page size
   */
  public static MapRequest fileAt(VirtualAddress address, long length, int fd, long offset) {
    return new MapRequest(address, length, PROT_READ, MAP_PRIVATE | MAP_FIXED, fd, offset);
  }

  @Override
  public String toString() {
    return "addr=%s, length=0x%x, prot=0x%x, flags=0x%x, fd=%s, offset=0x%x"
        .formatted(address, length, protection, flags, fd, offset);
  }
}
