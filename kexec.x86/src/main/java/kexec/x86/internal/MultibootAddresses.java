package kexec.x86.internal;

/**
 * The load addresses of a file that is not ELF: the address fields of Multiboot 0.6.96, section
 * 3.1.3, and the address tag of Multiboot2 2.0, section 3.1.5. All are physical and 32 bits wide.
 *
 * @param header {@code header_addr}: the address of the header itself
 * @param load {@code load_addr}: the address of the first byte that is loaded; all ones if that is
 *     the file's first byte
 * @param loadEnd {@code load_end_addr}: the end (exclusive) of what is loaded; 0 for the end of the
 *     file
 * @param bssEnd {@code bss_end_addr}: the end (exclusive) of the memory that is zeroed; 0 if there
 *     is none
 */
record MultibootAddresses(long header, long load, long loadEnd, long bssEnd) {

  private static final long WHOLE_FILE = 0xffffffffL;

  /**
   * {@return the file offset of the first byte that is loaded; negative if the fields contradict
   * each other}
   *
   * @param headerAt offset of the header in the file
   */
  long fileOffset(long headerAt) {
    return load == WHOLE_FILE ? 0 : headerAt - (header - load);
  }

  /** {@return the load address of that byte; negative if the fields contradict each other} */
  long start(long headerAt) {
    return load == WHOLE_FILE ? header - headerAt : load;
  }

  /** {@return how many bytes are loaded; negative if the fields contradict each other} */
  long fileSize(long headerAt, long wholeSize) {
    return loadEnd == 0 ? wholeSize - fileOffset(headerAt) : loadEnd - start(headerAt);
  }

  /** {@return the bytes of memory needed from {@link #start} on} */
  long memorySize(long headerAt, long wholeSize) {
    long loaded = fileSize(headerAt, wholeSize);
    return bssEnd == 0 ? loaded : bssEnd - start(headerAt);
  }
}
