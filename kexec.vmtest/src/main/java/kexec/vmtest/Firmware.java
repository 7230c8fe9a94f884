package kexec.vmtest;

/** What a guest's kernel is started by. */
public enum Firmware {
  /** QEMU's own PC firmware, SeaBIOS. */
  BIOS,
  /** UEFI: Debian's build of OVMF. */
  OVMF
}
