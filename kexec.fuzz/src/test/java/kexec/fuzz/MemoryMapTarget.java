package kexec.fuzz;

import static kexec.fuzz.Oracle.require;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kexec.api.fault.KexecException;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryMapListing;
import kexec.api.memory.PhysicalAddress;
import kexec.linux.Iomem;
import kexec.linux.LinuxRoot;
import kexec.linux.LinuxTexts;
import kexec.linux.firmware.FirmwareMap;
import kexec.linux.firmware.FirmwareRegion;
import kexec.receiver.memory.HostMemoryMap;

/** Memory maps as texts, by the first byte: a file, /proc/iomem, a listing, the firmware's map. */
public final class MemoryMapTarget {

  private static final int KINDS = 5;
  private static final MemoryMapTarget TARGET = new MemoryMapTarget();

  private final Scratch scratch = Scratch.create();

  private MemoryMapTarget() {
    firmware("0", "0x100000", "0x3fffffff", "System RAM");
    firmware("1", "0xf0000", "0xfffff", "Reserved");
  }

  private void firmware(String entry, String start, String end, String type) {
    String directory = "/sys/firmware/memmap/" + entry + "/";
    Map.of("start", start, "end", end, "type", type)
        .forEach((name, text) -> scratch.file(directory + name, Text.bytes(text + "\n")));
  }

  /** Reads a map. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length > 1) {
      Oracle.check(input.length, () -> TARGET.run(input));
    }
  }

  private void run(byte[] input) throws Exception {
    String text = Text.behindTheChoice(input);
    switch (Byte.toUnsignedInt(input[0]) % KINDS) {
      case 0 -> {
        Path file = scratch.file("map", Text.bytesBehindTheChoice(input));
        checkAgain(new LinuxTexts().memoryMap(file));
      }
      case 1 -> {
        Iomem iomem = Iomem.parse("the map", text);
        checkAgain(iomem.memoryMap());
        iomem.named("Crash kernel");
        iomem.bootAddress(new PhysicalAddress(0x80000000L));
      }
      case 2 -> listing(text);
      case 3 -> firmware(text);
      default -> {
        scratch.file("/proc/iomem", Text.bytesBehindTheChoice(input));
        checkAgain(new HostMemoryMap(new LinuxRoot(scratch.directory())).read());
      }
    }
  }

  private static void listing(String text) {
    MemoryMap map;
    try {
      map = MemoryMapListing.parse(text);
    } catch (IllegalArgumentException e) {
      require(e.getMessage() != null, "no reason");
      return;
    }
    checkAgain(map);
  }

  private static void firmware(String text) throws KexecException {
    List<FirmwareRegion> regions = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      String[] fields = line.split(",", 3);
      if (fields.length == 3) {
        regions.add(new FirmwareRegion("entry " + regions.size(), fields[0], fields[1], fields[2]));
      }
    }
    checkAgain(FirmwareMap.parse("the map", regions));
  }

  /** Requires that a map is the same when it is printed and read again. */
  static void checkAgain(MemoryMap map) {
    String printed = map.toString();
    if (printed.isEmpty()) {
      // Of a map without anything, which is not accepted as a listing.
      return;
    }
    MemoryMap again = MemoryMapListing.parse(printed);
    require(again.equals(map), printed + " is read as " + again);
  }

  static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    String iomem =
        """
            00000000-00000fff : Reserved
            00001000-0009fbff : System RAM
            00100000-bffdefff : System RAM
              01000000-01c02186 : Kernel code
              30000000-3fffffff : Crash kernel
              50000000-50000fff : Reserved
            bffdf000-bfffffff : ACPI Tables
            100000000-13fffffff : System RAM (kmem)
            140000000-14fffffff : Persistent Memory
              140000000-14fffffff : namespace0.0
            """;
    String log =
        """
            [    0.000000] BIOS-provided physical RAM map:
            [    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable
            [    0.000000] BIOS-e820: [mem 0x0000000000100000-0x00000000bffdefff] usable
            [    0.000000] BIOS-e820: [gap 0x00000000c0000000-0x00000000feffbfff]
            [    0.000000] BIOS-e820: [mem 0x00000000feffc000-0x00000000feffffff] reserved
            [    0.000000] crashkernel reserved: 0x30000000 - 0x40000000 (256 MB)
            [    0.000000] reserve setup_data: [mem 0x0000000000000000-0x000000000009fbff] usable
            """;
    String listing =
        "[0x0, 0x9fc00) ram; [0x9fc00, 0xa0000) reserved; [0x100000, 0xbffdf000) ram; "
            + "[0xbffdf000, 0xbffff000) acpi; [0x100000000, 0x140000000) pmem; "
            + "held [0x200000, 0x300000); kernel RAM [0x100000, 0xbffdf000); "
            + "crash kernel [0x30000000, 0x40000000); low crash memory [0x20000000, 0x21000000); "
            + "crash CMA [0x50000000, 0x51000000)";
    for (int kind : List.of(0, 1, 4)) {
      seeds.add(Text.seed(kind, iomem));
      seeds.add(Text.seed(kind, iomem.replace("System RAM", "System RAM (boot alias)")));
    }
    seeds.add(Text.seed(0, log));
    seeds.add(Text.seed(0, log.replace("[    0.000000] ", "<6>")));
    seeds.add(Text.seed(0, listing.replace("; ", "\n")));
    seeds.add(Text.seed(0, "0x100000-0x3fffffff System RAM\n0x30000000-0x37ffffff Crash kernel\n"));
    seeds.add(Text.seed(2, listing));
    seeds.add(Text.seed(2, "[0x0, 0x1000) type 20; crash kernel unknown; crash CMA unknown"));
    seeds.add(
        Text.seed(
            3, "0x0,0x9fbff,System RAM\n0x9fc00,0x9ffff,Reserved\n0xf0000,0xfffff,Unknown\n"));
    return seeds;
  }
}
