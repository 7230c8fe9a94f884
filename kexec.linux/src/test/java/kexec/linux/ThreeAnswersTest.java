package kexec.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Stream;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Three answers from one listing: where a segment may be placed, what belongs in a dump, and what
 * is passed to the next kernel. The expected ranges were computed by hand.
 */
class ThreeAnswersTest {

  private static final long GIB = 1L << 30;

  static Stream<Arguments> listings() {
    return Stream.of(
        answers(
            "page tables of arm64 are dumped, and nothing may lie there",
            """
            40000000-bfffffff : System RAM
              40210000-413fffff : Kernel code
              41400000-418fffff : reserved
              b0000000-bfffffff : reserved
            """,
            "40000000-41400000 41900000-b0000000",
            "40000000-c0000000",
            "40000000-41400000=ram 41400000-41900000=reserved 41900000-b0000000=ram"
                + " b0000000-c0000000=reserved"),
        answers(
            "the same with capitals, as on a PC",
            """
            00100000-3fffffff : System RAM
              01000000-01ffffff : Kernel code
              02000000-02000fff : Reserved
            """,
            "100000-2000000 2001000-40000000",
            "100000-40000000",
            "100000-2000000=ram 2000000-2001000=reserved 2001000-40000000=ram"),
        answers(
            "what is reserved outside of RAM is nobody's",
            """
            00000000-00000fff : Reserved
            00001000-0009ffff : System RAM
            000a0000-000fffff : Reserved
            """,
            "1000-a0000",
            "1000-a0000",
            "0-1000=reserved 1000-a0000=ram a0000-100000=reserved"),
        answers(
            "an aperture hides the RAM below it",
            """
            00100000-7fffffff : System RAM
              01000000-01ffffff : Kernel code
              20000000-23ffffff : GART
            """,
            "100000-20000000 24000000-80000000",
            "100000-20000000 24000000-80000000",
            "100000-80000000=ram"),
        answers(
            "a driver's zone in RAM stays as it is, and is dumped",
            """
            00100000-7fffffff : System RAM
              10000000-100fffff : ramoops:dump(0/3)
                10000000-1000ffff : a part: of it
            """,
            "100000-10000000 10100000-80000000",
            "100000-80000000",
            "100000-80000000=ram"),
        answers(
            "persistent memory that is used as RAM",
            """
            00100000-3fffffff : System RAM
            100000000-1ffffffff : Persistent Memory
              100000000-107ffffff : namespace0.0
              110000000-1ffffffff : dax0.0
                110000000-1ffffffff : System RAM (kmem)
            """,
            "100000-40000000",
            "100000-40000000 110000000-200000000",
            "100000-40000000=ram 100000000-200000000=pmem"),
        answers(
            "persistent memory as firmware told of it before ACPI 6",
            """
            00100000-3fffffff : System RAM
            100000000-1ffffffff : Persistent Memory (legacy)
              100000000-1ffffffff : namespace0.0
            """,
            "100000-40000000",
            "100000-40000000",
            "100000-40000000=ram 100000000-200000000=pram"),
        answers(
            "memory of a hypervisor that may take it back",
            """
            00100000-3fffffff : System RAM
            140000000-33fffffff : virtio0
              140000000-17fffffff : System RAM (virtio_mem)
              1c0000000-1ffffffff : System RAM (virtio_mem)
            """,
            "100000-40000000",
            "100000-40000000 140000000-180000000 1c0000000-200000000",
            "100000-40000000=ram"),
        answers(
            "memory of a driver at the top level",
            """
            00100000-3fffffff : System RAM
            140000000-17fffffff : System RAM (virtio_mem)
            """,
            "100000-40000000",
            "100000-40000000 140000000-180000000",
            "100000-40000000=ram"),
        answers(
            "CXL memory, four levels down",
            """
            00100000-3fffffff : System RAM
            440000000-53fffffff : CXL Window 0
              440000000-53fffffff : region0
                440000000-53fffffff : dax1.0
                  440000000-53fffffff : System RAM (kmem)
            540000000-63fffffff : CXL Window 1
              540000000-63fffffff : region1
            """,
            "100000-40000000",
            "100000-40000000 440000000-540000000",
            "100000-40000000=ram"),
        answers(
            "soft-reserved memory, once used as RAM and once not",
            """
            00100000-3fffffff : System RAM
            540000000-63fffffff : Soft Reserved
              540000000-5bfffffff : dax2.0
                540000000-5bfffffff : System RAM (kmem)
            640000000-6bfffffff : Soft Reserved
            """,
            "100000-40000000",
            "100000-40000000 540000000-5c0000000",
            "100000-40000000=ram 540000000-6c0000000=soft-reserved"),
        answers(
            "RAM of a driver as kernels before 5.10 named it",
            """
            00100000-3fffffff : System RAM
            100000000-1ffffffff : Persistent Memory
              100000000-1ffffffff : dax0.0
                100000000-1ffffffff : System RAM
            """,
            "100000-40000000",
            "100000-40000000 100000000-200000000",
            "100000-40000000=ram 100000000-200000000=pmem"),
        answers(
            "a type that the kernel does not know is nobody's to use, and no hole",
            """
            00100000-3fffffff : System RAM
            40000000-4fffffff : Unknown E820 type
            """,
            "100000-40000000",
            "100000-40000000",
            "100000-40000000=ram 40000000-50000000=reserved"),
        answers(
            "tables and broken memory within RAM are not dumped",
            """
            00100000-3fffffff : System RAM
              10000000-10000fff : ACPI Tables
              20000000-20000fff : Unusable memory
              30000000-30000fff : ACPI Non-volatile Storage
            """,
            "100000-10000000 10001000-20000000 20001000-30000000 30001000-40000000",
            "100000-10000000 10001000-20000000 20001000-30000000 30001000-40000000",
            "100000-10000000=ram 10000000-10001000=acpi 10001000-20000000=ram"
                + " 20000000-20001000=unusable 20001000-30000000=ram 30000000-30001000=nvs"
                + " 30001000-40000000=ram"),
        answers(
            "only the boot aliases count where there are some",
            """
            80000000-9fffffff : System RAM (boot alias)
              90000000-93ffffff : Crash kernel (boot alias)
            800000000-81fffffff : System RAM
              810000000-813ffffff : Crash kernel
            """,
            "80000000-90000000 94000000-a0000000",
            "80000000-90000000 94000000-a0000000",
            "80000000-a0000000=ram"),
        answers(
            "what is kept for a crash kernel is neither",
            """
            00100000-3fffffff : System RAM
              02000000-02ffffff : Crash kernel
              10000000-17ffffff : Crash kernel
            """,
            "100000-2000000 3000000-10000000 18000000-40000000",
            "100000-2000000 3000000-10000000 18000000-40000000",
            "100000-40000000=ram"));
  }

  private static Arguments answers(
      String name, String text, String usable, String dumped, String told) {
    return Arguments.of(name, text, usable, dumped, told);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("listings")
  void answersAre(String name, String text, String usable, String dumped, String told)
      throws Exception {
    MemoryMap map = MemoryMapText.parse(name, text);

    assertThat(brief(map.usable())).as("where a segment may lie").isEqualTo(usable);
    assertThat(brief(map.dumped())).as("what is dumped").isEqualTo(dumped);
    assertThat(told(map)).as("what the next kernel is told").isEqualTo(told);
  }

  /** 1.75 + 1 + 7.75 + 0.25 + 4 + 4 + 2 GiB, and the memory below 1 MiB less what lies there. */
  @Test
  void aMachineWhoseMemoryCameFromFivePlaces() throws Exception {
    MemoryMap map = MemoryMapText.parse("x", SampleTexts.resource("hotplug.iomem"));

    assertThat(brief(map.dumped()))
        .isEqualTo(
            "1000-a0000 100000-30000000 40000000-80000000 100000000-140000000"
                + " 150000000-350000000 440000000-6c0000000");
    assertThat(map.dumped().size()).isEqualTo(20 * GIB + GIB / 4 * 3 - 0x100000 + 0x9f000);
    assertThat(map.kernelRam().size()).isEqualTo(21 * GIB - 0x100000 + 0x9f000);
    assertThat(brief(map.usable()))
        .isEqualTo(
            "1000-a0000 100000-30000000 40000000-80000000 100000000-140000000"
                + " 640000000-6c0000000");
    assertThat(told(map))
        .isEqualTo(
            "0-1000=reserved 1000-a0000=ram a0000-100000=reserved 100000-80000000=ram"
                + " 100000000-140000000=ram 140000000-340000000=pmem"
                + " 540000000-640000000=soft-reserved 640000000-6c0000000=ram");
  }

  @Test
  void bothKindsOfPersistentMemoryKeepTheirNumbers() throws Exception {
    MemoryMap map = MemoryMapText.parse("x", SampleTexts.resource("persistent.iomem"));

    assertThat(map.regions().stream().map(region -> region.type().number()).toList())
        .isEqualTo(List.of(2, 1, 2, 2, 1, 2, 12, 7));
  }

  private static String told(MemoryMap map) {
    StringJoiner all = new StringJoiner(" ");
    map.regions().forEach(region -> all.add(brief(region.range()) + "=" + region.type().label()));
    return all.toString();
  }

  private static String brief(RangeSet<MachineAddress> set) {
    StringJoiner all = new StringJoiner(" ");
    set.ranges().forEach(range -> all.add(brief(range)));
    return all.toString();
  }

  private static String brief(Range<MachineAddress> range) {
    return "%x-%x".formatted(range.start().value(), range.end().value());
  }
}
