package kexec.receiver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.EntryState;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.MappedFile;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.receiver.host.KexecArchitecture;

/** Plans of files that look like kernels to a fake one. */
public final class LinuxPlans {

  public static final int KERNEL_BYTES = 0x13457;
  private static final int SETUP_BYTES = 0x2000;

  private final Path directory;
  private final KexecArchitecture architecture;

  public LinuxPlans(Path directory) {
    this(directory, KexecArchitecture.X86_64);
  }

  public LinuxPlans(Path directory, KexecArchitecture architecture) {
    this.directory = directory;
    this.architecture = architecture;
  }

  public static long base(Slot slot) {
    return slot == Slot.DEFAULT ? 0x1000000 : FakeTree.CRASH_START;
  }

  public Plan plan(Slot slot, int variant, LoadMethod... methods) throws Exception {
    return plan(slot, variant, initrd("initrd" + variant, variant), methods);
  }

  /** The initial RAM disk has the lowest address. */
  public Plan plan(Slot slot, int variant, SegmentData initrd, LoadMethod... methods)
      throws Exception {
    Path kernel = kernel(variant);
    MappedFile mapped = MappedFile.open(kernel);
    long base = base(slot);
    List<Segment> segments = new ArrayList<>();
    if (initrd.size() > 0) {
      segments.add(segment(SegmentRole.INITRD, base, initrd.size(), initrd));
    }
    long size = KERNEL_BYTES - SETUP_BYTES;
    segments.add(
        segment(
            SegmentRole.KERNEL,
            base + 0x1000000,
            0x20000,
            SegmentData.ofFile(mapped, SETUP_BYTES, size)));
    segments.add(
        segment(
            SegmentRole.BOOT_PARAMS,
            base + 0x1100000,
            0x2000,
            SegmentData.ofBytes(bytes(variant, 0x1800))));
    segments.add(segment(SegmentRole.BACKUP, base + 0x1102000, 0x4000, SegmentData.zeros(0x4000)));
    MachineAddress entry = new MachineAddress(base + 0x1000200);
    return Plan.builder()
        .slot(slot)
        .machine("linux")
        .kernel(
            kernel,
            KERNEL_BYTES,
            new KernelFacts(
                architecture.fileFormat().orElse("zImage"),
                architecture.architecture(),
                Optional.empty(),
                architecture.commandLineSize() - 1,
                Map.of()))
        .commandLine(slot == Slot.CRASH ? "quiet elfcorehdr=0x17fff000" : "quiet")
        .entry(new EntryState(entry, entry, Map.of()))
        .methods(methods.length == 0 ? List.of(LoadMethod.SEGMENTS) : List.of(methods))
        .segments(segments)
        .build();
  }

  public static Segment segment(SegmentRole role, long start, long size, SegmentData data)
      throws KexecException {
    long end = start + (size + 4095 & -4096);
    return new Segment(role, Range.machine(start, end), data, data.digest());
  }

  private Path kernel(int variant) throws IOException {
    byte[] bytes = bytes(variant + 2000, KERNEL_BYTES);
    // What the kernels of both architectures with files look for.
    System.arraycopy("HdrS".getBytes(StandardCharsets.US_ASCII), 0, bytes, 0x202, 4);
    System.arraycopy("ARMd".getBytes(StandardCharsets.US_ASCII), 0, bytes, 56, 4);
    return Files.write(directory.resolve("vmlinuz" + variant), bytes);
  }

  public SegmentData initrd(String name, int variant) throws Exception {
    return file(name, bytes(variant + 1000, 0x5123)).data();
  }

  public MappedFile file(String name, byte[] content) throws Exception {
    return MappedFile.open(Files.write(directory.resolve(name), content));
  }

  public static byte[] bytes(int seed, int count) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  public static byte[] contentOf(SegmentData data) {
    byte[] bytes = new byte[Math.toIntExact(data.size())];
    data.buffer(0, bytes.length).get(bytes);
    return bytes;
  }
}
