package kexec.sim.internal.x86;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import kexec.api.memory.MachineAddress;
import kexec.api.plan.Architecture;
import kexec.api.plan.EntryState;
import kexec.sim.internal.image.ImageSegment;
import kexec.sim.internal.machine.Checks;
import kexec.sim.internal.machine.EntryCode;
import kexec.sim.internal.machine.EntryRunner;
import kexec.sim.internal.machine.StartedImage;
import kexec.sim.internal.machine.StuckException;

/**
 * Executes the entry stub up to the kernel's first instruction, and checks the state that the
 * 64-bit boot protocol requires there ({@code Documentation/arch/x86/boot.rst}), or that Multiboot
 * requires if the kernel's registers have 32 bits.
 */
public final class X86EntryRunner implements EntryRunner {

  /** {@code __BOOT_CS} and {@code __BOOT_DS} of the boot protocol. */
  private static final int BOOT_CS = 0x10;

  private static final int BOOT_DS = 0x18;

  /** The segment registers for which the boot protocol names a value, data segments only. */
  private static final List<Integer> DATA_SEGMENTS = List.of(3, 0, 2);

  /** The segment registers that Multiboot requires to cover all addresses: all of them. */
  private static final List<Integer> FLAT_SEGMENTS = List.of(0, 1, 2, 3, 4, 5);

  @Override
  public boolean runs(Architecture architecture) {
    return architecture.equals(Architecture.X86_64);
  }

  @Override
  public void run(StartedImage started, Checks checks) {
    EntryState entry = started.image().entry();
    if (entry.entry().equals(entry.kernelEntry())) {
      checks.same("kernel entry", started.jump().value(), entry.kernelEntry().value());
      checks.pass("entry code", "none: the receiver jumps to the kernel itself");
    } else {
      EntryCode.run(started, checks, Processor::new)
          .ifPresent(processor -> checkState(started, processor, checks));
    }
    if (entry.registers().containsKey("rsi")) {
      new LinuxParameters(started).check(entry.registers(), checks);
    }
  }

  private static void checkState(StartedImage started, Processor processor, Checks checks) {
    Registers registers = processor.registers();
    EntryState entry = started.image().entry();
    checks.same("kernel entry", registers.rip(), entry.kernelEntry().value());
    for (Map.Entry<String, Long> wanted : entry.registers().entrySet()) {
      OptionalLong seen = registers.named(wanted.getKey());
      if (seen.isPresent()) {
        checks.same("register " + wanted.getKey(), seen.getAsLong(), wanted.getValue());
      } else {
        checks.fail("register " + wanted.getKey(), "x86-64 has no such register");
      }
    }
    if (entry.registers().containsKey("eip")) {
      checkNarrow(processor, checks);
    } else {
      checkLongMode(processor, checks);
    }
    checkTable(started, processor, checks);
    checkFlags(registers, checks);
  }

  private static void checkLongMode(Processor processor, Checks checks) {
    Registers registers = processor.registers();
    checks.same("segment cs", registers.segment(Registers.CS), BOOT_CS);
    for (int segment : DATA_SEGMENTS) {
      String name = "segment " + Registers.SEGMENTS.get(segment);
      checks.same(name, registers.segment(segment), BOOT_DS);
    }
  }

  /**
   * The state that Multiboot requires (Multiboot 0.6.96, section 3.2; Multiboot2 2.0, section 3.3);
   * any selectors are valid.
   */
  private static void checkNarrow(Processor processor, Checks checks) {
    String mode = (processor.isNarrow() ? "32-bit code, " : "64-bit code, ") + processor.control();
    if (processor.isNarrow() && processor.control().isPlain()) {
      checks.pass("protected mode", mode);
    } else {
      checks.fail("protected mode", mode);
    }
    for (int segment : FLAT_SEGMENTS) {
      String name = "segment " + Registers.SEGMENTS.get(segment);
      int selector = processor.registers().segment(segment);
      if (isFlat(processor, selector, name)) {
        checks.pass(name, "0x%x is flat".formatted(selector));
      } else {
        checks.fail(name, "0x%x does not have all addresses of 32 bits".formatted(selector));
      }
    }
  }

  private static boolean isFlat(Processor processor, int selector, String name) {
    try {
      return processor.descriptor(selector, name).isFlat();
    } catch (StuckException e) {
      return false;
    }
  }

  private static void checkTable(StartedImage started, Processor processor, Checks checks) {
    MachineAddress base = new MachineAddress(processor.gdtBase());
    Optional<ImageSegment> segment = started.image().segmentAt(base);
    boolean inside =
        segment.isPresent()
            && segment.get().memory().end().minus(base) > processor.gdtLimit()
            && processor.gdtLimit() >= 0;
    if (inside) {
      checks.pass("descriptor table", base + " is in " + segment.get().name());
    } else {
      checks.fail(
          "descriptor table",
          "%s, limit %s, is not in a segment".formatted(base, processor.gdtLimit()));
    }
  }

  private static void checkFlags(Registers registers, Checks checks) {
    if (registers.interrupts()) {
      checks.fail("interrupts", "the stub did not switch them off");
    } else {
      checks.pass("interrupts", "off");
    }
  }
}
