package kexec.fuzz;

import static kexec.fuzz.Oracle.require;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Architecture;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.Plan;
import kexec.api.rehearse.Rung;
import kexec.rehearse.internal.cause.GuestEnding;
import kexec.rehearse.internal.cause.LikelyCause;
import kexec.rehearse.internal.cause.Observed;
import kexec.rehearse.internal.emulator.RegisterDump;
import kexec.rehearse.internal.init.InitReport;
import kexec.rehearse.internal.kernel.KernelLog;
import kexec.rehearse.internal.kernel.KernelSymbols;
import kexec.rehearse.internal.memory.GuestMemory;

/**
 * What a rehearsed kernel leaves: its memory with the log and the symbols, its console, registers,
 * and the report of the rehearsal's own init. The first byte chooses.
 */
public final class RehearsedTarget {

  private static final int KINDS = 5;
  private static final long TOKEN = 0x123456789abcdefL;
  private static final int MOST_LINES = 2000;

  private RehearsedTarget() {}

  /** Reads what a guest left. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length > 1) {
      Oracle.check(input.length, () -> run(input));
    }
  }

  private static void run(byte[] input) {
    String text = Text.behindTheChoice(input);
    List<String> lines = text.lines().limit(MOST_LINES).toList();
    switch (Byte.toUnsignedInt(input[0]) % KINDS) {
      case 0 -> {
        KernelLog log = new KernelLog(memory(input));
        log.lines();
        require(log.lines().size() <= KernelLog.MOST_LINES, "too many lines");
      }
      case 1 ->
          KernelSymbols.find(memory(input))
              .ifPresent(
                  symbols -> {
                    for (long at = 0; at < 1 << 16; at += 4093) {
                      symbols.at(at);
                      symbols.at(0xffffffff81000000L + at);
                    }
                  });
      case 2 -> {
        RegisterDump dump = RegisterDump.parse(text);
        dump.isHaltedForGood();
        dump.isUserMode();
        dump.instruction();
      }
      case 3 -> InitReport.parse(lines, TOKEN);
      default -> causes(lines);
    }
  }

  private static GuestMemory memory(byte[] input) {
    return new Bytes(ByteBuffer.wrap(Text.bytesBehindTheChoice(input)).asReadOnlyBuffer());
  }

  private static void causes(List<String> lines) {
    int half = lines.size() / 2;
    KernelFacts facts =
        new KernelFacts(
            "bzImage",
            Architecture.X86_64,
            Optional.empty(),
            2047,
            OptionalInt.empty(),
            List.of(),
            Map.of());
    Plan plan = Plan.builder().kernel(Path.of("/k"), 1, facts).build();
    for (Rung rung : List.of(Rung.JUMPED, Rung.VERSION, Rung.INITRD)) {
      Observed observed =
          new Observed(
              plan,
              rung,
              GuestEnding.PANIC,
              Observed.Processor.UNKNOWN,
              List.of(),
              lines.subList(0, half),
              lines.subList(half, lines.size()));
      LikelyCause.of(observed).forEach(finding -> require(!finding.message().isBlank(), finding));
      LikelyCause.inSpiteOfSuccess(observed);
    }
  }

  /** Memory of a guest that begins at 16 MiB. */
  private record Bytes(ByteBuffer content) implements GuestMemory {

    private static final long START = 0x1000000;

    @Override
    public ByteBuffer read(MachineAddress start, int length) {
      long from = start.value() - START;
      if (from < 0 || from >= content.limit()) {
        return ByteBuffer.allocate(0);
      }
      return content.slice((int) from, (int) Math.min(length, content.limit() - from));
    }

    @Override
    public RangeSet<MachineAddress> used() {
      return RangeSet.of(Range.machine(START, START + content.limit()));
    }
  }

  static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    ByteBuffer log = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    for (String line :
        List.of(
            "Linux version 6.1.0-test", "Command line: quiet", "Kernel panic - not syncing: x")) {
      int start = log.position();
      log.putLong(start * 1000L).putShort((short) (16 + line.length() + 7 & ~7));
      log.putShort((short) line.length()).putShort((short) 0).put((byte) 0).put((byte) 6);
      log.put(Text.bytes(line));
      log.position(start + (16 + line.length() + 7 & ~7));
    }
    seeds.add(Text.seed(0, log.array()));
    seeds.add(Text.seed(1, symbols()));
    seeds.add(
        Text.seed(
            2,
            """
            RAX=0000000000000000 RBX=0000000000000000
            RIP=ffffffff81000000 RFL=00000002 [-------] CPL=0 II=0 A20=1 SMM=0 HLT=1
            CS =0010 0000000000000000 ffffffff 00af9b00
            CR0=80050033 CR2=0 CR3=1000 CR4=20
            """));
    seeds.add(
        Text.seed(
            2,
            " PC=ffff800008000000 X00=0000000000000000\nPSTATE=600003c5 -ZC- EL1h\nR15=c0008000\n"));
    String start = InitReport.firstLine(TOKEN);
    String line = "jkexec-rehearsal: 1 %016x ".formatted(TOKEN);
    seeds.add(
        Text.seed(
            3,
            start
                + "\n"
                + line
                + "started ;\n"
                + line
                + "memory total=1000 available=900 ;\n"
                + line
                + "vmcore elf64 1000 ;\n"
                + line
                + "checks 0:ok 1:absent ;\n"
                + line
                + "exec-failed 2 ;\n"
                + line
                + "poweroff ;\n"));
    seeds.add(
        Text.seed(
            4,
            """
            early console in extract_kernel
            Uncompression error
            [    0.0] Linux version 6.1.0
            [    1.0] Kernel panic - not syncing: VFS: Unable to mount root fs
            [    1.0] Kernel panic - not syncing: No working init found.
            [    1.1] Initramfs unpacking failed: invalid magic
            [    1.2] Out of memory: Killed process 1 (init)
            [    1.3] Attempted to kill init! exitcode=0x00007f00
            """));
    return seeds;
  }

  /** Two tokens and names, as scripts/kallsyms.c lays them out, too few for a kernel. */
  private static byte[] symbols() {
    ByteBuffer bytes = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(4096);
    for (char c = '0'; c <= '9'; c++) {
      bytes.put((byte) c).put((byte) 0);
    }
    for (char c = 'A'; c <= 'z'; c++) {
      bytes.put((byte) c).put((byte) 0);
    }
    return bytes.array();
  }
}
