package kexec.rehearse.internal.machine;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.memory.Direction;
import kexec.api.memory.HoleRequest;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Architecture;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.api.rehearse.RehearsalRequest;
import kexec.api.text.Size;
import kexec.rehearse.internal.emulator.VirtualMachine;

/** Decides which machine is emulated for a plan, and which plan is booted on it. */
public final class MachineChooser {

  private static final long MIB = 1L << 20;

  /** Above it a crash kernel would need a second region. */
  private static final long FOUR_GIB = 1L << 32;

  /** What firmware, kernel and a small init need besides the segments. */
  private static final long BASE = 512 * MIB;

  /** A kernel's table of all pages has 64 bytes for each page of 4 KiB. */
  private static final int PAGE_TABLE_SHARE = 50;

  private static final Pattern SERIAL = Pattern.compile("\\bconsole=ttyS([0-3])\\b");

  private final Host host;

  /**
   * Creates a chooser.
   *
   * @param host the running system
   */
  public MachineChooser(Host host) {
    this.host = host;
  }

  /**
   * {@return where a plan is rehearsed}
   *
   * @param request what is to be rehearsed
   * @param crashRegion the size of another crash region than the plan's, in bytes; empty for the
   *     plan's
   * @param directory a directory for files that last as long as the rehearsal
   * @throws KexecException if there is no emulator, or if the plan cannot be rehearsed as it is
   *     although it must be
   */
  public RehearsalTarget choose(
      RehearsalRequest request, Optional<Long> crashRegion, Path directory) throws KexecException {
    long region = crashRegion.orElse(request.plan().memory().crashReserve().size());
    Architecture architecture = request.plan().kernel().architecture();
    String program = host.program(architecture).toString();
    return architecture.equals(Architecture.X86_64)
        ? pc(request, crashRegion.isEmpty(), region, program)
        : new VirtBoard(host, program, architecture).target(request, region, directory);
  }

  private RehearsalTarget pc(
      RehearsalRequest request, boolean likePlan, long region, String program)
      throws KexecException {
    Optional<RehearsalTarget> same = likePlan ? like(request, program) : Optional.empty();
    if (same.isPresent()) {
      return same.get();
    }
    long bytes = bytes(request.plan(), region);
    return new RehearsalTarget(
        machine(PcType.Q35, bytes, program, request),
        withCrashRegion(PcType.Q35.map(bytes), request.plan(), region),
        Optional.empty(),
        false);
  }

  private Optional<RehearsalTarget> like(RehearsalRequest request, String program)
      throws KexecException {
    Plan plan = request.plan();
    RangeSet<MachineAddress> ram = plan.memory().ram();
    String why = "no emulated PC has RAM in all these places: " + ram.brief();
    for (PcType type : PcType.values()) {
      Optional<Long> bytes = type.bytesFor(ram);
      if (bytes.isPresent()) {
        long needed = needed(plan);
        long available = host.availableBytes();
        if (needed <= available) {
          VirtualMachine machine = machine(type, bytes.get(), program, request);
          return Optional.of(new RehearsalTarget(machine, plan.memory(), Optional.empty(), true));
        }
        why =
            "it would use about %s of memory, and %s are free here"
                .formatted(Size.human(needed), Size.human(available));
      }
    }
    requireNotVerbatim(request, why);
    return Optional.empty();
  }

  /** What the guest will use: a sparse machine's kernel still has a table of all its pages. */
  private static long needed(Plan plan) {
    long ram = plan.memory().ram().size();
    long kernels =
        plan.slot() == Slot.CRASH ? plan.memory().crashReserve().size() : ram / PAGE_TABLE_SHARE;
    return BASE + Math.min(ram, kernels + 2 * plan.footprint().size());
  }

  static void requireNotVerbatim(RehearsalRequest request, String why) throws KexecException {
    if (request.verbatim()) {
      throw new KexecException(
          new Fault(
              "rehearsal-not-verbatim",
              "rehearsing a "
                  + request.plan().slot().label()
                  + " plan of "
                  + request.plan().kernelPath(),
              why,
              "Leave --verbatim out, to rehearse the same image planned for the emulator's machine."));
    }
  }

  /** {@return the size of a machine that the image fits into, no larger than its own machine} */
  static long bytes(Plan plan, long region) {
    long wanted = BASE + 4 * plan.footprint().size() + 2 * region;
    long most = Math.max(128 * MIB, plan.memory().ram().size() + region);
    return Math.min(Math.max(1024 * MIB, wanted), most) / MIB * MIB;
  }

  /** {@return a map with a crash region of some size, for a plan that needs one} */
  static MemoryMap withCrashRegion(MemoryMap memory, Plan plan, long size) throws KexecException {
    if (plan.slot() != Slot.CRASH) {
      return memory;
    }
    return memory
        .ram()
        .findHole(
            new HoleRequest<>(size, 16 * MIB, Range.machine(16 * MIB, FOUR_GIB), Direction.HIGHEST))
        .map(memory::withCrashRegion)
        .orElseThrow(
            () ->
                new KexecException(
                    new Fault(
                        "rehearsal-no-crash-region",
                        "rehearsing a crash image",
                        "an emulated machine with %s of RAM has no room for a crash region of %s"
                            .formatted(Size.human(memory.ram().size()), Size.human(size)),
                        "Reserve less for the crash kernel: crashkernel= on the command line.")));
  }

  private VirtualMachine machine(
      PcType type, long bytes, String program, RehearsalRequest request) {
    Architecture architecture = request.plan().kernel().architecture();
    boolean accelerated = host.accelerates(request, architecture);
    return new VirtualMachine(
        program,
        type.label(),
        request.cpu().orElseGet(() -> cpu(request.plan(), accelerated)),
        Host.accelerator(accelerated),
        bytes,
        type.windows(bytes),
        "qboot.rom",
        serialPort(request.plan().commandLine()));
  }

  /**
   * After {@code cmpxchg16b} QEMU 7.2 has what lay in memory for the flags: Linux does without
   * where a processor has none. Xen's dom0 does not survive SMAP in emulation.
   */
  private String cpu(Plan plan, boolean accelerated) {
    if (accelerated) {
      return "host";
    }
    String hypervisor = isMultiboot(plan) ? ",smap=off" : "";
    String without = plan.machine().isPresent() ? HostProcessor.without(host.cpuinfo()) : "";
    return "max,cx16=off" + hypervisor + without;
  }

  /**
   * {@return whether a plan enters its kernel by Multiboot, as a hypervisor is entered}
   *
   * @param plan the plan
   */
  public static boolean isMultiboot(Plan plan) {
    return plan.entry().filter(entry -> entry.registers().containsKey("eip")).isPresent();
  }

  /** {@return the serial port that a command line makes the console, the first if none} */
  static int serialPort(String commandLine) {
    Matcher serial = SERIAL.matcher(commandLine);
    return serial.find() ? Integer.parseInt(serial.group(1)) : 0;
  }
}
