package kexec.rehearse.internal.machine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import kexec.api.fault.Causes;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.Plan;
import kexec.api.rehearse.RehearsalRequest;
import kexec.rehearse.internal.emulator.Emulator;
import kexec.rehearse.internal.emulator.RamWindow;
import kexec.rehearse.internal.emulator.VirtualMachine;

/**
 * QEMU's virtual Arm machine (QEMU, docs/system/arm/virt). No other machine has its device tree, so
 * every image is planned again for it.
 */
final class VirtBoard {

  private static final long RAM_BASE = 0x40000000L;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MESSAGES = 1 << 12;

  private final Host host;
  private final String program;
  private final Architecture architecture;
  private final Duration patience;

  VirtBoard(Host host, String program, Architecture architecture) {
    this(host, program, architecture, PATIENCE);
  }

  /** The same, with a limit of the time that asking for the device tree may take. */
  VirtBoard(Host host, String program, Architecture architecture, Duration patience) {
    this.host = host;
    this.program = program;
    this.architecture = architecture;
    this.patience = patience;
  }

  RehearsalTarget target(RehearsalRequest request, long region, Path directory)
      throws KexecException {
    Plan plan = request.plan();
    MachineChooser.requireNotVerbatim(
        request, "a device tree describes one machine, and no emulator has another one's");
    long bytes = MachineChooser.bytes(plan, region);
    RamWindow window = new RamWindow(Range.machine(RAM_BASE, RAM_BASE + bytes), 0);
    VirtualMachine machine = machine(request, bytes, window);
    MemoryMap memory = MemoryMap.of(List.of(new MemoryRegion(window.memory(), MemoryType.RAM)));
    return new RehearsalTarget(
        machine,
        MachineChooser.withCrashRegion(memory, plan, region),
        Optional.of(deviceTree(machine, directory)),
        false);
  }

  private VirtualMachine machine(RehearsalRequest request, long bytes, RamWindow window) {
    boolean wide = architecture.equals(Architecture.ARM64);
    boolean accelerated = host.accelerates(request, architecture);
    // Signing pointers by the architecture's own algorithm takes an emulator most of its time. A
    // 32-bit kernel may know no physical addresses of more than 32 bits, where PCI would be.
    String best = wide ? "max,pauth-impdef=on" : "max";
    return new VirtualMachine(
        program,
        wide ? "virt" : "virt,highmem=off",
        request.cpu().orElse(accelerated ? "host" : best),
        Host.accelerator(accelerated),
        bytes,
        List.of(window),
        "",
        0);
  }

  /** The emulator writes the tree that its machine would have, and ends. */
  private Path deviceTree(VirtualMachine machine, Path directory) throws KexecException {
    Path file = directory.resolve("machine.dtb");
    try {
      write(machine, file, directory.resolve("machine.messages"));
      return file;
    } catch (IOException e) {
      throw new KexecException(
          new Fault(
              "emulator-failed",
              "asking %s for the device tree of its machine".formatted(machine.program()),
              Causes.of(e),
              "Check that this QEMU has the machine 'virt'."),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KexecException(
          new Fault(
              "rehearsal-interrupted",
              "asking for a device tree",
              "the thread was interrupted",
              "Rehearse again."),
          e);
    }
  }

  /** Its messages go to a file: reading them from one that hangs would have no end. */
  private void write(VirtualMachine machine, Path file, Path messages)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                machine.program(),
                "-nodefaults",
                "-machine",
                machine.type() + ",dumpdtb=" + Emulator.word(file),
                "-cpu",
                machine.cpu(),
                "-m",
                (machine.bytes() >>> 20) + "M",
                "-display",
                "none")
            .redirectErrorStream(true)
            .redirectOutput(messages.toFile())
            .start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new IOException("the emulator hangs");
      }
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new IOException(said(messages));
    }
  }

  private static String said(Path messages) throws IOException {
    try (InputStream in = Files.newInputStream(messages)) {
      return new String(in.readNBytes(MESSAGES), StandardCharsets.UTF_8).strip();
    }
  }
}
