package kexec.fuzz;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kexec.api.fault.KexecException;
import kexec.api.machine.PlatformData;
import kexec.api.memory.VirtualAddress;
import kexec.api.plan.Slot;
import kexec.core.internal.host.HostProbe;
import kexec.core.internal.host.RunningKernel;
import kexec.linux.LinuxRoot;
import kexec.linux.LinuxTexts;
import kexec.linux.crash.CrashReader;
import kexec.linux.efi.EfiReader;
import kexec.linux.firmware.FirmwareReader;
import kexec.linux.host.DriverReader;
import kexec.linux.host.HandoverReader;
import kexec.linux.host.HostReader;
import kexec.linux.host.HypervisorReader;
import kexec.linux.host.KernelConfigReader;
import kexec.linux.host.MountReader;
import kexec.linux.host.WatchdogReader;
import kexec.linux.memory.MemoryReader;
import kexec.linux.platform.JumpDevices;
import kexec.linux.platform.LinuxPlatformData;
import kexec.linux.security.SecurityReader;
import kexec.linux.sys.LinuxAbi;
import kexec.linux.watch.LinuxHardware;
import kexec.receiver.host.KexecArchitecture;
import kexec.receiver.host.LinuxProbe;
import kexec.receiver.host.PolicyReader;
import kexec.shell.internal.reserve.FactsReader;

/**
 * The files of a running system. All have plausible contents except one, which the first byte
 * chooses and which has the rest as its content; then everything that reads it is asked.
 */
public final class HostTextsTarget {

  private static final HostTextsTarget TARGET = new HostTextsTarget();

  private final Scratch scratch = Scratch.create();
  private final LinuxRoot root = new LinuxRoot(scratch.directory());
  private final List<HostFile> files = new ArrayList<>();

  /** A file, its usual content, and what reads it. */
  private record HostFile(String name, String content, Read reader) {}

  /** Reads from a system. */
  @FunctionalInterface
  private interface Read {
    void from(LinuxRoot root) throws Exception;
  }

  private HostTextsTarget() {
    crash();
    firmware();
    host();
    security();
    memory();
    files.forEach(file -> scratch.file(file.name(), Text.bytes(file.content())));
  }

  private void add(String name, String content, Read reader) {
    files.add(new HostFile(name, content, reader));
  }

  private void add(String name, byte[] content, Read reader) {
    files.add(new HostFile(name, Text.of(content), reader));
  }

  private void crash() {
    Read crash = HostTextsTarget::readCrash;
    add("/sys/kernel/kexec_loaded", "0\n", crash);
    add("/sys/kernel/kexec_crash_loaded", "1\n", crash);
    add("/sys/kernel/kexec_crash_size", "268435456\n", crash);
    add("/sys/kernel/kexec/crash_cma_ranges", "100000000-10fffffff\n", crash);
    add("/sys/kernel/crash_elfcorehdr_size", "32768\n", crash);
    add("/sys/devices/system/cpu/crash_hotplug", "1\n", crash);
    add("/sys/kernel/vmcoreinfo", "102a00000 1024\n", crash);
    add("/sys/devices/system/cpu/cpu0/crash_notes", "13fc00000\n", crash);
    add("/sys/devices/system/cpu/cpu0/crash_notes_size", "368\n", crash);
    add("/proc/sys/kernel/panic_on_oops", "1\n", crash);
  }

  private void firmware() {
    Read firmware = HostTextsTarget::readFirmware;
    add("/sys/firmware/memmap/0/start", "0x0\n", firmware);
    add("/sys/firmware/memmap/0/end", "0x3fffffff\n", firmware);
    add("/sys/firmware/memmap/0/type", "System RAM\n", firmware);
    add("/sys/kernel/boot_params/data", new byte[4096], firmware);
    add("/sys/kernel/boot_params/setup_data/0/type", "0x1\n", firmware);
    add("/sys/kernel/boot_params/setup_data/0/data", new byte[] {1, 2, 3}, firmware);
    Read efi = HostTextsTarget::readEfi;
    add("/sys/firmware/efi/fw_vendor", "0xbff20000\n", efi);
    add("/sys/firmware/efi/runtime", "0xbff30000\n", efi);
    add("/sys/firmware/efi/config_table", "0xbff40000\n", efi);
    add("/sys/firmware/efi/fw_platform_size", "64\n", efi);
    add("/sys/firmware/efi/systab", "ACPI20=0xbf00\nSMBIOS3=0xbf1000\nSMBIOS=0xbf2000\n", efi);
    add(
        "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c",
        new byte[] {6, 0, 0, 0, 1},
        efi);
    add("/sys/firmware/efi/runtime-map/0/attribute", "0x800000000000000f\n", efi);
    add("/sys/firmware/efi/runtime-map/0/num_pages", "0x8\n", efi);
    add("/sys/firmware/efi/runtime-map/0/phys_addr", "0xbff50000\n", efi);
    add("/sys/firmware/efi/runtime-map/0/type", "0x5\n", efi);
    add("/sys/firmware/efi/runtime-map/0/virt_addr", "0xfffffffeff000000\n", efi);
  }

  private void host() {
    Read host = HostTextsTarget::readHost;
    add("/proc/sys/kernel/random/boot_id", "6a8c1a50-0f8e-4a0f-9a4e-000000000001\n", host);
    add("/proc/self/auxv", auxv(), host);
    add("/proc/sys/kernel/osrelease", "6.1.0-test\n", host);
    add("/proc/sys/kernel/version", "#1 SMP\n", host);
    add("/sys/devices/system/cpu/present", "0-3\n", host);
    add("/proc/cpuinfo", "processor\t: 0\nflags\t\t: fpu la57\nphysical id\t: 0\n", host);
    add("/sys/class/net/eth0/flags", "0x1003\n", host);
    add("/proc/self/mounts", "/dev/sda1 / ext4 rw 0 0\nproc /proc proc rw 0 0\n", host);
    add("/sys/class/scsi_host/host0/resettable", "1\n", host);
    add("/sys/class/watchdog/watchdog0/state", "active\n", host);
    add("/sys/class/watchdog/watchdog0/identity", "iTCO_wdt\n", host);
    add("/sys/class/watchdog/watchdog0/timeout", "30\n", host);
    add("/sys/hypervisor/type", "xen\n", host);
    add("/sys/hypervisor/guest_type", "PV\n", host);
    add("/sys/hypervisor/version/major", "4\n", host);
    add("/sys/hypervisor/version/minor", "17\n", host);
    add("/sys/hypervisor/properties/features", "00002705\n", host);
    Read config = HostTextsTarget::readConfig;
    add("/boot/config-6.1.0-test", "CONFIG_KEXEC=y\n# CONFIG_KEXEC_FILE is not set\n", config);
    add("/proc/config.gz", new byte[] {31, (byte) 139, 8, 0}, config);
    add("/proc/cmdline", "root=/dev/sda1 crashkernel=1G-4G:192M,4G-:256M kho=on\n", config);
    add("/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n", config);
  }

  private void security() {
    Read security = HostTextsTarget::readSecurity;
    add("/sys/kernel/security/lockdown", "none [integrity] confidentiality\n", security);
    add("/sys/kernel/security/ima/policy", "appraise func=KEXEC_KERNEL_CHECK\n", security);
    add("/proc/sys/kernel/kexec_load_disabled", "0\n", security);
    add("/proc/sys/kernel/kexec_load_limit_panic", "-1\n", security);
    add("/proc/sys/kernel/kexec_load_limit_reboot", "3\n", security);
    add(
        "/proc/thread-self/status",
        "Name:\tjava\nUid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\nCapBnd:\t000001ffffffffff\n",
        security);
    add("/proc/self/status", "Uid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\n", security);
    add("/proc/self/uid_map", "         0          0 4294967295\n", security);
  }

  private void memory() {
    Read memory = HostTextsTarget::readMemory;
    add("/proc/kcore", kcore(), memory);
    add("/proc/self/pagemap", new byte[64], memory);
    add("/sys/devices/system/memory/memory0/state", "online\n", memory);
    add("/proc/meminfo", "MemTotal: 4000 kB\nMemFree: 3000 kB\nMemAvailable: 3500 kB\n", memory);
    add(
        "/proc/iomem",
        """
            00001000-3fffffff : System RAM
              01000000-01ffffff : Kernel code
              10000000-17ffffff : Crash kernel
            """,
        HostTextsTarget::readIomem);
  }

  private static byte[] auxv() {
    byte[] auxv = new byte[48];
    auxv[0] = 6;
    auxv[9] = 0x10;
    return auxv;
  }

  private static byte[] kcore() {
    byte[] kcore = new byte[64 + 56];
    byte[] head = {0x7f, 'E', 'L', 'F', 2, 1, 1};
    System.arraycopy(head, 0, kcore, 0, head.length);
    kcore[16] = 4;
    kcore[18] = 62;
    kcore[32] = 64;
    kcore[52] = 64;
    kcore[54] = 56;
    kcore[56] = 1;
    kcore[64] = 1;
    kcore[64 + 20] = (byte) 0x81;
    kcore[64 + 41] = 0x10;
    return kcore;
  }

  private static void readCrash(LinuxRoot root) throws Exception {
    CrashReader reader = new CrashReader(root);
    each(
        reader::kexecLoaded,
        reader::crashLoaded,
        reader::crashSize,
        reader::crashCma,
        reader::elfcorehdrSize,
        reader::hotplug,
        reader::hotplugSupport,
        reader::vmcoreinfo,
        reader::crashNotes,
        reader::panicsOnOops,
        new LinuxHardware(root)::read,
        new LinuxHardware(root)::keptCurrent);
  }

  private static void readFirmware(LinuxRoot root) throws Exception {
    FirmwareReader reader = new FirmwareReader(root);
    each(reader::memoryMap, reader::bootParams, reader::setupData);
    LinuxPlatformData data = new LinuxPlatformData(root);
    data.item(PlatformData.ACPI_RSDP);
  }

  private static void readEfi(LinuxRoot root) throws Exception {
    EfiReader reader = new EfiReader(root);
    each(
        reader::fwVendor,
        reader::runtime,
        reader::configTable,
        reader::platformSize,
        reader::secureBoot,
        reader::tables,
        reader::runtimeMap);
    LinuxPlatformData data = new LinuxPlatformData(root);
    data.item(PlatformData.EFI_RUNTIME_MAP);
    data.item(PlatformData.SMBIOS);
    data.item(PlatformData.ACPI_RSDP);
  }

  private static void readHost(LinuxRoot root) throws Exception {
    HostReader reader = new HostReader(root);
    HypervisorReader hypervisor = new HypervisorReader(root);
    each(
        reader::bootId,
        () -> reader.pageSize(LinuxAbi.X86_64),
        () -> reader.pageSize(LinuxAbi.ARM),
        reader::release,
        reader::presentCpus,
        reader::hasFiveLevelPaging,
        reader::networkInterfaces,
        new MountReader(root)::writableDisks,
        new DriverReader(root)::boundToPci,
        new DriverReader(root)::notResettable,
        new WatchdogReader(root)::running,
        () -> new JumpDevices(root).drivers(Slot.DEFAULT),
        () -> new JumpDevices(root).watchdogs(Slot.CRASH),
        hypervisor::type,
        hypervisor::guestType,
        hypervisor::version,
        hypervisor::features,
        hypervisor::isControlDomain);
    HostProbe.probe(root.path(), new Properties());
    RunningKernel.read(root.path());
    new LinuxProbe(root, System.getProperties(), KexecArchitecture.X86_64).absence();
  }

  private static void readConfig(LinuxRoot root) throws Exception {
    LinuxTexts texts = new LinuxTexts(root.resolve("/proc"));
    KernelConfigReader config = new KernelConfigReader(root);
    each(
        () -> config.read().flatMap(found -> found.isBuiltIn("KEXEC")),
        texts::commandLine,
        () -> new HandoverReader(root).isActive(config.read()),
        () -> new FactsReader(root, texts).read());
    new PolicyReader(root).read();
    RunningKernel.read(root.path());
  }

  private static void readSecurity(LinuxRoot root) throws Exception {
    SecurityReader reader = new SecurityReader(root);
    each(
        reader::lockdown,
        reader::appraisalRules,
        reader::limits,
        reader::privileges,
        reader::isInitialUserNamespace);
    new PolicyReader(root).read();
  }

  private static void readMemory(LinuxRoot root) throws Exception {
    MemoryReader reader = new MemoryReader(root);
    each(
        reader::kcore,
        () -> reader.pagemap(new VirtualAddress(0), 8),
        reader::blocks,
        reader::memInfo,
        () -> new LinuxHardware(root).describe());
  }

  private static void readIomem(LinuxRoot root) throws Exception {
    LinuxTexts texts = new LinuxTexts(root.resolve("/proc"));
    each(texts::memoryMap, texts::iomem, () -> new FactsReader(root, texts).read());
  }

  /** A call that may refuse. */
  @FunctionalInterface
  private interface Call {
    Object run() throws Exception;
  }

  /** Makes every call, also after one that refuses. */
  private static void each(Call... calls) throws Exception {
    for (Call call : calls) {
      try {
        call.run();
      } catch (KexecException e) {
        Oracle.require(!e.fault().cure().isBlank(), e);
      }
    }
  }

  /** Reads a system. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length > 1) {
      Oracle.check(input.length, () -> TARGET.run(input));
    }
  }

  private void run(byte[] input) throws Exception {
    HostFile file = files.get(Byte.toUnsignedInt(input[0]) % files.size());
    scratch.file(file.name(), Text.bytesBehindTheChoice(input));
    try {
      file.reader().from(root);
    } finally {
      scratch.file(file.name(), Text.bytes(file.content()));
    }
  }

  static List<byte[]> seeds() {
    Map<Integer, byte[]> seeds = new LinkedHashMap<>();
    for (int i = 0; i < TARGET.files.size(); i++) {
      seeds.put(i, Text.seed(i, Text.bytes(TARGET.files.get(i).content())));
    }
    return List.copyOf(seeds.values());
  }
}
