package kexec.shell.internal.args;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import kexec.api.PlanRequest;
import kexec.api.entry.BootEntry;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.memory.UnknownMemory;
import kexec.api.plan.ModuleFile;
import kexec.api.plan.Slot;
import kexec.linux.KernelCommandLine;
import kexec.linux.LinuxTexts;
import org.jspecify.annotations.Nullable;

/** The parts of an image other than its kernel. */
public final class PlanOptions {

  /** ASCII white space: any other may be part of a name. */
  private static final Pattern AROUND = Pattern.compile("^\\s+|\\s+$");

  private static final MachineAddress LOWEST = new MachineAddress(0);
  private static final MachineAddress HIGHEST = new MachineAddress(-1);

  private static final Option INITRD =
      Option.value(
              "FILE",
              "Initial RAM disk; several are joined in the order given.",
              "--initrd",
              "--ramdisk")
          .repeated();

  private static final Option REUSE_INITRD =
      Option.flag(
          "Use the running kernel's initial RAM disk, where it was booted with retain_initrd; other"
              + " ones follow it.",
          "--reuseinitrd");

  private static final Option APPEND =
      Option.value(
          "TEXT",
          "The kernel's command line; with --reuse-cmdline, what is added behind it.",
          "--append",
          "--command-line");

  private static final Option REUSE_CMDLINE =
      Option.flag(
          "Use the running kernel's command line, without BOOT_IMAGE= and elfcorehdr=, and for a"
              + " crash image without crashkernel=.",
          "--reuse-cmdline");

  private static final Option CRASH =
      Option.flag("An image for the crash slot.", "-p", "--crash", "--load-panic");

  private static final Option MEM_MIN =
      Option.value(
          "ADDRESS", "No segment below this address: 0x4000000, 64M or 67108864.", "--mem-min");

  private static final Option MEM_MAX =
      Option.value("ADDRESS", "No segment at or above this address.", "--mem-max");

  private static final Option MEMORY_MAP =
      Option.value(
          "FILE",
          "Plan for another machine: a copy of its /proc/iomem that root made, or its kernel log's"
              + " BIOS-e820 lines.",
          "--memory-map");

  private static final Option TYPE =
      Option.value("TYPE", "The boot protocol; by default the kernel file decides.", "-t", "--type")
          .among(
              List.of(
                  "bzImage",
                  "ELF64",
                  "multiboot2",
                  "multiboot",
                  "Image",
                  "ELF-arm64",
                  "zImage",
                  "ELF-arm"));

  private static final Option ARCHITECTURE =
      Option.value(
              "ARCH",
              "The kernel's architecture: x86_64, arm64 or arm; by default the kernel file decides.",
              "--arch")
          .among(List.of("x86_64", "arm64", "arm"));

  private static final Option DEVICE_TREE =
      Option.value(
          "FILE", "The device tree for an ARM kernel; by default the running system's.", "--dtb");

  private static final Option MODULE =
      Option.value(
              "\"FILE WORDS\"",
              "A Multiboot module with its command line; several in the order given. For Xen: the"
                  + " kernel of dom0, then its initrd.",
              "--module")
          .repeated();

  static final Option ENTRY =
      Option.value(
          "ID",
          "The boot loader's entry of that name instead of a KERNEL, or its default with"
              + " --entry=default: its kernel, initial RAM disks and command line, for a crash"
              + " image without crashkernel=. --append is added to the line, --initrd and --dtb"
              + " replace the entry's. --entry=0 is kexec-tools', and has no effect.",
          "--entry");

  /** The options. */
  public static final List<Option> ALL =
      Syntax.join(
          List.of(
              INITRD,
              REUSE_INITRD,
              APPEND,
              REUSE_CMDLINE,
              CRASH,
              MEM_MIN,
              MEM_MAX,
              MEMORY_MAP,
              TYPE,
              ARCHITECTURE,
              DEVICE_TREE,
              MODULE,
              ENTRY),
          Syntax.join(MethodOptions.ALL, CheckOptions.ALL));

  private final Arguments arguments;
  private final List<Path> initrds;
  private final List<ModuleFile> modules;
  private final Range<MachineAddress> limits;
  private final Optional<Path> memoryMap;
  private final Optional<Path> deviceTree;
  private final boolean crash;
  private final boolean reuse;
  private final Optional<String> append;
  private final Optional<String> entry;

  /**
   * Takes the options of a command.
   *
   * @param arguments the command's arguments
   * @throws UsageException if a value makes no sense, or options conflict
   */
  public PlanOptions(Arguments arguments) throws UsageException {
    this.arguments = arguments;
    initrds = arguments.paths(INITRD);
    modules = modules(arguments.values(MODULE));
    limits = limits(arguments);
    memoryMap = arguments.path(MEMORY_MAP);
    deviceTree = arguments.path(DEVICE_TREE);
    crash = arguments.has(CRASH);
    reuse = arguments.has(REUSE_CMDLINE);
    append = arguments.value(APPEND);
    entry = entry(arguments);
    if (entry.isPresent()) {
      requireNoOther(arguments);
    }
  }

  /** kexec-tools' option of this name takes an address. */
  private static Optional<String> entry(Arguments arguments) throws UsageException {
    Optional<String> text = arguments.value(ENTRY);
    if (text.isEmpty() || !AddressText.looksLike(text.get())) {
      return text;
    }
    MachineAddress address = AddressText.parse(text.get());
    if (!address.equals(LOWEST)) {
      throw new UsageException(
          "--entry="
              + address
              + " is an address to jump back to: there is no way back from an image");
    }
    return Optional.empty();
  }

  private static void requireNoOther(Arguments arguments) throws UsageException {
    for (Option other : List.of(REUSE_CMDLINE, REUSE_INITRD, MODULE)) {
      if (arguments.has(other)) {
        throw new UsageException(
            "--entry takes the entry's own: leave out " + other + ", or name a KERNEL");
      }
    }
  }

  private static MachineAddress address(Arguments arguments, Option option, MachineAddress absent)
      throws UsageException {
    Optional<String> text = arguments.value(option);
    return text.isPresent() ? AddressText.parse(text.get()) : absent;
  }

  /**
   * {@return an option that was given besides that of the slot; empty if there is none}
   *
   * @param arguments a command's arguments
   */
  public static Optional<Option> givenBesidesSlot(Arguments arguments) {
    return ALL.stream()
        .filter(option -> !option.equals(CRASH) && arguments.has(option))
        .findFirst();
  }

  /**
   * {@return the slot that is named}
   *
   * @param arguments a command's arguments
   */
  public static Slot slot(Arguments arguments) {
    return arguments.has(CRASH) ? Slot.CRASH : Slot.DEFAULT;
  }

  /** {@return the name of the boot entry; empty if a kernel must be named} */
  public Optional<String> entry() {
    return entry;
  }

  /** {@return the path of another machine's memory map, or empty if none was given} */
  public Optional<Path> memoryMap() {
    return memoryMap;
  }

  /**
   * {@return the request, for no particular machine}
   *
   * @param kernel the kernel file
   * @param linux reads the running system
   * @throws KexecException if the memory map, the running kernel's command line or its initial RAM
   *     disk cannot be read
   */
  public PlanRequest.Builder request(Path kernel, LinuxTexts linux) throws KexecException {
    PlanRequest.Builder request =
        PlanRequest.of(kernel)
            .initrds(initrds(linux))
            .commandLine(commandLine(linux))
            .commandLineReused(reuse)
            .slot(slot())
            .deviceTree(deviceTree.orElse(null))
            .modules(modules);
    return placed(request, linux);
  }

  /**
   * {@return the request for a boot entry, for no particular machine}
   *
   * @param entry the entry
   * @param linux reads the running system
   * @throws KexecException if the memory map cannot be read
   */
  PlanRequest.Builder request(BootEntry entry, LinuxTexts linux) throws KexecException {
    PlanRequest own = entry.request(slot());
    PlanRequest.Builder request = own.toBuilder();
    if (!initrds.isEmpty()) {
      request.initrds(initrds);
    }
    deviceTree.ifPresent(request::deviceTree);
    append
        .filter(added -> !added.isEmpty())
        .ifPresent(
            added ->
                request.commandLine(
                    own.commandLine().isEmpty() ? added : own.commandLine() + " " + added));
    return placed(request, linux);
  }

  /** What is asked for alike of a kernel and of an entry. */
  private PlanRequest.Builder placed(PlanRequest.Builder request, LinuxTexts linux)
      throws KexecException {
    return request
        .limits(limits)
        .memoryMap(foreignMemory(linux))
        .protocol(arguments.value(TYPE).orElse(null))
        .architecture(arguments.value(ARCHITECTURE).orElse(null))
        .method(MethodOptions.method(arguments))
        .entryCheck(CheckOptions.entryCheck(arguments));
  }

  private List<Path> initrds(LinuxTexts linux) throws KexecException {
    List<Path> all = new ArrayList<>(initrds);
    if (arguments.has(REUSE_INITRD)) {
      all.add(0, linux.retainedInitrd());
    }
    return all;
  }

  private static List<ModuleFile> modules(List<String> all) throws UsageException {
    List<ModuleFile> modules = new ArrayList<>(all.size());
    for (String words : all) {
      String[] parts = AROUND.matcher(words).replaceAll("").split("\\s+", 2);
      modules.add(
          new ModuleFile(Arguments.path("--module", parts[0]), parts.length == 1 ? "" : parts[1]));
    }
    return modules;
  }

  /** {@return the slot} */
  public Slot slot() {
    return slot(arguments);
  }

  private @Nullable MemoryMap foreignMemory(LinuxTexts linux) throws KexecException {
    if (memoryMap.isEmpty()) {
      return null;
    }
    MemoryMap map = linux.memoryMap(memoryMap.get());
    return crash && map.crashCma().isEmpty() && asksForCrashCma(linux)
        ? map.withUnknown(UnknownMemory.CRASH_CMA)
        : map;
  }

  /**
   * A command line shows whether CMA was requested; no copy of a memory map shows which memory it
   * is.
   */
  private boolean asksForCrashCma(LinuxTexts linux) throws KexecException {
    return (reuse && linux.commandLine().asksForCrashCma())
        || append
            .map(KernelCommandLine::parse)
            .map(KernelCommandLine::asksForCrashCma)
            .orElse(false);
  }

  private String commandLine(LinuxTexts linux) throws KexecException {
    String added = append.orElse("");
    if (!reuse) {
      return added;
    }
    return linux.commandLine().forNextKernel(slot()).append(added).toString();
  }

  private static Range<MachineAddress> limits(Arguments arguments) throws UsageException {
    MachineAddress from = address(arguments, MEM_MIN, LOWEST);
    MachineAddress to = address(arguments, MEM_MAX, HIGHEST);
    if (to.isBelow(from)) {
      throw new UsageException("--mem-min " + from + " lies above --mem-max " + to);
    }
    return new Range<>(from, to);
  }
}
