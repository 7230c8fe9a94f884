package kexec.x86.internal;

import kexec.api.fault.Finding;

/** The findings that both versions of Multiboot share. */
final class MultibootFindings {

  static final String DAMAGED = "Get the kernel file anew: its Multiboot header is damaged.";

  private MultibootFindings() {}

  /** A header that is not wholly where it must be. */
  static HeaderSearch.Broken truncated(long offset, long length, long end) {
    return broken(
        "multiboot-header-truncated",
        "the header at 0x%x has 0x%x bytes, and must end at 0x%x".formatted(offset, length, end));
  }

  /** A magic number whose checksum does not match. */
  static HeaderSearch.Broken checksum(long offset) {
    return broken(
        "multiboot-checksum",
        "the fields of the header at 0x%x and their checksum do not add up to 0".formatted(offset));
  }

  /** A header that requests what no kexec can provide. */
  static HeaderSearch.Broken requires(String what) {
    return new HeaderSearch.Broken(
        Finding.error(
            "multiboot-requires",
            "the kernel's header requires " + what + ", which cannot be given here",
            "Start this kernel by a boot loader that gives it."));
  }

  /** A corrupt header. */
  static HeaderSearch.Broken broken(String code, String message) {
    return new HeaderSearch.Broken(Finding.error(code, message, DAMAGED));
  }
}
