package kexec.x86.internal;

/**
 * Where a file is to be loaded that is no ELF file: the address fields of Multiboot 0.6.96, section
 * 3.1.3, and the address tag of Multiboot2 2.0, section 3.1.5. All are physical, of 32 bits.
 *
 * @param header {@code header_addr}: where the header itself is to lie
 * @param load {@code load_addr}: where the first byte that is loaded is to lie; all ones where that
 *     is the file's first byte
 * @param loadEnd {@code load_end_addr}: behind the last byte that is loaded; 0 where that is the
 *     file's last byte
 * @param bssEnd {@code bss_end_addr}: behind the memory that is zeroed; 0 where there is none
 */
record MultibootAddresses(long header, long load, long loadEnd, long bssEnd) {

  private static final long WHOLE_FILE = 0xffffffffL;

  /**
   * Returns the first byte of the file that is loaded.
   *
   * @param headerAt where the header lies in the file
   * @return an offset; negative where the fields contradict each other
   */
  long fileOffset(long headerAt) {
    return load == WHOLE_FILE ? 0 : headerAt - (header - load);
  }

  /** Returns where that byte is to lie; negative where the fields contradict each other. */
  long start(long headerAt) {
    return load == WHOLE_FILE ? header - headerAt : load;
  }

  /** Returns how many bytes are loaded; negative where the fields contradict each other. */
  long fileSize(long headerAt, long wholeSize) {
    return loadEnd == 0 ? wholeSize - fileOffset(headerAt) : loadEnd - start(headerAt);
  }

  /** Returns how much memory the kernel takes from {@link #start} on. */
  long memorySize(long headerAt, long wholeSize) {
    long loaded = fileSize(headerAt, wholeSize);
    return bssEnd == 0 ? loaded : bssEnd - start(headerAt);
  }
}
