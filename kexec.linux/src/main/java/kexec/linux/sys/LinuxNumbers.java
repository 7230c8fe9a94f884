package kexec.linux.sys;

/**
 * Constants of Linux's user space interface, with the names of its headers. They are the same on
 * every architecture of {@link LinuxAbi}.
 */
public final class LinuxNumbers {

  // include/uapi/linux/kexec.h

  /** {@code kexec_load}: the image is for the crash slot. */
  public static final int KEXEC_ON_CRASH = 0x1;

  /** {@code kexec_load}: the image can jump back to the running kernel. */
  public static final int KEXEC_PRESERVE_CONTEXT = 0x2;

  /** {@code kexec_load}: the kernel may update the ELF core header when hardware comes or goes. */
  public static final int KEXEC_UPDATE_ELFCOREHDR = 0x4;

  /** {@code kexec_load}: the maximum number of segments of an image. */
  public static final int KEXEC_SEGMENT_MAX = 16;

  /** {@code kexec_file_load}: unload the slot's image. */
  public static final int KEXEC_FILE_UNLOAD = 0x1;

  /** {@code kexec_file_load}: the image is for the crash slot. */
  public static final int KEXEC_FILE_ON_CRASH = 0x2;

  /** {@code kexec_file_load}: there is no initial RAM disk. */
  public static final int KEXEC_FILE_NO_INITRAMFS = 0x4;

  // include/uapi/linux/reboot.h

  /** {@code reboot}: its first argument. */
  public static final int LINUX_REBOOT_MAGIC1 = 0xfee1dead;

  /** {@code reboot}: its second argument. */
  public static final int LINUX_REBOOT_MAGIC2 = 672274793;

  /** {@code reboot}: start the image in the default slot. */
  public static final int LINUX_REBOOT_CMD_KEXEC = 0x45584543;

  // include/uapi/asm-generic/mman-common.h, mman.h

  /** {@code mmap}: pages that cannot be accessed. */
  public static final int PROT_NONE = 0x0;

  /** {@code mmap}: pages that can be read. */
  public static final int PROT_READ = 0x1;

  /** {@code mmap}: pages that can be written. */
  public static final int PROT_WRITE = 0x2;

  /** {@code mmap}: writes reach the file or the device. */
  public static final int MAP_SHARED = 0x01;

  /** {@code mmap}: writes stay in this process. */
  public static final int MAP_PRIVATE = 0x02;

  /** {@code mmap}: at the given address, replacing existing mappings. */
  public static final int MAP_FIXED = 0x10;

  /** {@code mmap}: zeroed memory without a file. */
  public static final int MAP_ANONYMOUS = 0x20;

  /** {@code mmap}: no swap space is reserved. */
  public static final int MAP_NORESERVE = 0x4000;

  // include/uapi/asm-generic/fcntl.h, include/uapi/linux/fcntl.h, include/uapi/linux/memfd.h

  /** {@code openat}: for reading only. */
  public static final int O_RDONLY = 0;

  /** {@code openat}: for reading and writing. */
  public static final int O_RDWR = 02;

  /** {@code openat}: close the descriptor on exec. */
  public static final int O_CLOEXEC = 02000000;

  /** {@code openat}: relative names start at the working directory. */
  public static final int AT_FDCWD = -100;

  /** {@code fcntl}: sets the signal for a lease that is broken; 0 is SIGIO. */
  public static final int F_SETSIG = 10;

  /** {@code fcntl}: takes or gives back a lease. */
  public static final int F_SETLEASE = 1024;

  /** {@code fcntl}: reads which lease is held. */
  public static final int F_GETLEASE = 1025;

  /** {@code fcntl}: a read lease. */
  public static final int F_RDLCK = 0;

  /** {@code fcntl}: no lease. */
  public static final int F_UNLCK = 2;

  /** A signal that is ignored by default (include/uapi/asm-generic/signal.h). */
  public static final int SIGURG = 23;

  /** {@code memfd_create}: close the descriptor on exec. */
  public static final int MFD_CLOEXEC = 0x1;

  // include/uapi/linux/magic.h

  /** {@code fstatfs}: ext2, ext3 or ext4. */
  public static final int EXT4_SUPER_MAGIC = 0xEF53;

  /** {@code fstatfs}: XFS. */
  public static final int XFS_SUPER_MAGIC = 0x58465342;

  /** {@code fstatfs}: Btrfs. */
  public static final int BTRFS_SUPER_MAGIC = 0x9123683E;

  /** {@code fstatfs}: F2FS. */
  public static final int F2FS_SUPER_MAGIC = 0xF2F52010;

  /** {@code fstatfs}: FAT, such as an EFI system partition. */
  public static final int MSDOS_SUPER_MAGIC = 0x4d44;

  /** {@code fstatfs}: exFAT. */
  public static final int EXFAT_SUPER_MAGIC = 0x2011BAB0;

  /** {@code fstatfs}: memory, also of an unpacked initial RAM disk. */
  public static final int TMPFS_MAGIC = 0x01021994;

  /** {@code fstatfs}: memory, as of an unpacked initial RAM disk. */
  public static final int RAMFS_MAGIC = 0x858458f6;

  /** {@code fstatfs}: SquashFS. */
  public static final int SQUASHFS_MAGIC = 0x73717368;

  /** {@code fstatfs}: EROFS. */
  public static final int EROFS_SUPER_MAGIC_V1 = 0xE0F5E1E2;

  /** {@code fstatfs}: ISO 9660. */
  public static final int ISOFS_SUPER_MAGIC = 0x9660;

  // include/linux/socket.h, include/linux/net.h, include/uapi/linux/sockios.h and if.h

  /** {@code socket}: the Internet protocols. */
  public static final int AF_INET = 2;

  /** {@code socket}: datagrams. */
  public static final int SOCK_DGRAM = 2;

  /** {@code socket}: close the descriptor on exec. */
  public static final int SOCK_CLOEXEC = 02000000;

  /** {@code ioctl}: reads the flags of a network interface. */
  public static final int SIOCGIFFLAGS = 0x8913;

  /** {@code ioctl}: sets the flags of a network interface. */
  public static final int SIOCSIFFLAGS = 0x8914;

  /** The flag of a network interface that is up. */
  public static final int IFF_UP = 0x1;

  /** The size of a network interface name in bytes, including its NUL. */
  public static final int IFNAMSIZ = 16;

  private LinuxNumbers() {}
}
