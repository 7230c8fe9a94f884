package kexec.base.kernel;

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

  private final List<Architecture> architectures;

  /**
   * Creates the rules.
   *
   * @param architectures whose kernels are permitted, the usual one first
   */
  ElfHeaderRules(List<Architecture> architectures) {
    this.architectures = List.copyOf(architectures);
  }

  /** One rule of the specification. */
  @FunctionalInterface
  private interface Rule {

    /** {@return what breaks the rule, or null} */
    @Nullable Finding broken(ElfHeader header, long fileSize);
  }

  /** {@return the finding for a file that ends within its header} */
  public static Finding headerTruncated(long fileSize) {
    return Finding.error(
        "elf-header-truncated",
        "the file has %s bytes, and an ELF header has %s".formatted(fileSize, ElfHeader.SIZE),
        "Get the kernel file anew from where it came.");
  }

  /**
   * Validates a header.
   *
   * @param fileSize bytes of the whole file
   * @return the first violated rule, or empty
   */
  Optional<Finding> judge(ElfHeader header, long fileSize) {
    return Stream.<Rule>of(
            this::machine,
            this::elfClass,
            this::data,
            ElfHeaderRules::version,
            this::type,
            ElfHeaderRules::headerSize,
            ElfHeaderRules::programHeaderSize,
            this::programHeaderCount,
            ElfHeaderRules::programHeadersInFile)
        .map(rule -> Optional.ofNullable(rule.broken(header, fileSize)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private String label() {
    return architectures.get(0).label();
  }

  private String takeVmlinux() {
    return "Take the kernel itself, linked for %s: Linux's is called vmlinux.".formatted(label());
  }

  private @Nullable Finding machine(ElfHeader header, long fileSize) {
    return architectures.stream().anyMatch(known -> known.elfMachine() == header.machine())
        ? null
        : forAnother(header);
  }

  private Finding forAnother(ElfHeader header) {
    String what =
        Architecture.KNOWN.stream()
            .filter(architecture -> architecture.elfMachine() == header.machine())
            .map(Architecture::label)
            .findFirst()
            .orElse("an architecture that is not known here");
    return Finding.error(
        "kernel-architecture",
        "the ELF file is for %s (e_machine %s), and this protocol boots %s"
            .formatted(what, header.machine(), label()),
        takeVmlinux());
  }

  private @Nullable Finding elfClass(ElfHeader header, long fileSize) {
    boolean permitted =
        architectures.stream()
            .anyMatch(
                known ->
                    header.elfClass()
                        == (known.is64Bit() ? ElfHeader.ELFCLASS64 : ElfHeader.ELFCLASS32));
    if (permitted) {
      return null;
    }
    String message =
        switch (header.elfClass()) {
          case ElfHeader.ELFCLASS32 -> "the ELF file has 32-bit addresses (ELFCLASS32)";
          case ElfHeader.ELFCLASS64 -> "the ELF file has 64-bit addresses (ELFCLASS64)";
          default ->
              architectures.get(0).is64Bit()
                  ? "EI_CLASS is %s and not 2 (ELFCLASS64)".formatted(header.elfClass())
                  : "EI_CLASS is %s and not 1 (ELFCLASS32)".formatted(header.elfClass());
        };
    return Finding.error("elf-class", message, takeVmlinux());
  }

  private @Nullable Finding data(ElfHeader header, long fileSize) {
    return header.data() == ElfHeader.ELFDATA2LSB
        ? null
        : Finding.error(
            "elf-data",
            header.data() == 2
                ? "the ELF file is big-endian (ELFDATA2MSB), and this protocol boots little-endian %s"
                    .formatted(label())
                : "EI_DATA is %s and not 1 (ELFDATA2LSB)".formatted(header.data()),
            DAMAGED);
  }

  private static @Nullable Finding version(ElfHeader header, long fileSize) {
    return header.identVersion() == ElfHeader.EV_CURRENT && header.version() == ElfHeader.EV_CURRENT
        ? null
        : Finding.error(
            "elf-version",
            "EI_VERSION is %s and e_version %s, and the only ELF version is 1"
                .formatted(header.identVersion(), header.version()),
            DAMAGED);
  }

  private @Nullable Finding type(ElfHeader header, long fileSize) {
    return switch (header.type()) {
      case ElfHeader.ET_EXEC, ElfHeader.ET_DYN -> null;
      case ElfHeader.ET_REL ->
          Finding.error(
              "elf-relocatable",
              "the ELF file is an object file or a module (ET_REL), not linked yet",
              takeVmlinux());
      case ElfHeader.ET_CORE ->
          Finding.error("elf-core", "the ELF file is a memory dump (ET_CORE)", takeVmlinux());
      default ->
          Finding.error(
              "elf-type",
              "e_type is %s, and neither ET_EXEC nor ET_DYN".formatted(header.type()),
              DAMAGED);
    };
  }

  private static @Nullable Finding headerSize(ElfHeader header, long fileSize) {
    return header.ehsize() == header.size()
        ? null
        : Finding.error(
            "elf-ehsize",
            "e_ehsize is %s and not %s".formatted(header.ehsize(), header.size()),
            DAMAGED);
  }

  private static @Nullable Finding programHeaderSize(ElfHeader header, long fileSize) {
    return header.phentsize() == header.programHeaderSize()
        ? null
        : Finding.error(
            "elf-phentsize",
            "e_phentsize is %s and not %s"
                .formatted(header.phentsize(), header.programHeaderSize()),
            DAMAGED);
  }

  private @Nullable Finding programHeaderCount(ElfHeader header, long fileSize) {
    return header.phnum() != ElfHeader.PN_XNUM
        ? null
        : Finding.error(
            "elf-phnum",
            "e_phnum is PN_XNUM: the file has 65535 program headers or more",
            takeVmlinux());
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
            "%s program headers at 0x%x reach beyond the file's 0x%x bytes"
                .formatted(header.phnum(), header.phoff(), fileSize),
            "Get the kernel file anew from where it came.");
  }
}
