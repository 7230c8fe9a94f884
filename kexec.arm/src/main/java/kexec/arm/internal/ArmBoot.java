package kexec.arm.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.boot.BootRequest;
import kexec.api.boot.ImageBuilder;
import kexec.api.boot.ImageBuilder.Place;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.machine.PlatformData;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.EntryState;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.base.fdt.ChosenEdit;
import kexec.base.fdt.DeviceTree;
import kexec.base.fdt.DeviceTreeWriter;
import kexec.base.kernel.Align;
import kexec.base.kernel.CommandLine;
import kexec.base.kernel.RamDisk;
import kexec.base.purgatory.Purgatory;
import org.jspecify.annotations.Nullable;

/**
 * Builds the images of kernels that are given a device tree (Linux,
 * Documentation/arch/arm64/booting.rst and Documentation/arch/arm/booting.rst).
 */
final class ArmBoot {

  /** A device tree does not cross a multiple of this (booting.rst for arm64, section 2). */
  private static final long TREE_MAX = 2L << 20;

  /** Linux maps and reads a crash kernel's memory on 32-bit ARM in units of this. */
  private static final long SECTION = 1L << 20;

  /** The machine number of a kernel with a device tree, which no machine has. */
  private static final long DEVICE_TREE_MACHINE = 0xffffffffL;

  /** Builds the image. */
  void build(ArmKernel kernel, BootRequest request, ImageBuilder image) throws KexecException {
    CommandLine asked = new CommandLine(request.commandLine());
    asked.checkRequest(request).forEach(image::add);
    BaseTree base;
    try {
      base = BaseTree.of(kernel, request);
    } catch (KexecException e) {
      image.add(finding(e.fault()));
      return;
    }
    Optional<Range<MachineAddress>> header = image.coreHeader(RangeSet.empty());
    Optional<ChosenEdit.Crash> crash = header.map(at -> crash(kernel, at, request.memory()));
    if (crash.isPresent() && !request.memory().crashCma().isEmpty()) {
      image.add(
          Finding.warning(
              "crash-cma-not-used",
              "the memory of crashkernel=SIZE,cma is not given to a crash kernel with a device tree,"
                  + " and the dump leaves it out",
              "Reserve more with crashkernel= instead."));
    }
    CommandLine line = commandLine(kernel, asked, crash);
    line.check(kernel.commandLineLimit()).forEach(image::add);
    image.commandLine(line.text());
    if (line.text().indexOf('\0') >= 0) {
      // No tree can contain it.
      return;
    }

    Place place = image.place(usable(kernel.request(), kernel, crash));
    place.fill(kernel.data());
    Range<MachineAddress> initrd = initrd(kernel, request, place, crash, image);
    // A plan for another machine is the same each time, and its kernel has no random addresses.
    Optional<ByteBuffer> seeds = request.platform().item(PlatformData.RANDOM).map(ByteBuffer::wrap);
    ChosenEdit edit =
        new ChosenEdit(
            kernel.architecture(), line.text(), Optional.ofNullable(initrd), seeds, crash);
    byte[] tree;
    try {
      DeviceTree edited = edit.apply(base.source(), base.tree(), Optional.empty());
      tree = DeviceTreeWriter.write(edited);
    } catch (KexecException e) {
      image.add(finding(e.fault()));
      return;
    }
    if (tree.length > TREE_MAX) {
      image.add(
          Finding.error(
              "device-tree-too-long",
              "the device tree for the next kernel has 0x%x bytes, more than 0x%x"
                  .formatted(tree.length, TREE_MAX),
              "Name a smaller device tree with --dtb=FILE."));
    }
    Place blob =
        image.place(
            usable(
                kernel
                    .reach()
                    .request(SegmentRole.DTB, tree.length, place.memory())
                    // A power of two that it fits into does not cross a larger one.
                    .aligned(Long.highestOneBit(2L * tree.length - 1), 0),
                kernel,
                crash));
    blob.fill(SegmentData.ofBytes(tree));
    enter(
        kernel,
        request,
        image,
        place.start().plus(kernel.entryOffset()),
        blob.start(),
        options(base, line, request));
  }

  private static ArmPurgatoryOptions options(BaseTree base, CommandLine line, BootRequest request) {
    return ArmPurgatoryOptions.of(
        line.text(), base.console(), base.firmwareCall(), request.entryCheck());
  }

  private static Finding finding(Fault fault) {
    return Finding.error(fault.code(), fault.cause(), fault.cure());
  }

  /**
   * A 32-bit kernel maps all memory that it may use as RAM, and does not read the core header
   * through such a map: the header lies outside. An arm64 kernel reserves it.
   */
  private static ChosenEdit.Crash crash(
      ArmKernel kernel, Range<MachineAddress> header, MemoryMap memory) {
    List<Range<MachineAddress>> usable = new ArrayList<>();
    memory
        .crashRegion()
        .ifPresent(region -> usable.add(is64Bit(kernel) ? region : below(region, header)));
    memory.crashLow().ifPresent(usable::add);
    // Without a crash region there is an error already, and nothing is loaded.
    return new ChosenEdit.Crash(header, usable.isEmpty() ? List.of(header) : usable);
  }

  private static Range<MachineAddress> below(
      Range<MachineAddress> region, Range<MachineAddress> header) {
    long end = Align.down(header.start().value(), SECTION);
    return Long.compareUnsigned(end, region.start().value()) > 0
        ? Range.machine(region.start().value(), end)
        : region;
  }

  /** Keeps what a 32-bit crash kernel uses within the memory that it may use. */
  private static SegmentRequest usable(
      SegmentRequest wanted, ArmKernel kernel, Optional<ChosenEdit.Crash> crash) {
    if (is64Bit(kernel) || crash.isEmpty()) {
      return wanted;
    }
    return wanted
        .within()
        .intersect(crash.get().usable().get(0))
        .map(
            within ->
                new SegmentRequest(
                    wanted.name(),
                    wanted.role(),
                    wanted.size(),
                    wanted.alignment(),
                    wanted.offset(),
                    within,
                    wanted.direction(),
                    wanted.preferred(),
                    wanted.rule()))
        .orElse(wanted);
  }

  private static boolean is64Bit(ArmKernel kernel) {
    return kernel.architecture().is64Bit();
  }

  /**
   * 32-bit kernels before Linux 5.15 read the place of the core header, and their memory, from the
   * command line only.
   */
  private static CommandLine commandLine(
      ArmKernel kernel, CommandLine asked, Optional<ChosenEdit.Crash> crash) {
    if (crash.isEmpty()) {
      return asked;
    }
    if (is64Bit(kernel)) {
      return asked.withoutCoreHeader();
    }
    return asked
        .withCoreHeader(crash.get().coreHeader().start())
        .withMemory(crash.get().usable().get(0));
  }

  private static @Nullable Range<MachineAddress> initrd(
      ArmKernel kernel,
      BootRequest request,
      Place place,
      Optional<ChosenEdit.Crash> crash,
      ImageBuilder image) {
    if (request.initrds().isEmpty()) {
      return null;
    }
    SegmentData data = RamDisk.joined(request.initrds());
    if (!is64Bit(kernel) && beginsAsTree(data)) {
      image.add(
          Finding.error(
              "initrd-is-device-tree",
              "the initrd begins with 0x%x, by which Linux finds the device tree among the segments, and might take it for that"
                  .formatted(BaseTree.MAGIC),
              "Name a device tree with --dtb=FILE, and an initrd that begins with another file."));
    }
    Place initrd =
        image.place(
            usable(
                kernel.reach().request(SegmentRole.INITRD, data.size(), place.memory()),
                kernel,
                crash));
    initrd.fill(data);
    return Range.ofSize(initrd.start(), data.size());
  }

  private static boolean beginsAsTree(SegmentData data) {
    return data.size() >= Integer.BYTES && data.buffer(0, Integer.BYTES).getInt() == BaseTree.MAGIC;
  }

  /** Linux itself sets the registers of a 32-bit kernel, which therefore needs no stub. */
  private static void enter(
      ArmKernel kernel,
      BootRequest request,
      ImageBuilder image,
      MachineAddress first,
      MachineAddress tree,
      ArmPurgatoryOptions options) {
    Map<String, Long> registers = new LinkedHashMap<>();
    MachineAddress entry = first;
    if (is64Bit(kernel)) {
      registers.put("x0", tree.value());
      registers.put("x1", 0L);
      registers.put("x2", 0L);
      registers.put("x3", 0L);
      EntryStub64 stub = EntryStub64.load();
      Place code = image.place(anywhere(SegmentRole.STUB, stub.size(), kernel));
      code.fill(SegmentData.ofBytes(stub.with(first, tree)));
      entry = code.start();
    } else {
      registers.put("r0", 0L);
      registers.put("r1", DEVICE_TREE_MACHINE);
      registers.put("r2", tree.value());
    }
    if (request.entryCheck() != EntryCheck.NONE) {
      Purgatory purgatory = Purgatory.load(ArmBoot.class, purgatory(kernel));
      Place check = image.place(anywhere(SegmentRole.PURGATORY, purgatory.size(), kernel));
      MachineAddress next = entry;
      check.seal(digested -> SegmentData.ofBytes(purgatory.with(digested, next, options)));
      entry = check.start();
    }
    image.entry(new EntryState(entry, first, registers));
  }

  private static String purgatory(ArmKernel kernel) {
    return is64Bit(kernel) ? ArmPurgatoryOptions.RESOURCE64 : ArmPurgatoryOptions.RESOURCE32;
  }

  private static SegmentRequest anywhere(SegmentRole role, long size, ArmKernel kernel) {
    long end = is64Bit(kernel) ? ArmKernel.PHYSICAL_LIMIT : ArmKernel.FOUR_GIB;
    return new SegmentRequest(
        role,
        size,
        Range.machine(0, end),
        new SegmentRequest.Rule("the processor reaches nothing beyond before the kernel runs", ""));
  }
}
