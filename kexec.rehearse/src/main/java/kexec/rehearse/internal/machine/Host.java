package kexec.rehearse.internal.machine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kexec.api.fault.KexecException;
import kexec.api.plan.Architecture;
import kexec.api.rehearse.RehearsalRequest;
import kexec.linux.LinuxRoot;
import kexec.linux.memory.MemoryReader;

/** What the running system is, as far as an emulator depends on it. */
public final class Host {

  /** More than the first processor's lines. */
  private static final int CPUINFO = 1 << 16;

  private final LinuxRoot root;
  private final String searched;

  /**
   * Creates a host.
   *
   * @param root the system
   * @param searched the directories with programs, as in {@code PATH}
   */
  public Host(LinuxRoot root, String searched) {
    this.root = root;
    this.searched = searched;
  }

  /** {@return the emulator for an architecture} */
  Path program(Architecture architecture) throws KexecException {
    return new Program(searched).find(architecture);
  }

  /** {@return the memory that is free for programs, in bytes} */
  long availableBytes() throws KexecException {
    return new MemoryReader(root).memInfo().available();
  }

  /** {@return the first processors' descriptions; empty if they cannot be read} */
  String cpuinfo() {
    try (InputStream in = Files.newInputStream(root.resolve("/proc/cpuinfo"))) {
      return new String(in.readNBytes(CPUINFO), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  /** {@return the accelerator, as the emulator names it} */
  static String accelerator(boolean accelerated) {
    return accelerated ? "kvm" : "tcg,thread=single";
  }

  /** {@return whether its processor runs the guest of a rehearsal: it is asked to, and can} */
  boolean accelerates(RehearsalRequest request, Architecture architecture) {
    return request.accelerated() && canRun(architecture);
  }

  private boolean canRun(Architecture architecture) {
    String own = System.getProperty("os.arch");
    Architecture runs = own.equals("aarch64") ? Architecture.ARM64 : Architecture.X86_64;
    boolean same = architecture.equals(runs) && List.of("amd64", "aarch64").contains(own);
    Path device = root.resolve("/dev/kvm");
    return same && Files.isReadable(device) && Files.isWritable(device);
  }
}
