package kexec.sim.internal.x86;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import kexec.api.machine.ExecutionReport.Check;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.plan.Architecture;
import kexec.api.plan.EntryState;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.sim.internal.SimPlans;
import kexec.sim.internal.image.Image;
import kexec.sim.internal.machine.Checks;
import kexec.sim.internal.machine.StartedImage;
import kexec.sim.internal.memory.SparseMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class X86EntryRunnerTest {

  private static final long BASE = SimPlans.base(Slot.DEFAULT);
  private static final long STUB = BASE + 0x2000;
  private static final long KERNEL = BASE + 0x10200;
  private static final long PURGATORY = BASE + 0x50000;

  private final Plan plan = SimPlans.plan(Slot.DEFAULT, 1);
  private final SparseMemory memory = new SparseMemory(PageSize.KIB_4);
  private Runnable damage = () -> {};

  private void place() {
    for (Segment segment : plan.segments()) {
      long start = segment.memory().start().value();
      byte[] bytes = new byte[(int) segment.memory().size()];
      segment
          .data()
          .buffer(0, (int) segment.data().size())
          .get(bytes, 0, (int) segment.data().size());
      memory.poke(start, bytes);
    }
  }

  private List<Check> run(EntryState entry) {
    Image image = Image.of(plan, entry, OptionalLong.empty(), OptionalLong.empty());
    Checks checks = new Checks();
    new X86EntryRunner().run(new StartedImage(image, memory, entry.entry()), checks);
    return checks.all();
  }

  private EntryState entry() {
    return plan.entry().orElseThrow();
  }

  private static List<Check> failed(List<Check> checks) {
    return checks.stream().filter(check -> !check.passed()).toList();
  }

  @Test
  void followsAnAssembledStub() {
    place();
    List<Check> checks = run(entry());
    assertThat(failed(checks)).isEmpty();
    assertThat(checks)
        .extracting(Check::subject)
        .contains(
            "entry code",
            "kernel entry",
            "register rbx",
            "register rsi",
            "segment cs",
            "segment ds",
            "segment es",
            "segment ss",
            "descriptor table",
            "interrupts",
            "boot_params",
            "command line",
            "initrd address",
            "initrd size");
  }

  @Test
  void setsAllSixteenRegisters() {
    Map<String, Long> registers = new LinkedHashMap<>();
    for (String name : StubBytes.REGISTERS) {
      registers.put(name, 0x1111_2222_3333_4444L * (registers.size() + 1));
    }
    memory.poke(BASE, new byte[0x40000]);
    memory.poke(STUB, StubBytes.of(registers, KERNEL));
    EntryState all =
        new EntryState(new MachineAddress(STUB), new MachineAddress(KERNEL), registers);
    assertThat(failed(run(all)))
        .extracting(Check::subject)
        .allMatch(subject -> subject.equals("boot_params"));
  }

  private static Arguments damage(
      String name, String subject, String detail, long at, int... bytes) {
    Consumer<SparseMemory> change =
        memory -> {
          byte[] raw = new byte[bytes.length];
          for (int i = 0; i < bytes.length; i++) {
            raw[i] = (byte) bytes[i];
          }
          memory.poke(at, raw);
        };
    return Arguments.of(name, subject, detail, change);
  }

  static Stream<Arguments> damages() {
    long values = STUB + StubBytes.VALUES;
    return Stream.of(
        damage("unknown opcode", "entry code", "f4 fc 48 8d at 0x1002000", STUB, 0xf4),
        damage("unknown two-byte opcode", "entry code", "0f 0b", STUB, 0x0f, 0x0b),
        damage("endless loop", "entry code", "was not reached", STUB, 0xeb, 0xfe),
        damage("wrong register", "register rsi", "0x1000100", values + 4 * 8 + 1, 1),
        damage("wrong kernel entry", "kernel entry", "0x1010201", values + 16 * 8, 1),
        damage("jump to nowhere", "entry code", "is in no segment", values + 16 * 8 + 4, 1),
        damage("interrupts left on", "interrupts", "did not switch", STUB, 0x90),
        damage("no code segment", "entry code", "no 64-bit code", STUB + StubBytes.GDT + 0x16, 0),
        damage("no data segment", "entry code", "no writable data", STUB + StubBytes.GDT + 0x1d, 0),
        damage(
            "short table",
            "entry code",
            "not in the descriptor table",
            STUB + StubBytes.GDT_POINTER,
            0x17),
        damage("wrong data selector", "entry code", "no writable data", STUB + 0x1f, 0x10),
        damage("another stack", "entry code", "the stack at", STUB + 5, 0, 0, 0, 0x40),
        damage("no boot_params", "boot_params", "no HdrS", BASE + 0x202, 0),
        damage("other command line", "command line", "not the plan's", BASE + 0x1003, 'x'),
        damage("longer command line", "command line", "not the plan's", BASE + 0x1013, 'x'),
        damage("command line elsewhere", "command line", "not in a segment", BASE + 0x22b, 0x70),
        damage("initrd elsewhere", "initrd address", "0x1050000", BASE + 0x21a, 5),
        damage("initrd above 4 GiB", "initrd address", "0x101040000", BASE + 0xc0, 1),
        damage("initrd too short", "initrd size", "0x5122", BASE + 0x21c, 0x22));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void saysWhatIsWrong(String name, String subject, String detail, Consumer<SparseMemory> change) {
    place();
    change.accept(memory);
    assertThat(failed(run(entry())))
        .anySatisfy(
            check -> {
              assertThat(check.subject()).isEqualTo(subject);
              assertThat(check.detail()).contains(detail);
            });
  }

  static Stream<Arguments> instructions() {
    return Stream.of(
        Arguments.of("xor %ebx,%ebx", "31db", "rbx", 0L),
        Arguments.of("xor %r9d,%r9d", "4531c9", "r9", 0L),
        Arguments.of("xor %r9d,%r9d, other form", "4533c9", "r9", 0L),
        Arguments.of(
            "mov $0x1122334455667788,%rsi", "48be8877665544332211", "rsi", 0x1122_3344_5566_7788L),
        Arguments.of(
            "mov $0x1122334455667788,%r15", "49bf8877665544332211", "r15", 0x1122_3344_5566_7788L),
        Arguments.of("mov $0xfffffffe,%edi is zero-extended", "bffeffffff", "rdi", 0xffff_fffeL),
        Arguments.of("lea -7(%rip),%rdx", "488d15f9ffffff", "rdx", STUB),
        Arguments.of("mov (%rip) back", "488b0df9ffffff", "rcx", 0x90ff_ffff_f90d_8b48L),
        Arguments.of("lea 0(%rip),%r12", "4c8d2500000000", "r12", STUB + 7),
        Arguments.of("jmp over xor", "eb0231db31c9", "rcx", 0L),
        Arguments.of("jmp rel32", "e9020000000f0b31d2", "rdx", 0L),
        Arguments.of("nop", "9031ff", "rdi", 0L));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("instructions")
  void knowsTheInstruction(String name, String hex, String register, long expected) {
    // The instruction, nops, then mov $kernel,%rax; jmp *%rax.
    ByteBuffer code = ByteBuffer.allocate(0x200).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.fill(code.array(), (byte) 0x90);
    code.put(HexFormat.of().parseHex(hex));
    code.position(0x1f0).putShort((short) 0xb848).putLong(KERNEL).putShort((short) 0xe0ff);
    memory.poke(BASE, new byte[0x40000]);
    memory.poke(STUB, code.array());
    EntryState state =
        new EntryState(
            new MachineAddress(STUB), new MachineAddress(KERNEL), Map.of(register, expected));
    assertThat(run(state))
        .contains(new Check("register " + register, true, "0x%x".formatted(expected)))
        .contains(new Check("kernel entry", true, "0x%x".formatted(KERNEL)));
  }

  @Test
  void poisonsRegisters() {
    memory.poke(BASE, new byte[0x40000]);
    ByteBuffer code = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    code.putShort((short) 0xb848).putLong(KERNEL).putShort((short) 0xe0ff);
    memory.poke(STUB, code.array());
    Map<String, Long> zeros = new LinkedHashMap<>();
    StubBytes.REGISTERS.forEach(name -> zeros.put(name, 0L));
    EntryState state = new EntryState(new MachineAddress(STUB), new MachineAddress(KERNEL), zeros);
    assertThat(failed(run(state)).stream().filter(c -> c.subject().startsWith("register")))
        .hasSize(16);
  }

  @Test
  void onlyLooksAtThePlaceWhereThereIsNoStub() {
    place();
    MachineAddress kernel = new MachineAddress(KERNEL);
    List<Check> checks = run(new EntryState(kernel, kernel, Map.of("rbx", 0L)));
    assertThat(failed(checks)).isEmpty();
    assertThat(checks).extracting(Check::subject).containsExactly("kernel entry", "entry code");
  }

  /** Enters purgatory; none of its bytes is an instruction that this interpreter supports. */
  private List<Check> runPurgatory(Predicate<Segment> kept) {
    place();
    byte[] unknown = new byte[0x1000];
    Arrays.fill(unknown, (byte) 0xf4);
    Segment purgatory = SimPlans.segment(SegmentRole.PURGATORY, PURGATORY, 0x1000, unknown);
    Plan checked =
        plan.toBuilder()
            .segments(
                Stream.concat(plan.segments().stream().filter(kept), Stream.of(purgatory)).toList())
            .build();
    memory.poke(PURGATORY, unknown);
    damage.run();
    EntryState entry =
        new EntryState(new MachineAddress(PURGATORY), entry().kernelEntry(), entry().registers());
    Image image = Image.of(checked, entry, OptionalLong.empty(), OptionalLong.empty());
    Checks checks = new Checks();
    new X86EntryRunner().run(new StartedImage(image, memory, entry.entry()), checks);
    return checks.all();
  }

  @Test
  void goesOnAtTheStubBehindPurgatoryAndSaysSo() {
    place();
    List<Check> without = run(entry());
    List<Check> checks = runPurgatory(segment -> true);
    assertThat(failed(checks)).isEmpty();
    assertThat(checks)
        .extracting(Check::subject)
        .isEqualTo(without.stream().map(Check::subject).toList());
    assertThat(checks)
        .filteredOn(check -> check.detail().contains("purgatory"))
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.subject()).isEqualTo("entry code");
              assertThat(check.detail())
                  .contains("instructions from 0x1002000; purgatory before it was not run");
            });
  }

  @Test
  void looksAtTheStubBehindPurgatory() {
    damage = () -> memory.poke(STUB, new byte[] {(byte) 0xf4});
    assertThat(failed(runPurgatory(segment -> true)))
        .extracting(Check::detail)
        .anyMatch(detail -> detail.contains("at 0x1002000 are no instruction"));
  }

  @Test
  void purgatoryWithoutAStubLeadsNowhere() {
    List<Check> checks = runPurgatory(segment -> segment.role() != SegmentRole.STUB);
    assertThat(failed(checks)).extracting(Check::detail).anyMatch(d -> d.contains("no stub"));
  }

  @Test
  void refusesARegisterThatX86DoesNotHave() {
    place();
    EntryState state = new EntryState(entry().entry(), entry().kernelEntry(), Map.of("x0", 0L));
    assertThat(failed(run(state))).extracting(Check::subject).contains("register x0");
  }

  @Test
  void runsNothingButX86() {
    X86EntryRunner runner = new X86EntryRunner();
    for (Architecture architecture : Architecture.KNOWN) {
      assertThat(runner.runs(architecture)).isEqualTo(architecture.equals(Architecture.X86_64));
    }
    assertThat(plan.segments()).extracting(Segment::role).contains(SegmentRole.STUB);
  }
}
