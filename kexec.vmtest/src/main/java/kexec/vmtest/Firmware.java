package kexec.vmtest;

/** What a guest's kernel is started by. */
public enum Firmware {
  /** QEMU's own: SeaBIOS on a PC, a few instructions in front of the kernel on an Arm machine. */
  BIOS,
  /** UEFI: Debian's build of OVMF. */
  OVMF,
  /**
   * UEFI with Secure Boot, whose variables hold the keys that real machines are sold with: it
   * starts Debian's shim off a disk, that Debian's GRUB, and that the kernel. Each checks the next
   * one's signature.
   */
  SECURE_BOOT
}
