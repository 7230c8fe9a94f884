package kexec.linux.sys;

import java.util.Arrays;
import java.util.Optional;

/**
 * Why a system call failed (Linux, include/uapi/asm-generic/errno-base.h and errno.h). The numbers
 * are the same on every architecture of {@link LinuxAbi}.
 */
public enum Errno {
  /** Operation not permitted. */
  EPERM(1),
  /** No such file or directory. */
  ENOENT(2),
  /** No such process. */
  ESRCH(3),
  /** Interrupted system call. */
  EINTR(4),
  /** Input or output error. */
  EIO(5),
  /** No such device or address. */
  ENXIO(6),
  /** Argument list too long. */
  E2BIG(7),
  /** Unknown or broken executable format. */
  ENOEXEC(8),
  /** Not an open file descriptor. */
  EBADF(9),
  /** No child processes. */
  ECHILD(10),
  /** Try again. */
  EAGAIN(11),
  /** Out of memory. */
  ENOMEM(12),
  /** Permission denied. */
  EACCES(13),
  /** Bad address. */
  EFAULT(14),
  /** Block device needed. */
  ENOTBLK(15),
  /** Device or resource busy. */
  EBUSY(16),
  /** File exists. */
  EEXIST(17),
  /** Link between two file systems. */
  EXDEV(18),
  /** No such device. */
  ENODEV(19),
  /** Not a directory. */
  ENOTDIR(20),
  /** Is a directory. */
  EISDIR(21),
  /** Invalid argument. */
  EINVAL(22),
  /** Too many open files in the system. */
  ENFILE(23),
  /** Too many open files in the process. */
  EMFILE(24),
  /** The device has no such request. */
  ENOTTY(25),
  /** File is open for writing. */
  ETXTBSY(26),
  /** File too large. */
  EFBIG(27),
  /** No space left on device. */
  ENOSPC(28),
  /** File cannot seek. */
  ESPIPE(29),
  /** File system is read-only. */
  EROFS(30),
  /** Too many links. */
  EMLINK(31),
  /** Nobody reads the pipe. */
  EPIPE(32),
  /** Argument outside of the function's domain. */
  EDOM(33),
  /** Result cannot be represented. */
  ERANGE(34),
  /** It would wait for ever. */
  EDEADLK(35),
  /** File name too long. */
  ENAMETOOLONG(36),
  /** System call not implemented. */
  ENOSYS(38),
  /** Too many symbolic links. */
  ELOOP(40),
  /** No data available. */
  ENODATA(61),
  /** Package not installed: a needed algorithm is absent. */
  ENOPKG(65),
  /** Protocol error. */
  EPROTO(71),
  /** Not a data message: a signature is malformed. */
  EBADMSG(74),
  /** Value too large for its type. */
  EOVERFLOW(75),
  /** A program is damaged, or of another format than is wanted. */
  ELIBBAD(80),
  /** Operation not supported. */
  EOPNOTSUPP(95),
  /** Address family not supported. */
  EAFNOSUPPORT(97),
  /** Address cannot be assigned. */
  EADDRNOTAVAIL(99),
  /** No buffer space. */
  ENOBUFS(105),
  /** Timed out. */
  ETIMEDOUT(110),
  /** Operation in progress already. */
  EALREADY(114),
  /** Stale file handle. */
  ESTALE(116),
  /** Key not available. */
  ENOKEY(126),
  /** Key expired. */
  EKEYEXPIRED(127),
  /** Key revoked. */
  EKEYREVOKED(128),
  /** Key rejected. */
  EKEYREJECTED(129),
  /** Memory page has a hardware error. */
  EHWPOISON(133);

  private final int number;

  Errno(int number) {
    this.number = number;
  }

  /**
   * {@return the error with a number, or empty if it is unknown}
   *
   * @param number the value of {@code errno}
   */
  public static Optional<Errno> of(int number) {
    return Arrays.stream(values()).filter(errno -> errno.number == number).findFirst();
  }

  /** {@return the value of {@code errno}} */
  public int number() {
    return number;
  }
}
