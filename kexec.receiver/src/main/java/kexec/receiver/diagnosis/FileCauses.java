package kexec.receiver.diagnosis;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import kexec.api.fault.BadFileException;
import kexec.api.fault.KexecException;
import kexec.api.text.ByteText;
import kexec.linux.sys.Errno;
import kexec.linux.sys.KexecFileLoad;
import kexec.linux.sys.LinuxAbi;
import kexec.linux.sys.LinuxNumbers;
import kexec.receiver.host.KexecArchitecture;

/** EINVAL of {@code kexec_file_load}, ENOEXEC, and the errors that describe a file. */
final class FileCauses {

  private static final long KNOWN_FLAGS =
      LinuxNumbers.KEXEC_FILE_UNLOAD
          | LinuxNumbers.KEXEC_FILE_ON_CRASH
          | LinuxNumbers.KEXEC_FILE_NO_INITRAMFS;

  // Linux, Documentation/arch/x86/boot.rst
  private static final int BOOT_FLAG = 0x1fe;
  private static final int HEADER = 0x202;
  private static final int HDRS = 0x53726448;
  private static final int VERSION = 0x206;
  private static final int VERSION_2_12 = 0x20c;
  private static final int CMDLINE_SIZE = 0x238;
  private static final int HEADER_END = 0x268;

  private static final int GZIP = 0x8b1f;
  private static final String COMPRESSED =
      " is compressed as a whole, and kexec_file_load unpacks nothing";
  private static final int ELF = 0x464c457f;

  private static final String KEYS =
      "Load a kernel that is signed with a key of the running kernel's keyrings or of the"
          + " firmware's database.";

  private FileCauses() {}

  /** EINVAL of files. */
  static Cause arguments(Incident incident, KexecFileLoad load) {
    long bytes = load.commandLine().map(line -> ByteText.bytes(line).length + 1).orElse(0);
    long limit = commandLineLimit(incident);
    return Cause.select(
        "arguments-refused",
        KexecException::new,
        ImageCauses.unknownFlags(load.flags() & ~KNOWN_FLAGS),
        unusable(incident.kernel()),
        unusable(incident.initrd()),
        new Cause(
            KexecException::new,
            load.commandLine().isPresent(),
            Optional.of(bytes > limit),
            "command-line-too-long",
            "the command line has %s bytes with its end, and %s are taken".formatted(bytes, limit),
            "Shorten the command line.",
            "the command line is not too long"));
  }

  /** The size of a directory is 0. */
  private static Cause unusable(Optional<HandedFile> file) {
    boolean directory = file.map(HandedFile::directory).orElse(false);
    return new Cause(
        BadFileException::new,
        file.isPresent(),
        file.map(known -> known.size() == 0),
        directory ? "file-is-directory" : "file-empty",
        file.map(HandedFile::name).orElse("") + (directory ? " is a directory" : " is empty"),
        directory ? "Name a file in it." : "Check how the file was made.",
        "");
  }

  /** {@return what the running kernel takes, or the next one where that takes less, in bytes} */
  private static long commandLineLimit(Incident incident) {
    KexecArchitecture running = incident.facts().architecture();
    long own =
        incident
            .kernel()
            .filter(kernel -> running.abi() == LinuxAbi.X86_64)
            .filter(kernel -> kernel.head().capacity() >= CMDLINE_SIZE + Integer.BYTES)
            .map(kernel -> Integer.toUnsignedLong(kernel.head().getInt(CMDLINE_SIZE)))
            .orElse(0L);
    return own == 0 ? running.commandLineSize() : Math.min(running.commandLineSize(), own);
  }

  /**
   * ENOEXEC: the kernel's own loader takes no file of this kind (Linux,
   * arch/x86/kernel/kexec-bzimage64.c, bzImage64_probe(); arch/arm64/kernel/kexec_image.c,
   * image_probe()).
   */
  static Cause format(Incident incident) {
    KexecArchitecture running = incident.facts().architecture();
    return bad(
        "kernel-format",
        incident
            .kernel()
            .map(kernel -> running.abi() == LinuxAbi.X86_64 ? bzImage(kernel) : image(kernel))
            .orElse("the kernel is in no format it knows"),
        "Name a kernel in the format %s for %s"
                .formatted(
                    running.fileFormat().orElse("of its own"), running.architecture().label())
            + (incident.facts().policy().forbidsSegments().isPresent()
                ? "."
                : ", or load the segments."));
  }

  private static String image(HandedFile kernel) {
    return kernel.name()
        + (isCompressed(kernel)
            ? COMPRESSED
            : " is no arm64 Image: \"ARM\\x64\" is not at offset 56, or it is cut short");
  }

  private static boolean isCompressed(HandedFile kernel) {
    return kernel.head().capacity() > Short.BYTES
        && Short.toUnsignedInt(kernel.head().getShort(0)) == GZIP;
  }

  private static String bzImage(HandedFile kernel) {
    ByteBuffer head = kernel.head();
    if (head.capacity() < HEADER_END) {
      return "%s has %s bytes, which is too short for a kernel"
          .formatted(kernel.name(), kernel.size());
    }
    if (head.getInt(HEADER) == HDRS && Short.toUnsignedInt(head.getShort(BOOT_FLAG)) == 0xaa55) {
      int version = Short.toUnsignedInt(head.getShort(VERSION));
      return version < VERSION_2_12
          ? String.format(
              Locale.ROOT,
              "%s has version %s.%02d of the boot protocol, and 2.12 is needed",
              kernel.name(),
              version >>> 8,
              version & 0xff)
          : kernel.name() + " is a bzImage that has no 64-bit entry, or may not be loaded high";
    }
    if (head.getInt(0) == ELF) {
      return kernel.name() + " is an ELF file, and kexec_file_load on x86_64 takes bzImages only";
    }
    return kernel.name()
        + (isCompressed(kernel) ? COMPRESSED : " is no bzImage: its setup header is missing");
  }

  /** {@return the cause that an error number alone shows, if it is one of files or signatures} */
  static Optional<Cause> of(Incident incident, Errno errno) {
    String kernel = incident.kernelName();
    return Optional.ofNullable(
        switch (errno) {
          case ETXTBSY ->
              bad(
                  "file-open-for-writing",
                  incident.fileNames() + " is open for writing in some program",
                  "Wait until it is written, or close it in the program that has it open (fuser -v"
                      + " shows which).");
          case EFBIG ->
              bad(
                  "file-too-large",
                  incident.fileNames() + " is larger than the kernel reads",
                  "Use a smaller initrd, or load the segments.");
          case EBADF ->
              Cause.only(
                  KexecException::new,
                  "descriptor-closed",
                  "the kernel or the initrd is not open for reading, or an initrd is missing that"
                      + " was announced",
                  "Report it: a file was closed while " + incident.callName() + " needed it.");
          case EFAULT ->
              bad(
                  "content-unreadable",
                  incident.kind() == Incident.CallKind.FILE_LOAD
                      ? "the command line is not in this process's memory"
                      : "the content of a segment cannot be read; a file of it was cut short after"
                          + " it was mapped",
                  "Do not change the files while they are loaded; then plan and load again.");
          case ENODATA ->
              signature(incident, "signature-missing", kernel + " has no signature", KEYS);
          case ENOKEY ->
              signature(
                  incident,
                  "signature-key-unknown",
                  kernel + " is signed with a key that the running kernel does not have",
                  KEYS);
          case EKEYREJECTED ->
              signature(
                  incident,
                  "signature-rejected",
                  "the signature of %s is not that of its content, or its key is not trusted"
                      .formatted(kernel),
                  "Check that the file was not changed. Else: " + KEYS);
          case EKEYEXPIRED ->
              signature(
                  incident,
                  "signature-key-expired",
                  "the key that signed " + kernel + " expired",
                  KEYS);
          case EKEYREVOKED ->
              signature(
                  incident,
                  "signature-key-revoked",
                  "the key that signed " + kernel + " was revoked",
                  KEYS);
          case ENOPKG ->
              signature(
                  incident,
                  "signature-algorithm",
                  "the running kernel lacks the algorithm of the signature of " + kernel,
                  "Sign the kernel with an algorithm that the running kernel has, such as SHA-256"
                      + " with RSA.");
          case EBADMSG ->
              signature(
                  incident,
                  "signature-malformed",
                  "the signature of " + kernel + " is damaged",
                  "Install the kernel's package anew, or sign the kernel anew.");
          case ELIBBAD ->
              signature(
                  incident,
                  "signature-missing",
                  kernel + " is no signed EFI program (PE), or one that was cut short",
                  "Check that the file is whole. Else: " + KEYS);
          // Not of files; a list of all others would only have to be kept up to date.
          default -> null;
        });
  }

  private static Cause signature(Incident incident, String code, String cause, String cure) {
    return bad(code, cause + ", and " + signatureReason(incident.facts()), cure);
  }

  /** {@return why the signature counts} */
  private static String signatureReason(MachineFacts facts) {
    if (facts.isBuiltWith("KEXEC_SIG_FORCE").orElse(false)) {
      return "this kernel was built to take signed ones only (CONFIG_KEXEC_SIG_FORCE)";
    }
    if (facts.policy().secureBoot().orElse(false)) {
      return "Secure Boot is on, so only signed ones are taken";
    }
    return facts.policy().lockedDown().orElse("the running kernel takes signed ones only");
  }

  private static Cause bad(String code, String cause, String cure) {
    return Cause.only(BadFileException::new, code, cause, cure);
  }
}
