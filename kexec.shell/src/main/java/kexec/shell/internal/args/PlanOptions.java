package kexec.shell.internal.args;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import kexec.api.PlanRequest;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.memory.UnknownMemory;
import kexec.api.plan.ModuleFile;
import kexec.api.plan.Slot;
import kexec.api.text.FileName;
import kexec.linux.KernelCommandLine;
import kexec.linux.LinuxTexts;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The parts of an image other than its kernel. */
public final class PlanOptions {

  /** ASCII white space: any other may be part of a name. */
  private static final Pattern AROUND = Pattern.compile("^\\s+|\\s+$");

  private static final MachineAddress LOWEST = new MachineAddress(0);
  private static final MachineAddress HIGHEST = new MachineAddress(-1);

  @Option(
      names = {"--initrd", "--ramdisk"},
      paramLabel = "FILE",
      description = "Initial RAM disk; several are joined in the order given.")
  private List<Path> initrds = new ArrayList<>();

  @Option(
      names = "--reuseinitrd",
      description =
          "Use the running kernel's initial RAM disk, where it was booted with retain_initrd; other"
              + " ones follow it.")
  private boolean reuseInitrd;

  @Option(
      names = {"--append", "--command-line"},
      paramLabel = "TEXT",
      description = "The kernel's command line; with --reuse-cmdline, what is added behind it.")
  private @Nullable String append;

  @Option(
      names = "--reuse-cmdline",
      description =
          "Use the running kernel's command line, without BOOT_IMAGE= and elfcorehdr=, and for a"
              + " crash image without crashkernel=.")
  private boolean reuse;

  @Option(
      names = {"-p", "--crash", "--load-panic"},
      description = "An image for the crash slot.")
  private boolean crash;

  @Option(
      names = "--mem-min",
      paramLabel = "ADDRESS",
      converter = AddressConverter.class,
      description = "No segment below this address: 0x4000000, 64M or 67108864.")
  private @Nullable MachineAddress lowest;

  @Option(
      names = "--mem-max",
      paramLabel = "ADDRESS",
      converter = AddressConverter.class,
      description = "No segment at or above this address.")
  private @Nullable MachineAddress highest;

  @Option(
      names = "--memory-map",
      paramLabel = "FILE",
      description =
          "Plan for another machine: a copy of its /proc/iomem that root made, or its kernel log's"
              + " BIOS-e820 lines.")
  private @Nullable Path memoryMap;

  @Option(
      names = {"-t", "--type"},
      paramLabel = "TYPE",
      description = "The boot protocol; by default the kernel file decides.")
  private @Nullable String type;

  @Option(
      names = "--module",
      paramLabel = "\"FILE WORDS\"",
      description =
          "A Multiboot module with its command line; several in the order given. For Xen: the"
              + " kernel of dom0, then its initrd.")
  private List<String> modules = new ArrayList<>();

  @Option(
      names = "--entry",
      paramLabel = "0",
      converter = AddressConverter.class,
      description = "As in kexec-tools, but 0 alone: no image can jump back.")
  private MachineAddress entry = LOWEST;

  @ArgGroup private MethodOptions method = new MethodOptions();

  @ArgGroup private CheckOptions check = new CheckOptions();

  /** {@return the path of another machine's memory map, or empty if none was given} */
  public Optional<Path> memoryMap() {
    return Optional.ofNullable(memoryMap);
  }

  /**
   * {@return the request, for no particular machine}
   *
   * @param kernel the kernel file
   * @param linux reads the running system
   * @throws UsageException if the options conflict
   * @throws KexecException if the memory map, the running kernel's command line or its initial RAM
   *     disk cannot be read
   */
  public PlanRequest.Builder request(Path kernel, LinuxTexts linux)
      throws UsageException, KexecException {
    Range<MachineAddress> limits = limits();
    if (!entry.equals(LOWEST)) {
      throw new UsageException(
          "--entry="
              + entry
              + " is an address to jump back to: there is no way back from an image");
    }
    return PlanRequest.of(kernel)
        .initrds(initrds(linux))
        .commandLine(commandLine(linux))
        .slot(slot())
        .limits(limits)
        .memoryMap(foreignMemory(linux))
        .protocol(type)
        .modules(modules())
        .method(method.method())
        .entryCheck(check.entryCheck());
  }

  private List<Path> initrds(LinuxTexts linux) throws KexecException {
    List<Path> all = new ArrayList<>(initrds);
    if (reuseInitrd) {
      all.add(0, linux.retainedInitrd());
    }
    return all;
  }

  private List<ModuleFile> modules() throws UsageException {
    List<ModuleFile> all = new ArrayList<>(modules.size());
    for (String words : modules) {
      String[] parts = AROUND.matcher(words).replaceAll("").split("\\s+", 2);
      try {
        all.add(new ModuleFile(FileName.path(parts[0]), parts.length == 1 ? "" : parts[1]));
      } catch (InvalidPathException e) {
        throw new UsageException("--module '%s': %s".formatted(parts[0], e.getReason()));
      }
    }
    return all;
  }

  /** {@return the slot} */
  public Slot slot() {
    return crash ? Slot.CRASH : Slot.DEFAULT;
  }

  private @Nullable MemoryMap foreignMemory(LinuxTexts linux) throws KexecException {
    if (memoryMap == null) {
      return null;
    }
    MemoryMap map = linux.memoryMap(memoryMap);
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
        || (append != null && KernelCommandLine.parse(append).asksForCrashCma());
  }

  private String commandLine(LinuxTexts linux) throws KexecException {
    String added = append == null ? "" : append;
    if (!reuse) {
      return added;
    }
    KernelCommandLine running = linux.commandLine().without("BOOT_IMAGE", "elfcorehdr");
    KernelCommandLine kept = crash ? running.without("crashkernel") : running;
    return kept.append(added).toString();
  }

  private Range<MachineAddress> limits() throws UsageException {
    MachineAddress from = lowest == null ? LOWEST : lowest;
    MachineAddress to = highest == null ? HIGHEST : highest;
    if (to.isBelow(from)) {
      throw new UsageException("--mem-min " + from + " lies above --mem-max " + to);
    }
    return new Range<>(from, to);
  }
}
