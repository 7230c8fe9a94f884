package kexec.linux.sys;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import kexec.api.fault.Attempt;
import kexec.api.fault.KexecException;
import kexec.api.plan.FileLease;

/**
 * A read lease of the kernel on a file.
 *
 * <p>It tells of every writer that goes through this kernel. Therefore none is taken on a file that
 * may change in another way: of a network, in a process (FUSE, on which Linux grants leases as
 * well), on the host of a virtual machine, or made by the kernel when it is read.
 */
public final class ReadLease implements FileLease {

  /** File systems that change only through this kernel. */
  private static final Set<Integer> LOCAL =
      Set.of(
          LinuxNumbers.EXT4_SUPER_MAGIC,
          LinuxNumbers.XFS_SUPER_MAGIC,
          LinuxNumbers.BTRFS_SUPER_MAGIC,
          LinuxNumbers.F2FS_SUPER_MAGIC,
          LinuxNumbers.MSDOS_SUPER_MAGIC,
          LinuxNumbers.EXFAT_SUPER_MAGIC,
          LinuxNumbers.TMPFS_MAGIC,
          LinuxNumbers.RAMFS_MAGIC,
          LinuxNumbers.SQUASHFS_MAGIC,
          LinuxNumbers.EROFS_SUPER_MAGIC_V1,
          LinuxNumbers.ISOFS_SUPER_MAGIC);

  private final FileCalls calls;
  private final Descriptor file;
  private volatile boolean lost;

  private ReadLease(FileCalls calls, Descriptor file) {
    this.calls = calls;
    this.file = file;
  }

  /**
   * Takes a lease.
   *
   * @param host opens the calls of the kernel
   * @param file a regular file
   * @return the lease; empty if no call can be made, if the kernel grants none, or if the file can
   *     change without it
   */
  public static Optional<FileLease> take(Attempt<? extends FileCalls> host, Path file) {
    try {
      FileCalls calls = host.run();
      Descriptor descriptor = calls.open(file);
      boolean leased = false;
      try {
        if (LOCAL.contains(calls.fileSystem(descriptor))) {
          calls.lease(descriptor);
          leased = true;
        }
      } finally {
        if (!leased) {
          descriptor.close();
        }
      }
      return leased ? Optional.of(new ReadLease(calls, descriptor)) : Optional.empty();
    } catch (SystemCallException | KexecException e) {
      // Without a lease the file is read twice; whoever reads it tells why it cannot be opened, and
      // the load itself why no call can be made.
      return Optional.empty();
    }
  }

  @Override
  public Path path() {
    return file.path();
  }

  @Override
  public boolean isHeld() {
    if (!lost) {
      try {
        lost = !calls.isLeased(file);
      } catch (SystemCallException | IllegalStateException e) {
        lost = true;
      }
    }
    return !lost;
  }

  /** Closes the descriptor, with which the lease ends. */
  @Override
  public void close() {
    lost = true;
    file.close();
  }
}
