package kexec.x86.internal;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kexec.api.fault.Finding;
import kexec.api.plan.Architecture;
import org.jspecify.annotations.Nullable;

/**
 * Validates an ELF header. The architecture is checked first, although other fields precede it,
 * because it tells a person most: a 32-bit ARM kernel is first of all a kernel for ARM.
 */
final class ElfHeaderRules {

  static final String DAMAGED = "Get the kernel file anew: its ELF headers are damaged.";

  private static final String TAKE_VMLINUX =
      "Take the kernel itself, linked for x86_64: Linux's is called vmlinux.";

  private static final List<Rule> FOR_LINUX =
      List.of(ElfHeaderRules::machine, ElfHeaderRules::elfClass);

  private static final List<Rule> FOR_MULTIBOOT =
      List.of(ElfHeaderRules::anyMachine, ElfHeaderRules::anyClass);

  private static final List<Rule> FOR_ALL =
      List.of(
          ElfHeaderRules::data,
          ElfHeaderRules::version,
          ElfHeaderRules::type,
          ElfHeaderRules::headerSize,
          ElfHeaderRules::programHeaderSize,
          ElfHeaderRules::programHeaderCount,
          ElfHeaderRules::programHeadersInFile);

  private ElfHeaderRules() {}

  /** One rule of the specification. */
  @FunctionalInterface
  private interface Rule {

    /** {@return what breaks the rule, or null} */
    @Nullable Finding broken(ElfHeader header, long fileSize);
  }

  /** {@return the finding for a file that ends within its header} */
  static Finding headerTruncated(long fileSize) {
    return Finding.error(
        "elf-header-truncated",
        "the file has %d bytes, and an ELF header has %d".formatted(fileSize, ElfHeader.SIZE),
        "Get the kernel file anew from where it came.");
  }

  /**
   * Validates the header of a kernel with a 64-bit entry.
   *
   * @param fileSize bytes of the whole file
   * @return the first violated rule, or empty
   */
  static Optional<Finding> judge(ElfHeader header, long fileSize) {
    return judge(FOR_LINUX, header, fileSize);
  }

  /**
   * Validates the header of a kernel that is entered by Multiboot, which may be 32-bit.
   *
   * @param fileSize bytes of the whole file
   * @return the first violated rule, or empty
   */
  static Optional<Finding> judgeMultiboot(ElfHeader header, long fileSize) {
    return judge(FOR_MULTIBOOT, header, fileSize);
  }

  private static Optional<Finding> judge(List<Rule> first, ElfHeader header, long fileSize) {
    return Stream.concat(first.stream(), FOR_ALL.stream())
        .map(rule -> Optional.ofNullable(rule.broken(header, fileSize)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static @Nullable Finding machine(ElfHeader header, long fileSize) {
    return header.machine() == Architecture.X86_64.elfMachine() ? null : forAnother(header);
  }

  private static @Nullable Finding anyMachine(ElfHeader header, long fileSize) {
    return header.machine() == Architecture.I386.elfMachine() ? null : machine(header, fileSize);
  }

  private static Finding forAnother(ElfHeader header) {
    String what =
        Architecture.KNOWN.stream()
            .filter(architecture -> architecture.elfMachine() == header.machine())
            .map(Architecture::label)
            .findFirst()
            .orElse("an architecture that is not known here");
    return Finding.error(
        "kernel-architecture",
        "the ELF file is for %s (e_machine %d), and this protocol boots x86_64"
            .formatted(what, header.machine()),
        TAKE_VMLINUX);
  }

  private static @Nullable Finding elfClass(ElfHeader header, long fileSize) {
    return header.elfClass() == ElfHeader.ELFCLASS64
        ? null
        : Finding.error(
            "elf-class",
            header.elfClass() == ElfHeader.ELFCLASS32
                ? "the ELF file has 32-bit addresses (ELFCLASS32)"
                : "EI_CLASS is %d and not 2 (ELFCLASS64)".formatted(header.elfClass()),
            TAKE_VMLINUX);
  }

  private static @Nullable Finding anyClass(ElfHeader header, long fileSize) {
    return header.elfClass() == ElfHeader.ELFCLASS32 ? null : elfClass(header, fileSize);
  }

  private static @Nullable Finding data(ElfHeader header, long fileSize) {
    return header.data() == ElfHeader.ELFDATA2LSB
        ? null
        : Finding.error(
            "elf-data",
            header.data() == 2
                ? "the ELF file is big-endian (ELFDATA2MSB), and x86_64 is little-endian"
                : "EI_DATA is %d and not 1 (ELFDATA2LSB)".formatted(header.data()),
            DAMAGED);
  }

  private static @Nullable Finding version(ElfHeader header, long fileSize) {
    return header.identVersion() == ElfHeader.EV_CURRENT && header.version() == ElfHeader.EV_CURRENT
        ? null
        : Finding.error(
            "elf-version",
            "EI_VERSION is %d and e_version %d, and the only ELF version is 1"
                .formatted(header.identVersion(), header.version()),
            DAMAGED);
  }

  private static @Nullable Finding type(ElfHeader header, long fileSize) {
    return switch (header.type()) {
      case ElfHeader.ET_EXEC, ElfHeader.ET_DYN -> null;
      case ElfHeader.ET_REL ->
          Finding.error(
              "elf-relocatable",
              "the ELF file is an object file or a module (ET_REL), not linked yet",
              TAKE_VMLINUX);
      case ElfHeader.ET_CORE ->
          Finding.error("elf-core", "the ELF file is a memory dump (ET_CORE)", TAKE_VMLINUX);
      default ->
          Finding.error(
              "elf-type",
              "e_type is %d, and neither ET_EXEC nor ET_DYN".formatted(header.type()),
              DAMAGED);
    };
  }

  private static @Nullable Finding headerSize(ElfHeader header, long fileSize) {
    return header.ehsize() == header.size()
        ? null
        : Finding.error(
            "elf-ehsize",
            "e_ehsize is %d and not %d".formatted(header.ehsize(), header.size()),
            DAMAGED);
  }

  private static @Nullable Finding programHeaderSize(ElfHeader header, long fileSize) {
    return header.phentsize() == header.programHeaderSize()
        ? null
        : Finding.error(
            "elf-phentsize",
            "e_phentsize is %d and not %d"
                .formatted(header.phentsize(), header.programHeaderSize()),
            DAMAGED);
  }

  private static @Nullable Finding programHeaderCount(ElfHeader header, long fileSize) {
    return header.phnum() != ElfHeader.PN_XNUM
        ? null
        : Finding.error(
            "elf-phnum",
            "e_phnum is PN_XNUM: the file has 65535 program headers or more",
            TAKE_VMLINUX);
  }

  private static @Nullable Finding programHeadersInFile(ElfHeader header, long fileSize) {
    long bytes = (long) header.phnum() * header.programHeaderSize();
    // Unsigned, and without a sum that could overflow.
    boolean inFile =
        bytes <= fileSize && Long.compareUnsigned(header.phoff(), fileSize - bytes) <= 0;
    return inFile
        ? null
        : Finding.error(
            "elf-phdrs-beyond-file",
            "%d program headers at 0x%x reach beyond the file's 0x%x bytes"
                .formatted(header.phnum(), header.phoff(), fileSize),
            "Get the kernel file anew from where it came.");
  }
}
