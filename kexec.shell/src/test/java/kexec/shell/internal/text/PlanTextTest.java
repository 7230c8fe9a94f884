package kexec.shell.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.shell.internal.cli.SamplePlans;
import org.junit.jupiter.api.Test;

class PlanTextTest {

  @Test
  void everythingIsShown() {
    assertThat(text(SamplePlans.plan()))
        .isEqualTo(
            """
            plan for the default slot
              machine         linux
              architecture    x86_64
              firmware        none
              handed over     segments
              entry check     none

            kernel
              file            /boot/vmlinuz
              size            4.8 KiB (5,000 bytes)
              format          bzImage
              version         6.1.0
              command line    root=/dev/sda1 ro

            segments
              role         memory                  size                       content
              boot-params  [0x90000, 0x91000)      4.0 KiB (4,096 bytes)      6 bytes
              stub         [0x91000, 0x92000)      4.0 KiB (4,096 bytes)      4 bytes
              kernel       [0x1000000, 0x1400000)  4.0 MiB (4,194,304 bytes)  12 bytes

            entry
              jump to         0x91000
              kernel entry    0x1000200
              registers       rsi=0x90000 rbx=0x0 rsp=0xffffffff81000000

            memory
              [0x0, 0x9fc00)              639.0 KiB   ram
                [0x90000, 0x91000)        4.0 KiB     · boot-params
                [0x91000, 0x92000)        4.0 KiB     · stub
              [0x9fc00, 0xa0000)          1.0 KiB     reserved
              [0x100000, 0x40000000)      1023.0 MiB  ram
                [0x1000000, 0x1400000)    4.0 MiB     · kernel
                [0x30000000, 0x38000000)  128.0 MiB   crash kernel

            findings
              warning  the kernel is old (old-kernel)
                       Take a newer one.
              info     a note (note)
            """);
  }

  @Test
  void longMapsAreShownWhereTheyHoldSomething() {
    List<MemoryRegion> regions = new ArrayList<>();
    for (long i = 0; i < 1000; i++) {
      MemoryType type = i % 2 == 0 ? MemoryType.RAM : MemoryType.RESERVED;
      regions.add(new MemoryRegion(Range.machine(i << 24, (i + 1) << 24), type));
    }
    String text = text(SamplePlans.plan().toBuilder().memory(MemoryMap.of(regions)).build());
    assertThat(text)
        .contains("and regions that hold nothing of the plan: 499 ram, 499 reserved\n")
        .contains("[0x1000000, 0x2000000)", "· kernel")
        .doesNotContain("[0x2000000, 0x3000000)");
  }

  @Test
  void everyWayToHandItOverIsShown() {
    Plan plan =
        SamplePlans.plan().toBuilder()
            .methods(List.of(LoadMethod.SEGMENTS, new LoadMethod("page-list")))
            .build();
    assertThat(text(plan)).contains("handed over     segments, else page-list\n");
  }

  private static String text(Plan plan) {
    Page page = new Page(false);
    PlanText.write(plan, page);
    return page.toString();
  }
}
