package kexec.vmtest.inside;

import static kexec.linux.sys.LinuxNumbers.KEXEC_FILE_NO_INITRAMFS;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.VirtualAddress;
import kexec.linux.sys.Descriptor;
import kexec.linux.sys.KexecFileLoad;
import kexec.linux.sys.KexecLoad;
import kexec.linux.sys.KexecSegment;
import kexec.linux.sys.LinuxCalls;
import kexec.linux.sys.MapRequest;
import kexec.linux.sys.RunningLinux;
import kexec.linux.sys.SystemCallException;

/** The raw system calls, without checks before the kernel's own. */
final class RawCalls {

  static final Path KERNEL = Path.of("/mnt/base/vmlinuz-cloud");
  static final Path INITRD = Path.of("/mnt/product/small.cpio.gz");

  /** Memory of this process that segments are filled from. */
  private static final long CONTENT = 1L << 20;

  private final LinuxCalls calls;
  private final VirtualAddress content;

  RawCalls() throws KexecException, SystemCallException {
    calls = RunningLinux.calls();
    content = calls.map(MapRequest.memory(CONTENT, 0));
  }

  KexecSegment segment(long mem, long memsz) {
    return segment(mem, 0x100, memsz);
  }

  KexecSegment segment(long mem, long bufsz, long memsz) {
    return new KexecSegment(content, bufsz, new MachineAddress(mem), memsz);
  }

  /** A segment whose content is not mapped. */
  KexecSegment unmapped(long mem, long memsz) {
    return new KexecSegment(new VirtualAddress(0xdead0000L), 0x100, new MachineAddress(mem), memsz);
  }

  void load(long flags, KexecSegment... segments) throws SystemCallException {
    load(segments[0].mem().value(), flags, segments);
  }

  void load(long entry, long flags, KexecSegment... segments) throws SystemCallException {
    List<KexecSegment> all = Arrays.asList(segments);
    long arch = flags >>> 16 == 0 ? calls.abi().kexecArchFlag() : 0;
    calls.kexecLoad(new KexecLoad(new MachineAddress(entry), all, flags | arch));
  }

  void unload(long flags) throws SystemCallException {
    calls.kexecLoad(KexecLoad.unload(flags | calls.abi().kexecArchFlag()));
  }

  void unloadFiles(long flags) throws SystemCallException {
    calls.kexecFileLoad(KexecFileLoad.unload(flags));
  }

  void files(Path kernel, String commandLine, long flags) throws SystemCallException {
    files(kernel, Optional.of(commandLine), flags);
  }

  void files(Path kernel, Optional<String> commandLine, long flags) throws SystemCallException {
    // Left open: a refusal is explained by what the descriptor leads to.
    Descriptor file = calls.open(kernel);
    calls.kexecFileLoad(
        new KexecFileLoad(
            file.number(), KexecFileLoad.NO_FILE, commandLine, flags | KEXEC_FILE_NO_INITRAMFS));
  }

  void closedFile() throws SystemCallException {
    calls.kexecFileLoad(
        new KexecFileLoad(
            KexecFileLoad.NO_FILE,
            KexecFileLoad.NO_FILE,
            Optional.of(""),
            KEXEC_FILE_NO_INITRAMFS));
  }

  void reboot(int command) throws SystemCallException {
    calls.reboot(command);
  }
}
