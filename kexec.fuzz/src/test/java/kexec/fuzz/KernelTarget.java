package kexec.fuzz;

import static kexec.fuzz.Oracle.require;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import kexec.api.PlanRequest;
import kexec.api.boot.BootProtocol;
import kexec.api.fault.KexecException;
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.PlatformData;
import kexec.api.machine.PreparedImage;
import kexec.api.machine.ReceiverRules;
import kexec.api.machine.ShutdownMode;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryMapListing;
import kexec.api.memory.Range;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.MappedFile;
import kexec.api.plan.ModuleFile;
import kexec.api.plan.Plan;
import kexec.api.plan.PlanRefusedException;
import kexec.api.plan.Slot;
import kexec.api.progress.ProgressListener;
import kexec.api.simulate.MachineShape;
import kexec.api.simulate.SimulatedMachine;
import kexec.arm.internal.Arm64ElfProtocol;
import kexec.arm.internal.Arm64ImageProtocol;
import kexec.arm.internal.ArmElfProtocol;
import kexec.arm.internal.SyntheticArm;
import kexec.arm.internal.ZImageProtocol;
import kexec.core.internal.plan.DumpNotes;
import kexec.core.internal.plan.Planner;
import kexec.core.internal.plan.Recogniser;
import kexec.core.internal.plan.Target;
import kexec.picture.PlanPicture;
import kexec.rehearse.internal.export.PlanExporter;
import kexec.shell.internal.json.PlanJson;
import kexec.shell.internal.json.SavedPlans;
import kexec.sim.internal.SimulatorComponent;
import kexec.x86.internal.BzImageProtocol;
import kexec.x86.internal.Elf64Protocol;
import kexec.x86.internal.Multiboot1Protocol;
import kexec.x86.internal.Multiboot2Protocol;
import kexec.x86.internal.SyntheticElf;
import kexec.x86.internal.SyntheticMultiboot;

/**
 * Kernels, through the boot protocols, the wrappers, the planner and the placer to the simulated
 * machine. The first byte chooses what of the rest is untrusted, see {@link Kind}; the second one
 * the machine and the slot, the third one the request.
 */
public final class KernelTarget {

  private static final int HEADER = 4;
  private static final int ONE_IN = 20;
  private static final List<Kind> KINDS = List.of(Kind.values());

  private static final KernelTarget TARGET = new KernelTarget();

  private final Scratch scratch = Scratch.create();
  private final List<EntryCheck> checks = List.of(EntryCheck.values());
  private final List<byte[]> plain = SampleKernels.plain();
  private final List<byte[]> wrapped = SampleKernels.wrapped();
  private final List<BootProtocol> protocols =
      List.of(
          new Multiboot2Protocol(),
          new Multiboot1Protocol(),
          new BzImageProtocol(),
          new Elf64Protocol(),
          new Arm64ImageProtocol(),
          new ZImageProtocol(),
          new Arm64ElfProtocol(),
          new ArmElfProtocol());
  private final List<MemoryMap> maps =
      Stream.of(
              // A PC with 8 GiB.
              "[0x0, 0x9fc00) ram; [0x9fc00, 0xa0000) reserved; [0xf0000, 0x100000) reserved; "
                  + "[0x100000, 0xbffdf000) ram; [0xbffdf000, 0xbffff000) acpi; "
                  + "[0xbffff000, 0xc0000000) nvs; [0x100000000, 0x240000000) ram; "
                  + "crash kernel [0x30000000, 0x40000000)",
              // A board with 4 GiB from 1 GiB on.
              "[0x40000000, 0x140000000) ram; crash kernel [0x70000000, 0x80000000)",
              // Little RAM, with a hole.
              "[0x1000, 0x9f000) ram; [0x100000, 0x3000000) ram; [0x3000000, 0x3001000) reserved; "
                  + "[0x3001000, 0x8000000) ram; [0x8000000, 0x9000000) pmem; "
                  + "crash kernel [0x1000000, 0x2000000)")
          .map(MemoryMapListing::parse)
          .toList();

  /** What is untrusted. */
  private enum Kind {
    /** A whole kernel file. */
    FILE,
    /** A change of a kernel. */
    PLAIN,
    /** A change of a wrapped kernel. */
    WRAPPED,
    /** The device tree. */
    TREE,
    /** The running kernel's parameters. */
    PARAMETERS,
    /** The map of the firmware's run-time services, with an address of its tables. */
    EFI,
    /** The command line, NUL, a file that is an initrd and a module. */
    WORDS
  }

  private KernelTarget() {}

  /** Plans. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length > HEADER) {
      Oracle.check(input.length + 12_288L, () -> TARGET.run(input));
    }
  }

  private void run(byte[] input) throws Exception {
    Kind kind = KINDS.get(Byte.toUnsignedInt(input[0]) % KINDS.size());
    int choice = Byte.toUnsignedInt(input[3]);
    byte[] rest = Arrays.copyOfRange(input, HEADER, input.length);
    byte[] kernel =
        switch (kind) {
          case FILE -> rest;
          case PLAIN -> SampleKernels.patched(plain.get(choice % plain.size()), buffer(rest));
          case WRAPPED -> SampleKernels.patched(wrapped.get(choice % wrapped.size()), buffer(rest));
          default -> plain.get(choice % plain.size());
        };
    Path file = scratch.file("kernel", kernel);
    MappedFile mapped = MappedFile.open(file);
    Recogniser.Verdict verdict =
        Recogniser.ask(mapped, mapped.data(), protocols, ProgressListener.NONE);
    if (verdict.kernel().isEmpty()) {
      require(!Recogniser.refusal(verdict).isEmpty(), "a refusal without a reason");
    }
    PlanRequest request = request(file, input, kind, rest);
    MemoryMap memory = maps.get(Byte.toUnsignedInt(input[1]) / 2 % maps.size());
    Map<String, byte[]> data = platform(kind, rest);
    Target target =
        new Target(
            Optional.empty(),
            Optional.empty(),
            "none",
            memory,
            ReceiverRules.builder().maxSegments(16).build(),
            name -> Optional.ofNullable(data.get(name)).map(byte[]::clone),
            new DumpNotes(List.of(), Optional.empty(), Optional.empty(), Optional.empty()),
            plan -> List.of(),
            List.of());
    Plan plan;
    try {
      plan = Planner.plan(request, target, protocols);
    } catch (PlanRefusedException e) {
      require(e.findings().stream().anyMatch(finding -> finding.isError()), e);
      return;
    }
    PlanLaws.check(plan, request.limits());
    if (Math.floorMod(Arrays.hashCode(input), ONE_IN) == 0) {
      tell(plan);
      if (plan.findings().stream().noneMatch(f -> f.code().equals("kernel-entry-empty"))) {
        simulate(plan, input[2]);
      }
    }
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes);
  }

  private PlanRequest request(Path file, byte[] input, Kind kind, byte[] rest) {
    int bits = Byte.toUnsignedInt(input[2]);
    PlanRequest.Builder request =
        PlanRequest.of(file)
            .slot((input[1] & 1) == 0 ? Slot.DEFAULT : Slot.CRASH)
            .commandLine("root=/dev/sda1 console=ttyS0")
            .entryCheck(checks.get(bits % checks.size()))
            .limits((bits & 8) == 0 ? Range.machine(0, -1) : Range.machine(0x1000000, 0x7fff0000))
            .method(LoadMethod.SEGMENTS);
    if ((bits & 16) != 0) {
      request.initrds(List.of(scratch.file("initrd", new byte[5001])));
    }
    if (kind == Kind.WORDS) {
      String text = new String(rest, StandardCharsets.ISO_8859_1);
      int nul = text.indexOf(0);
      String line = nul < 0 ? text : text.substring(0, nul);
      Path other = scratch.file("other", rest);
      request.commandLine(line).initrds(List.of(other));
      if ((bits & 32) != 0) {
        request.modules(List.of(new ModuleFile(other, line), new ModuleFile(other, "")));
      }
    }
    if ((bits & 64) != 0) {
      request.deviceTree(scratch.file("tree", kind == Kind.TREE ? rest : SyntheticArm.tree()));
    }
    return request.build();
  }

  private static Map<String, byte[]> platform(Kind kind, byte[] rest) {
    Map<String, byte[]> data = new HashMap<>();
    data.put(PlatformData.DEVICE_TREE, kind == Kind.TREE ? rest : SyntheticArm.tree());
    data.put(PlatformData.RANDOM, new byte[72]);
    switch (kind) {
      case PARAMETERS -> data.put(PlatformData.BOOT_PARAMS, Arrays.copyOf(rest, 4096));
      case EFI -> {
        byte[] parameters = new byte[4096];
        System.arraycopy(rest, 0, parameters, 0x1c0, Math.min(32, rest.length));
        data.put(PlatformData.BOOT_PARAMS, parameters);
        int descriptors = Math.max(0, (rest.length - 56) / 40);
        data.put(
            PlatformData.EFI_RUNTIME_MAP,
            Arrays.copyOfRange(
                Arrays.copyOf(rest, 56 + 40 * descriptors), 56, 56 + 40 * descriptors));
        byte[] numbers = Arrays.copyOf(rest, 56);
        data.put(PlatformData.EFI_FW_VENDOR, Arrays.copyOfRange(numbers, 32, 40));
        data.put(PlatformData.EFI_CONFIG_TABLE, Arrays.copyOfRange(numbers, 40, 48));
        data.put(PlatformData.ACPI_RSDP, Arrays.copyOfRange(numbers, 48, 56));
      }
      default -> {}
    }
    return data;
  }

  /** Every way to tell a plan, and to read it again. */
  private void tell(Plan plan) throws KexecException {
    Path saved =
        scratch.file("plan.json", PlanJson.of(plan).toString().getBytes(StandardCharsets.UTF_8));
    require(SavedPlans.read(saved).equals(SavedPlans.of(plan)), "another plan was read again");
    PlanPicture.svg(plan);
    PlanPicture.html(plan);
    Path exported = scratch.path("exported");
    scratch.delete(exported);
    try {
      new PlanExporter().export(plan, exported);
    } catch (KexecException e) {
      require(!e.fault().cure().isBlank(), e);
    }
  }

  private static void simulate(Plan plan, byte bits) throws KexecException {
    MachineShape shape =
        new MachineShape(plan.memory(), (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, bits);
    try (SimulatedMachine simulated = new SimulatorComponent().create(shape)) {
      MachineKexec machine = simulated.machine();
      PreparedImage image = machine.prepare(plan);
      try {
        machine.load(image);
      } finally {
        machine.cleanup(image);
      }
      machine.shutdown(plan.slot(), ShutdownMode.FORCED);
      ExecutionReport report = machine.execute(plan.slot());
      require(
          report.succeeded(),
          report.checks().stream().filter(check -> !check.passed()).toList() + " of " + plan);
    }
  }

  static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (byte[] kernel : TARGET.plain) {
      for (int machine = 0; machine < 4; machine++) {
        seeds.add(seed(Kind.FILE, machine, 16 + 64, 0, kernel));
      }
    }
    // Small files that declare much memory, or much content.
    seeds.add(seed(Kind.FILE, 0, 0, 0, apart(0x1f00000)));
    seeds.add(seed(Kind.FILE, 0, 0, 0, apart(0x80e00000L)));
    seeds.add(
        seed(
            Kind.FILE,
            0,
            0,
            0,
            SyntheticMultiboot.gzip(
                Arrays.copyOf(
                    new SyntheticMultiboot().addresses(0x200088, 0x200000, 0, 0, 0x200100).bytes(),
                    8 << 20))));
    for (byte[] kernel : TARGET.wrapped) {
      seeds.add(seed(Kind.FILE, 2 * (seeds.size() % 2), 16, 0, kernel));
    }
    for (int sample = 0; sample < TARGET.plain.size(); sample++) {
      int machine = sample < 4 ? 0 : 2;
      byte[] change = {0x10, 0x10, 2, 1, 2};
      seeds.add(seed(Kind.PLAIN, machine, 16, sample, change));
      seeds.add(seed(Kind.PLAIN, machine + 1, 0, sample, change));
      seeds.add(
          seed(
              Kind.WORDS,
              machine,
              32,
              sample,
              "quiet a=\"b c\"\0file".getBytes(StandardCharsets.UTF_8)));
    }
    for (int sample = 0; sample < TARGET.wrapped.size(); sample++) {
      seeds.add(seed(Kind.WRAPPED, 0, 0, sample, new byte[] {0x70, 0x00, 1, 1, 0}));
    }
    for (int sample = 4; sample < 8; sample++) {
      seeds.add(seed(Kind.TREE, 2, 64, sample, SyntheticArm.tree()));
      seeds.add(seed(Kind.TREE, 3, 0, sample, SyntheticArm.tree()));
    }
    seeds.add(seed(Kind.PARAMETERS, 0, 0, 0, parameters()));
    seeds.add(seed(Kind.EFI, 0, 0, 0, efi()));
    seeds.add(seed(Kind.EFI, 1, 0, 1, efi()));
    return seeds;
  }

  private static byte[] apart(long second) {
    return new SyntheticElf()
        .u64(64 + 56 + 16, 0xffffffff7fe00000L)
        .u64(64 + 16, 0xffffffff00000000L)
        .u64(64 + 56 + 24, second)
        .u64(64 + 56 + 40, 0x800)
        .bytes();
  }

  private static byte[] seed(Kind kind, int machine, int bits, int choice, byte[] rest) {
    byte[] seed = new byte[HEADER + rest.length];
    seed[0] = (byte) KINDS.indexOf(kind);
    seed[1] = (byte) machine;
    seed[2] = (byte) bits;
    seed[3] = (byte) choice;
    System.arraycopy(rest, 0, seed, HEADER, rest.length);
    return seed;
  }

  /** The offsets are those of Documentation/arch/x86/zero-page.rst. */
  private static byte[] parameters() {
    ByteBuffer bytes = ByteBuffer.allocate(0x300).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(0x06, (byte) 3).put(0x0f, (byte) 0x23).putLong(0x70, 0xbffe0000L);
    bytes.put(0x1e8, (byte) 2).putLong(0x2d0, 0).putLong(0x2d8, 0x9fc00).putInt(0x2e0, 1);
    return bytes.array();
  }

  private static byte[] efi() {
    ByteBuffer bytes = ByteBuffer.allocate(56 + 80).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(0, 0x34364c45).putInt(4, 0xbff00000).putInt(8, 48).putInt(12, 1);
    bytes.putInt(16, 0xbff10000).putInt(20, 96).putLong(32, 0xbff20000L);
    bytes.putLong(40, 0xbff30000L).putLong(48, 0xbffe0000L);
    for (int at = 56; at < bytes.capacity(); at += 40) {
      bytes.putInt(at, 5).putLong(at + 8, 0xbff40000L + at * 0x1000L);
      bytes.putLong(at + 16, -0x100000000L + at * 0x1000L).putLong(at + 24, 8);
      bytes.putLong(at + 32, 1L << 63 | 0xf);
    }
    return bytes.array();
  }
}
