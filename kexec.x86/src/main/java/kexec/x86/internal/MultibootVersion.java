package kexec.x86.internal;

import kexec.api.fault.BadFileException;
import kexec.api.plan.SegmentData;

/** The two versions of the Multiboot specification, and their differences. */
enum MultibootVersion {
  /** Multiboot 0.6.96. */
  ONE("multiboot", "Multiboot", 0x2badb002L) {
    @Override
    HeaderSearch find(SegmentData file) throws BadFileException {
      return Multiboot1Header.find(file);
    }

    @Override
    byte[] info(MultibootTold told) {
      return Multiboot1Info.build(told);
    }
  },

  /** Multiboot2 2.0. */
  TWO("multiboot2", "Multiboot2", 0x36d76289L) {
    @Override
    HeaderSearch find(SegmentData file) throws BadFileException {
      return Multiboot2Header.find(file);
    }

    @Override
    byte[] info(MultibootTold told) {
      return Multiboot2Info.build(told);
    }
  };

  private final String label;
  private final String format;
  private final long magic;

  MultibootVersion(String label, String format, long magic) {
    this.label = label;
    this.format = format;
    this.magic = magic;
  }

  /** {@return the name by which users ask for it} */
  String label() {
    return label;
  }

  /** {@return the specification's name} */
  String format() {
    return format;
  }

  /** {@return the value of {@code eax} on entry} */
  long magic() {
    return magic;
  }

  /** Searches for the header, in a whole file or in its first bytes. */
  abstract HeaderSearch find(SegmentData file) throws BadFileException;

  /** Builds the boot information, whose length does not depend on the addresses in it. */
  abstract byte[] info(MultibootTold told);
}
