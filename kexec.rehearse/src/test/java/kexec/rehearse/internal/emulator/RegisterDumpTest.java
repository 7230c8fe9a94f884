package kexec.rehearse.internal.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts are what QEMU 7.2 prints. */
class RegisterDumpTest {

  private static final String LONG_MODE =
      """

      CPU#0
      RAX=0000000000000000 RBX=0000000000000001 RCX=ffffffff82c0c940 RDX=0000000000000000
      RSI=0000000000000087 RDI=0000000000000083 RBP=ffffffff82c03e58 RSP=ffffffff82c03e40
      R8 =0000000000000001 R9 =0000000000000002 R10=0000000000000003 R11=0000000000000004
      R12=0000000000000000 R13=ffffffff82c0c940 R14=0000000000000000 R15=0000000000000000
      RIP=ffffffff81e3b60b RFL=00000246 [---Z-P-] CPL=0 II=0 A20=1 SMM=0 HLT=1
      ES =0000 0000000000000000 ffffffff 00c00000
      CS =0010 0000000000000000 ffffffff 00af9b00 DPL=0 CS64 [-RA]
      SS =0018 0000000000000000 ffffffff 00cf9300 DPL=0 DS   [-WA]
      LDT=0000 0000000000000000 ffffffff 00c00000
      TR =0040 fffffe0000003000 00004087 00008b00 DPL=0 TSS64-busy
      GDT=     fffffe0000001000 0000007f
      IDT=     fffffe0000000000 00000fff
      CR0=80050033 CR2=ffff888003601000 CR3=0000000002c0a000 CR4=000006f0
      DR0=0000000000000000 DR1=0000000000000000 DR2=0000000000000000 DR3=0000000000000000
      DR6=00000000ffff0ff0 DR7=0000000000000400
      EFER=0000000000000d01
      FCW=037f FSW=0000 [ST=0] FTW=00 MXCSR=00001f80
      FPR0=0000000000000000 0000 FPR1=0000000000000000 0000
      XMM00=0000000000000000 0000000000000000 XMM01=0000000000000000 0000000000000000
      """;

  private static final String PROTECTED_MODE =
      """

      CPU#0
      EAX=36d76289 EBX=00010000 ECX=00000000 EDX=00060fb1
      ESI=00000000 EDI=fffffff0 EBP=00000000 ESP=00001000
      EIP=00200000 EFL=00000002 [-------] CPL=0 II=0 A20=1 SMM=0 HLT=0
      ES =0010 00000000 ffffffff 00cf9300 DPL=0 DS   [-WA]
      CS =0008 00000000 ffffffff 00cf9b00 DPL=0 CS32 [-RA]
      LDT=0000 00000000 0000ffff 00008200
      GDT=     000f6180 00000037
      CR0=60000011 CR2=00000000 CR3=00000000 CR4=00000000
      EFER=0000000000000000
      """;

  private static final String ARM64 =
      """

      CPU#0
       PC=ffffffc00800f3a8 X00=0000000000000001 X01=0000000000000002
      X02=0000000000000000 X03=0000000000000000 X04=0000000000000000
      X29=ffffffc0094b3d60 X30=ffffffc00800f3a4  SP=ffffffc0094b3d60
      PSTATE=400003c5 -Z-- EL1h  SVCR=00000000 --  BTYPE=0    FPU disabled
      """;

  private static final String ARM =
      """

      CPU#0
      R00=00000000 R01=ffffffff R02=41000000 R03=00000003
      R12=0000000c R13=c1001f60 R14=c010a1b4 R15=c010a1b8
      PSR=60000093 -ZC- A NS svc32
      s00=00000000 s01=00000000 d00=0000000000000000
      """;

  @Test
  void longMode() {
    RegisterDump seen = RegisterDump.parse(LONG_MODE);
    assertThat(seen.instruction()).isEqualTo(0xffffffff81e3b60bL);
    assertThat(seen.values())
        .containsAllEntriesOf(
            Map.of(
                "rbx", 1L,
                "rcx", 0xffffffff82c0c940L,
                "rsp", 0xffffffff82c03e40L,
                "r8", 1L,
                "r11", 4L,
                "rflags", 0x246L,
                "cr0", 0x80050033L,
                "cr3", 0x2c0a000L,
                "efer", 0xd01L))
        .doesNotContainKeys("cs", "gdt", "idt", "ldt", "dr0", "dr7", "fpr0", "xmm00", "mxcsr");
    assertThat(seen.isUserMode()).isFalse();
    assertThat(seen.isHalted()).isTrue();
    assertThat(seen.isHaltedForGood()).isFalse();
  }

  @Test
  void protectedMode() {
    RegisterDump seen = RegisterDump.parse(PROTECTED_MODE);
    assertThat(seen.instruction()).isEqualTo(0x200000);
    assertThat(seen.values())
        .containsAllEntriesOf(
            Map.of("eax", 0x36d76289L, "edi", 0xfffffff0L, "eflags", 2L, "cr0", 0x60000011L));
    assertThat(seen.isUserMode()).isFalse();
    assertThat(seen.isHalted()).isFalse();
  }

  @Test
  void arm64() {
    RegisterDump seen = RegisterDump.parse(ARM64);
    assertThat(seen.instruction()).isEqualTo(0xffffffc00800f3a8L);
    assertThat(seen.values())
        .containsAllEntriesOf(
            Map.of("x0", 1L, "x1", 2L, "x30", 0xffffffc00800f3a4L, "sp", 0xffffffc0094b3d60L))
        .doesNotContainKey("x00");
    assertThat(seen.isUserMode()).isFalse();
    assertThat(seen.isHaltedForGood()).isFalse();
  }

  @Test
  void arm() {
    RegisterDump seen = RegisterDump.parse(ARM);
    assertThat(seen.instruction()).isEqualTo(0xc010a1b8L);
    assertThat(seen.values())
        .containsAllEntriesOf(Map.of("r1", 0xffffffffL, "r2", 0x41000000L, "r12", 12L))
        .doesNotContainKeys("r01", "d00");
    assertThat(seen.isUserMode()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "RIP=00007f0012345678 RFL=00000246 [---Z-P-] CPL=3 II=0 A20=1 SMM=0 HLT=0, true",
    "RIP=00007f0012345678 RFL=00000246 [---Z-P-] CPL=1 II=0 A20=1 SMM=0 HLT=0, false",
    "PSTATE=60000000 -ZC- EL0t, true",
    "PSTATE=600003c9 -ZC- EL2h, false",
    "PSR=60000010 -ZC- A NS usr32, true",
    "PSR=60000010 -ZC- A S svc32, false",
    "'', false"
  })
  void userMode(String text, boolean user) {
    assertThat(RegisterDump.parse(text).isUserMode()).isEqualTo(user);
  }

  @ParameterizedTest
  @CsvSource({
    "RFL=00000046 HLT=1, true",
    "EFL=00000002 HLT=1, true",
    "RFL=00000246 HLT=1, false",
    "RFL=00000046 HLT=0, false",
    "HLT=1, false",
    "'', false"
  })
  void haltedForGood(String text, boolean expected) {
    assertThat(RegisterDump.parse(text).isHaltedForGood()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"''", "RIP=", "RIP=xyz", "RIP=00112233445566778899", "info registers", "CPU#0"})
  void whatIsNoRegisterIsNone(String text) {
    RegisterDump seen = RegisterDump.parse(text);
    assertThat(seen.values()).isEmpty();
    assertThat(seen.instruction()).isZero();
  }
}
