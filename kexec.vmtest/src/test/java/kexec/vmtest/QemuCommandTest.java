package kexec.vmtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QemuCommandTest {

  private static final GuestImages IMAGES = new GuestImages(Path.of("/b"), Path.of("/p"));

  @Test
  void plainGuest() {
    assertThat(command(new GuestBuilder("x", Path.of("/k"))))
        .containsSequence("timeout", "-s", "KILL", "330", "qemu-system-x86_64")
        .containsSequence("-accel", "tcg,thread=multi", "-machine", "q35", "-cpu", "max,cx16=off")
        .containsSequence("-m", "512M", "-smp", "1")
        .containsSequence(
            "-kernel", "/k", "-append", "console=ttyS0 panic=-1 no_timer_check cryptomgr.notests")
        .containsSequence("-chardev", "socket,id=kernel,path=/s/kernel", "-serial")
        .containsSequence("-chardev", "socket,id=script,path=/s/script", "-serial")
        .containsSequence("-monitor", "unix:/s/monitor,server=on,wait=off")
        .contains("-no-reboot")
        .doesNotContain("-gdb", "-initrd", "-device");
  }

  @Test
  void armMachineHasItsSecondPortOnACard() {
    GuestBuilder guest =
        new GuestBuilder("x", Path.of("/k"))
            .machine(GuestMachine.ARM64.cpu("max").property("virtualization=on"))
            .append("quiet");
    assertThat(command(guest))
        .containsSequence("qemu-system-aarch64", "-accel", "tcg,thread=multi")
        .containsSequence("-machine", "virt,virtualization=on", "-cpu", "max")
        .containsSequence("-append", "console=ttyAMA0 panic=-1 quiet")
        .containsSequence("-serial", "chardev:kernel")
        .containsSequence("-device", "pci-serial,chardev=script")
        .doesNotContain("chardev:script");
  }

  @Test
  void everythingThatCanBeAsked() {
    GuestBuilder guest =
        new GuestBuilder("x", Path.of("/k"))
            .mebibytes(1024)
            .cpus(4)
            .initrd(Path.of("/i"))
            .append("run=a.sh", "quiet")
            .drive(new Drive("data", Path.of("/a,b"), true))
            .drive(IMAGES.baseDrive())
            .firmware(Firmware.OVMF)
            .gdb()
            .options("-device", "edu")
            .limit(Duration.ofMinutes(1));
    assertThat(command(guest))
        .containsSequence("KILL", "90")
        .containsSequence("-m", "1024M", "-smp", "4")
        .containsSequence(
            "-drive", "if=pflash,format=raw,file=/b/OVMF_CODE.fd,readonly=on", "-drive")
        .contains("if=pflash,format=raw,file=/v")
        .containsSequence(
            "-initrd",
            "/i",
            "-append",
            "console=ttyS0 panic=-1 no_timer_check cryptomgr.notests run=a.sh quiet")
        .containsSequence("-drive", "if=none,format=raw,id=disk-data,file=/a,,b", "-device")
        .contains("if=none,format=raw,id=disk-base,file=/b/base.img,readonly=on")
        .contains("nvme,drive=disk-base,serial=base")
        .containsSequence("-gdb", "unix:path=/s/gdb,server=on,wait=off")
        .endsWith("-device", "edu");
  }

  @Test
  void secureBootStartsNothingButWhatLiesOnADisk() {
    GuestBuilder guest =
        new GuestBuilder("x", Path.of("/k"))
            .initrd(Path.of("/i"))
            .firmware(Firmware.SECURE_BOOT)
            .drive(IMAGES.baseDrive());
    assertThat(command(guest))
        .containsSequence("-machine", "smm=on")
        .containsSequence("-global", "driver=cfi.pflash01,property=secure,value=on")
        .containsSubsequence(
            "if=pflash,format=raw,file=/b/OVMF_CODE.secure.fd,readonly=on",
            "if=pflash,format=raw,file=/v",
            "if=none,format=raw,id=boot,readonly=on,file=fat:/s/boot",
            "nvme,drive=boot,serial=boot,bootindex=0",
            "nvme,drive=disk-base,serial=base")
        .doesNotContain("-kernel", "-initrd", "-append");
  }

  @Test
  void secureBootUnderXen() {
    GuestBuilder guest =
        new GuestBuilder("x", Path.of("/k")).under(Path.of("/xen")).firmware(Firmware.SECURE_BOOT);
    assertThatIllegalArgumentException().isThrownBy(guest::build).withMessageContaining("/xen");
  }

  @Test
  void xenTakesKernelAndInitrdAsModules() {
    GuestBuilder guest =
        new GuestBuilder("x", Path.of("/k,1"))
            .initrd(Path.of("/i,2"))
            .append("crashkernel=64M,high")
            .under(Path.of("/xen"))
            .xen("dom0_mem=768M,max:768M");
    assertThat(command(guest))
        .containsSequence("-cpu", "max,smap=off")
        .containsSequence("-kernel", "/xen", "-append")
        .containsSequence(
            "-append",
            "console=com1 com1=115200,8n1 dom0_mem=768M,max:768M",
            "-initrd",
            "/k,,1 console=hvc0 panic=-1 no_timer_check cryptomgr.notests crashkernel=64M,,high,/i,,2");
  }

  @Test
  void xenWithoutAnInitrd() {
    GuestBuilder guest = new GuestBuilder("x", Path.of("/k")).under(Path.of("/xen"));
    assertThat(command(guest))
        .containsSequence("-initrd", "/k console=hvc0 panic=-1 no_timer_check cryptomgr.notests");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a b", "/a"})
  void pathsThatQemuWouldCutForXen(String kernel) {
    GuestBuilder guest =
        new GuestBuilder("x", Path.of(kernel)).initrd(Path.of("/c d")).under(Path.of("/xen"));
    assertThatIllegalArgumentException()
        .isThrownBy(guest::build)
        .withMessageContaining(kernel)
        .withMessageContaining("/c d");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Upper", "a/b", "a b", "-a"})
  void nameThatIsNoDirectory(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GuestBuilder(name, Path.of("/k")).build())
        .withMessageContaining("'" + name + "'");
  }

  @Test
  void machineWithoutMemoryOrProcessors() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GuestBuilder("x", Path.of("/k")).mebibytes(0).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GuestBuilder("x", Path.of("/k")).cpus(-1).build());
  }

  @Test
  void serialNumberThatWouldEndItsOption() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Drive("a,b", Path.of("/k"), false))
        .withMessageContaining("'a,b'");
  }

  private static List<String> command(GuestBuilder guest) {
    return QemuCommand.of(guest.build(), () -> IMAGES, Path.of("/s"), Path.of("/v"));
  }
}
