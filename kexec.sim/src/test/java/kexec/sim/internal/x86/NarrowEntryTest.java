package kexec.sim.internal.x86;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import kexec.api.machine.ExecutionReport.Check;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.plan.EntryState;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.sim.internal.SimPlans;
import kexec.sim.internal.image.Image;
import kexec.sim.internal.machine.Checks;
import kexec.sim.internal.machine.StartedImage;
import kexec.sim.internal.memory.SparseMemory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The switch from long mode to a 32-bit Multiboot kernel. */
class NarrowEntryTest {

  private static final long BASE = SimPlans.base(Slot.DEFAULT);
  private static final long STUB = BASE + 0x2000;
  private static final long KERNEL = BASE + 0x10200;

  private final Plan plan = SimPlans.plan(Slot.DEFAULT, 1);
  private final SparseMemory memory = new SparseMemory(PageSize.KIB_4);
  private final Map<String, Long> registers = new LinkedHashMap<>();

  @BeforeEach
  void place() {
    registers.put("eip", KERNEL);
    registers.put("eax", 0x2badb002L);
    registers.put("ebx", 0xfffff000L);
    memory.poke(BASE, new byte[0x40000]);
    memory.poke(STUB, NarrowStub.of(registers));
  }

  private List<Check> run() {
    EntryState entry =
        new EntryState(new MachineAddress(STUB), new MachineAddress(KERNEL), registers);
    Image image = Image.of(plan, entry, OptionalLong.empty(), OptionalLong.empty());
    Checks checks = new Checks();
    new X86EntryRunner().run(new StartedImage(image, memory, entry.entry()), checks);
    return checks.all();
  }

  private static List<Check> failed(List<Check> checks) {
    return checks.stream().filter(check -> !check.passed()).toList();
  }

  @Test
  void followsAnAssembledStubOutOfLongMode() {
    List<Check> checks = run();
    assertThat(failed(checks)).isEmpty();
    assertThat(checks)
        .extracting(Check::subject)
        .containsExactly(
            "entry code",
            "kernel entry",
            "register eip",
            "register eax",
            "register ebx",
            "protected mode",
            "segment es",
            "segment cs",
            "segment ss",
            "segment ds",
            "segment fs",
            "segment gs",
            "descriptor table",
            "interrupts");
    assertThat(checks)
        .contains(new Check("protected mode", true, "32-bit code, cr0 0x1, cr4 0x0, efer 0x0"));
  }

  @Test
  void setsAllRegisters() {
    for (String name : List.of("edi", "esi", "ebp", "edx", "ecx")) {
      registers.put(name, 0x81112222L + registers.size());
    }
    memory.poke(STUB, NarrowStub.of(registers));
    assertThat(failed(run())).isEmpty();
  }

  private static Arguments damage(
      String name, String subject, String detail, int offset, String hex) {
    return Arguments.of(name, subject, detail, offset, hex);
  }

  static Stream<Arguments> damages() {
    int narrow = NarrowStub.NARROW;
    int gdt = NarrowStub.GDT;
    return Stream.of(
        damage("wrong eax", "register eax", "0x2badb003", NarrowStub.VALUES + 28, "03"),
        damage("wrong ebx", "register ebx", "0xfffff001", NarrowStub.VALUES + 16, "01"),
        damage("wrong entry", "kernel entry", "0x1010201", NarrowStub.VALUES + 32, "01"),
        damage("nowhere", "entry code", "in no segment", NarrowStub.VALUES + 35, "70"),
        damage("code not flat", "segment cs", "0x10 does not have all", gdt + 0x12, "01"),
        damage("data not flat", "segment ds", "0x18 does not have all", gdt + 0x1e, "0f"),
        damage("no code", "entry code", "names no 64-bit code", gdt + 0x15, "93"),
        damage(
            "paging left on", "entry code", "LME is changed while paging", narrow + 19, "0f20c0"),
        damage("PCIDE left on", "entry code", "CR4.PCIDE is set", narrow + 4, "ffffffff"),
        damage("LME left on", "protected mode", "efer 0x100", narrow + 30, "ffffffff"),
        damage("PAE left on", "protected mode", "cr4 0x20", narrow + 38, "0f20e0"),
        damage("PAE too early", "entry code", "PAE is cleared while", narrow + 4, "00000000"),
        damage("cr3", "entry code", "no instruction", narrow, "0f20d8"),
        damage("another register", "entry code", "no instruction", narrow + 22, "b9810000c0"),
        damage("unknown", "entry code", "no instruction", narrow, "f4"),
        damage("unknown of two bytes", "entry code", "no instruction", narrow, "0f0b"),
        damage("to memory", "entry code", "no instruction", narrow + 41, "8907"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void saysWhatIsWrong(String name, String subject, String detail, int offset, String hex) {
    memory.poke(STUB + offset, HexFormat.of().parseHex(hex));
    assertThat(failed(run()))
        .anySatisfy(
            check -> {
              assertThat(check.subject()).isEqualTo(subject);
              assertThat(check.detail()).contains(detail);
            });
  }

  @Test
  void aStubThatStaysInLongModeIsSeen() {
    memory.poke(STUB, StubBytes.of(Map.of("rax", 0x2badb002L, "rbx", 0xfffff000L), KERNEL));
    assertThat(failed(run()))
        .extracting(Check::subject)
        .contains("protected mode")
        .doesNotContain("register eax", "register ebx");
  }
}
