package kexec.picture;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Architecture;
import kexec.api.plan.Digest;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.EntryState;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.api.text.ByteText;
import kexec.api.text.FileName;

/** Plans to draw: with the numbers of real ones, and with the oddest that a plan can have. */
public final class DrawnPlans {

  /** Markup, control characters, a change of direction, no bytes, no characters of XML. */
  static final String HOSTILE =
      "</text></svg><script>document.title='run'</script><!--]]>&amp;\"'>"
          + "\u001b[31m\u0007\u202e\u2028\u0085\udcff\ud800\uffff\ufffe\u05d0\u05d1\u0300\u0300<b>";

  private static final List<LoadMethod> FILES = List.of(LoadMethod.FILES);
  private static final MemoryMap NONE = MemoryMap.of(List.of());
  private static final long TIB = 1L << 40;
  private static final List<SegmentRole> ROLES = List.of(SegmentRole.values());

  private DrawnPlans() {}

  /** {@return all of them by name} */
  public static Map<String, Plan> all() {
    Map<String, Plan> all = new LinkedHashMap<>();
    all.put("x86-default", x86Default());
    all.put("x86-crash", x86Crash());
    all.put("arm64", arm64());
    all.put("xen", xen());
    all.put("files", x86Default().toBuilder().methods(FILES).build());
    all.put("files of a crash image", x86Crash().toBuilder().methods(FILES).build());
    all.put("one segment", oneSegment());
    all.put("nothing", x86Default().toBuilder().segments(List.of()).memory(NONE).build());
    all.put("no RAM", x86Default().toBuilder().memory(NONE).build());
    all.put("no segment", x86Default().toBuilder().segments(List.of()).entry(null).build());
    all.put("twenty tiny neighbours", tinyNeighbours(20));
    all.put("three hundred segments", tinyNeighbours(300));
    all.put("tiny segments everywhere", everywhere());
    all.put("24 TiB", large());
    all.put("above 2 to the 63rd", high());
    all.put("the whole address space", whole());
    all.put("segments that overlap", overlapping());
    all.put("four thousand regions", checkerboard());
    all.put("long texts", longTexts("root=/dev/vda1 quiet ".repeat(120), "long/".repeat(800)));
    all.put("one long word", longTexts("x".repeat(5000), "y".repeat(4000)));
    all.put("the widest characters", longTexts("W".repeat(500), "@".repeat(300)));
    all.put("a longer text than is shown", longTexts("a b ".repeat(20000), "z"));
    all.put("wide characters", longTexts("\u6f22\u5b57".repeat(900), "\ud83d\ude00".repeat(200)));
    all.put("hostile texts", longTexts(HOSTILE, HOSTILE));
    return all;
  }

  private static MemoryMap pc() {
    return MemoryMap.of(
            List.of(
                region(0, 0x9fc00, MemoryType.RAM),
                region(0x9fc00, 0xa0000, MemoryType.RESERVED),
                region(0xf0000, 0x100000, MemoryType.RESERVED),
                region(0x100000, 0x7ffdc000, MemoryType.RAM),
                region(0x7ffdc000, 0x80000000L, MemoryType.RESERVED),
                region(0xb0000000L, 0xc0000000L, MemoryType.RESERVED),
                region(0x100000000L, 0x280000000L, MemoryType.RAM),
                region(0xfd00000000L, 0x10000000000L, MemoryType.RESERVED)))
        .withCrashRegion(Range.machine(0x67000000, 0x77000000));
  }

  static MemoryRegion region(long start, long end, MemoryType type) {
    return new MemoryRegion(Range.machine(start, end), type);
  }

  static Plan x86Default() {
    return linux(
            new EntryState(
                address(0x4000),
                address(0x1000200),
                registers("rip", 0x1000200, "rsi", 0x1000, "rsp", 0x3160, "rbx", 0)))
        .segments(
            List.of(
                segment(SegmentRole.BOOT_PARAMS, 0x1000, 0x3000, 4136),
                segment(SegmentRole.STUB, 0x3000, 0x4000, 488),
                segment(SegmentRole.PURGATORY, 0x4000, 0x8000, 12352),
                segment(SegmentRole.KERNEL, 0x1000000, 0x4378000, 14168576),
                segment(SegmentRole.INITRD, 0x7d9dc000, 0x7ffdc000, 0x2600000)))
        .commandLine("root=/dev/vda1 ro console=ttyS0 quiet")
        .build();
  }

  static Plan x86Crash() {
    return linux(
            new EntryState(
                address(0x6a37b000),
                address(0x67000200),
                registers("rip", 0x67000200, "rsi", 0x6a378000, "rsp", 0x6a37a160, "rbx", 0)))
        .slot(Slot.CRASH)
        .segments(
            List.of(
                segment(SegmentRole.KERNEL, 0x67000000, 0x6a378000, 14168576),
                segment(SegmentRole.BOOT_PARAMS, 0x6a378000, 0x6a37a000, 4184),
                segment(SegmentRole.STUB, 0x6a37a000, 0x6a37b000, 488),
                segment(SegmentRole.PURGATORY, 0x6a37b000, 0x6a37f000, 12352),
                segment(SegmentRole.INITRD, 0x749ff000, 0x76fff000, 0x2600000),
                segment(SegmentRole.ELFCOREHDR, 0x76fff000, 0x77000000, 232)))
        .commandLine(
            "root=/dev/vda1 ro console=ttyS0 irqpoll nr_cpus=1 reset_devices elfcorehdr=0x76fff000")
        .findings(
            List.of(
                Finding.warning(
                    "crash-memory-small",
                    "the crash region of 256.0 MiB leaves 166.6 MiB to the crash kernel",
                    "Reserve more with crashkernel=, or use a smaller initrd."),
                Finding.info("entry-check", "the digests of 4 segments are checked at the entry")))
        .build();
  }

  /** Debian's 6.1 on an emulated machine of 4 GiB. */
  static Plan arm64() {
    KernelFacts facts =
        new KernelFacts(
            "Image",
            Architecture.ARM64,
            Optional.of("6.1.0-57-cloud-arm64 (debian-kernel@lists.debian.org)"),
            2047,
            Map.of());
    return Plan.builder()
        .machine("linux")
        .firmware("efi")
        .entryCheck(EntryCheck.RESET)
        .kernel(Path.of("/boot/vmlinuz-6.1.0-57-cloud-arm64"), 27303872, facts)
        .commandLine("root=/dev/vda2 console=ttyAMA0")
        .entry(
            new EntryState(
                address(0x41ab3000),
                address(0x40000000),
                registers("x0", 0x41ab0000, "x1", 0, "x2", 0, "x3", 0)))
        .segments(
            List.of(
                segment(SegmentRole.KERNEL, 0x40000000, 0x41ab0000, 27303872),
                segment(SegmentRole.DTB, 0x41ab0000, 0x41ab2000, 7728),
                segment(SegmentRole.STUB, 0x41ab2000, 0x41ab3000, 40),
                segment(SegmentRole.PURGATORY, 0x41ab3000, 0x41adb000, 20480),
                segment(SegmentRole.INITRD, 0x42070000, 0x44670000, 0x2600000)))
        .memory(
            MemoryMap.of(
                    List.of(
                        region(0x40000000, 0x41bd0000, MemoryType.RAM),
                        region(0x41bd0000, 0x42070000, MemoryType.RESERVED),
                        region(0x42070000, 0x48000000, MemoryType.RAM),
                        region(0x48000000, 0x48100000, MemoryType.RESERVED),
                        region(0x48100000, 0x13c000000L, MemoryType.RAM),
                        region(0x13c000000L, 0x140000000L, MemoryType.RESERVED)))
                .withHeld(RangeSet.of(Range.machine(0x100000000L, 0x108000000L)))
                .withCrashRegion(Range.machine(0xb0000000L, 0xc0000000L)))
        .build();
  }

  /** Debian's Xen 4.17 with its first domain. */
  static Plan xen() {
    KernelFacts facts =
        new KernelFacts("Multiboot2", Architecture.X86_64, Optional.empty(), 4095, Map.of())
            .wrappedIn(List.of("gzip"));
    return Plan.builder()
        .machine("xen")
        .firmware("xen")
        .methods(List.of(LoadMethod.SEGMENTS, new LoadMethod("page-list")))
        .entryCheck(EntryCheck.HALT)
        .kernel(Path.of("/boot/xen-4.17-amd64.gz"), 1178795, facts)
        .commandLine("/boot/xen-4.17-amd64.gz dom0_mem=2G console=com1 com1=115200,8n1")
        .entry(
            new EntryState(
                address(0x3000),
                address(0x7fc00000),
                registers("eip", 0x7fc00000, "eax", 0x36d76289, "ebx", 0x1000)))
        .segments(
            List.of(
                segment(SegmentRole.BOOT_PARAMS, 0x1000, 0x2000, 528),
                segment(SegmentRole.STUB, 0x2000, 0x3000, 260),
                segment(SegmentRole.PURGATORY, 0x3000, 0x7000, 12352),
                segment(SegmentRole.MODULE, 0x100000, 0xe89000, 14190528),
                segment(SegmentRole.MODULE, 0xe89000, 0x3489000, 0x2600000),
                segment(SegmentRole.KERNEL, 0x7fc00000, 0x7ffa7000, 2562336)))
        .memory(pc())
        .build();
  }

  private static Plan oneSegment() {
    return x86Default().toBuilder()
        .segments(List.of(segment(SegmentRole.KERNEL, 0x1000000, 0x1001000, 4096)))
        .entry(new EntryState(address(0x1000000), address(0x1000000), Map.of()))
        .build();
  }

  private static Plan tinyNeighbours(int count) {
    List<Segment> segments = new ArrayList<>(x86Default().segments());
    for (int i = 0; i < count; i++) {
      long start = 0x20000000 + i * 4096L;
      segments.add(segment(SegmentRole.MODULE, start, start + 4096, i));
    }
    return x86Default().toBuilder().segments(segments).build();
  }

  private static Plan everywhere() {
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      long start = 0x1000 + i * 0x1ff0000L;
      SegmentRole role = ROLES.get(i % ROLES.size());
      segments.add(segment(role, start, start + 4096, 100));
      segments.add(segment(role, start + 0x5000, start + 0x6000, 100));
    }
    return x86Default().toBuilder().segments(segments).build();
  }

  private static Plan large() {
    return x86Default().toBuilder()
        .memory(
            MemoryMap.of(
                List.of(
                    region(0, 0x9fc00, MemoryType.RAM),
                    region(0x100000, 0x80000000L, MemoryType.RAM),
                    region(0x100000000L, 24 * TIB, MemoryType.RAM),
                    region(24 * TIB, 30 * TIB, MemoryType.PMEM))))
        .build();
  }

  private static Plan high() {
    long base = 1L << 63;
    List<Segment> segments = new ArrayList<>();
    for (Segment each : x86Default().segments()) {
      long start = each.memory().start().value() + base;
      segments.add(segment(each.role(), start, start + each.memory().size(), each.data().size()));
    }
    segments.add(segment(SegmentRole.BACKUP, -0x3000, -0x2000, 0));
    return x86Default().toBuilder()
        .segments(segments)
        .memory(MemoryMap.of(List.of(region(base, base + 0x100000000L, MemoryType.RAM))))
        .build();
  }

  private static Plan whole() {
    return x86Default().toBuilder()
        .memory(MemoryMap.of(List.of(region(0, -1, MemoryType.RAM))))
        .build();
  }

  private static Plan overlapping() {
    List<Segment> segments = new ArrayList<>(x86Default().segments());
    segments.add(segment(SegmentRole.INITRD, 0x1000000, 0x2000000, 0x1000000));
    segments.add(segment(SegmentRole.DTB, 0x2000, 0x7000, 0x1000));
    segments.add(segment(SegmentRole.BACKUP, 0x5000, 0x5000, 0));
    return x86Default().toBuilder()
        .segments(segments)
        .findings(
            List.of(
                Finding.error("segment-overlap", "two segments overlap " + HOSTILE, HOSTILE),
                Finding.info("note", "x".repeat(9000))))
        .build();
  }

  private static Plan checkerboard() {
    List<MemoryRegion> regions = new ArrayList<>();
    List<Range<MachineAddress>> held = new ArrayList<>();
    List<Range<MachineAddress>> lent = new ArrayList<>();
    for (long i = 0; i < 4000; i++) {
      MemoryType type = i % 2 == 0 ? MemoryType.RAM : new MemoryType((int) i);
      regions.add(region(i << 21, (i + 1) << 21, type));
      if (i % 6 == 0) {
        held.add(Range.machine(i << 21, (i << 21) + 0x3000));
      }
      if (i % 200 == 100) {
        lent.add(Range.machine(i << 21, (i << 21) + 0x100000));
      }
    }
    MemoryMap map = MemoryMap.of(regions);
    return x86Default().toBuilder()
        .memory(map.withHeld(RangeSet.of(held)).withCrashCma(RangeSet.of(lent)))
        .build();
  }

  private static Plan longTexts(String commandLine, String path) {
    String name = path.replace("\0", "").replace("/", "_/");
    return linux(new EntryState(address(0x4000), address(0x1000200), registers("r".repeat(40), -1)))
        .machine(commandLine.substring(0, Math.min(200, commandLine.length())))
        .kernel(
            FileName.path(ByteText.of(name.getBytes(StandardCharsets.UTF_8))),
            -1,
            new KernelFacts(
                commandLine, Architecture.X86_64, Optional.of(commandLine), 2047, Map.of()))
        .segments(x86Default().segments())
        .commandLine(commandLine)
        .findings(List.of(Finding.warning("odd", commandLine, path)))
        .build();
  }

  private static Plan.Builder linux(EntryState entry) {
    KernelFacts facts =
        new KernelFacts(
            "bzImage",
            Architecture.X86_64,
            Optional.of(
                "6.1.0-57-cloud-amd64 (debian-kernel@lists.debian.org) #1 SMP PREEMPT_DYNAMIC"
                    + " Debian 6.1.192-3 (2026-11-26)"),
            2047,
            Map.of());
    return Plan.builder()
        .machine("linux")
        .firmware("efi")
        .methods(List.of(LoadMethod.SEGMENTS))
        .entryCheck(EntryCheck.HALT)
        .kernel(Path.of("/boot/vmlinuz-6.1.0-57-cloud-amd64"), 14190528, facts)
        .entry(entry)
        .memory(pc());
  }

  static MachineAddress address(long value) {
    return new MachineAddress(value);
  }

  static Map<String, Long> registers(Object... namesAndValues) {
    Map<String, Long> registers = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      registers.put((String) namesAndValues[i], ((Number) namesAndValues[i + 1]).longValue());
    }
    return registers;
  }

  public static Segment segment(SegmentRole role, long start, long end, long content) {
    return new Segment(
        role,
        Range.machine(start, end),
        SegmentData.zeros(content),
        new Digest("0123456789abcdef".repeat(4)));
  }
}
