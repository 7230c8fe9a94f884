package kexec.rehearse.internal.cause;

import java.util.List;

/**
 * What the kernel and the usual initrds say when a boot fails. Causes stand before what follows
 * from them.
 */
final class TextRules {

  private static final String MORE_MEMORY =
      "Give the image more memory, or make its initrd smaller; for a crash image, reserve more"
          + " with crashkernel=.";

  /** Rules whose lines name a cause. */
  static final List<TextRule> CAUSES =
      List.of(
          TextRule.of(
              "rehearsal-segment-overwritten",
              "^jkexec: .*: (?:content is not what was loaded|zero fill is not zero)",
              "Purgatory found a segment that is not as it was loaded",
              "Something else wrote there before: check that no two segments share memory, and"
                  + " move it with --mem-min and --mem-max."),
          TextRule.of(
              "rehearsal-kernel-damaged",
              "^\\s*Decoding failed|^\\s*\\S* ?data is corrupt|^\\s*uncompression error|-- System halted",
              "The kernel could not unpack itself",
              "Get the kernel file anew from where it came."),
          TextRule.of(
              "rehearsal-memory-too-small",
              "System is deadlocked on memory"
                  + "|Out of memory: Kill"
                  + "|Out of memory and no killable processes"
                  + "|Out of memory while allocating"
                  + "|alloc_low_pages: can not alloc memory"
                  + "|Initramfs unpacking failed: write error"
                  + "|: Failed to allocate \\d+ bytes",
              "The memory does not suffice",
              MORE_MEMORY),
          TextRule.of(
              "rehearsal-initrd-damaged",
              "Initramfs unpacking failed: (?!write error)"
                  + "|rootfs image is not initramfs"
                  + "|RAMDISK: incomplete write"
                  + "|(?:RIP: [^ :]+:|pc : |PC is at )(?:unpack_to_rootfs|do_populate_rootfs)",
              "The kernel cannot unpack its initrd, which is damaged or truncated, or compressed"
                  + " in a way that the kernel does not know",
              "Make the initrd anew, and compare it with its copy on the machine where it was"
                  + " made."),
          TextRule.of(
              "rehearsal-processor-lacks",
              "requires the following features not present on the CPU"
                  + "|This kernel requires an? .* CPU, but only detected"
                  + "|Detected CPU family .* too old"
                  + "|Fatal glibc error: CPU does not support"
                  + "|unrecognized/unsupported processor variant"
                  + "|traps: \\S+\\[1\\] trap invalid opcode",
              "The kernel or its first program needs more than this processor has",
              "Name a processor like that of the real machine; if that is the one, take a kernel"
                  + " and an initrd that are built for it."),
          // An emulated timer ticks, but a guest that is not run often enough counts too few ticks.
          TextRule.of(
              "rehearsal-host-busy",
              "IO-APIC \\+ timer doesn't work",
              "The kernel counted too few ticks of the emulated timer, because this host is busy",
              "Rehearse again when the host has less to do, or with --accelerate."),
          TextRule.of(
              "rehearsal-vmcore-missing",
              "vmcore not initialized",
              "The crash kernel found no ELF core header, and has no /proc/vmcore",
              "Leave elfcorehdr= out of the command line: the plan gives its own."),
          TextRule.of(
              "rehearsal-root-missing",
              "VFS: Unable to mount root fs"
                  + "|VFS: Cannot open root device"
                  + "|ALERT! .* does not exist"
                  + "|Gave up waiting for root"
                  + "|Warning: \"?/dev/\\S+ does not exist"
                  + "|Could not boot\\.",
              "The root file system was not found",
              "Check root= and the drivers in the initrd. An emulator has not the disks of the"
                  + " real machine: to go as far as init, name a program in the initrd with rdinit=."),
          TextRule.of(
                  "rehearsal-init-missing",
                  "(?:Failed to execute \\S+ \\(error |Requested init \\S+ failed \\(error )-(\\d+)\\)",
                  "The first program cannot be executed",
                  "Check init= and rdinit=, and that the initrd is one for this processor.")
              .with(InitDeath::error),
          TextRule.of(
              "rehearsal-init-missing",
              "No working init found|No init found",
              "There is no first program",
              "Check init= and rdinit=, and that the initrd is one for this processor."),
          TextRule.of(
                  "rehearsal-init-died",
                  "Attempted to kill init! exitcode=0x([0-9a-fA-F]{1,8})",
                  "The first program ended",
                  "Look at what it wrote on the console before.")
              .with(InitDeath::status),
          TextRule.of(
              "rehearsal-first-domain-crashed",
              "Hardware Dom\\d+ crashed|Domain 0 crashed|Domain 0 \\(vcpu#\\d+\\) crashed",
              "The hypervisor's first domain has crashed",
              "Look at the lines before: the first domain's own are marked or unmarked, the"
                  + " hypervisor's begin with (XEN)."),
          TextRule.of(
              "rehearsal-hypervisor-panic",
              "Panic on CPU \\d+:|Xen BUG at",
              "The hypervisor has stopped",
              "Look at the hypervisor's lines after this one, which tell why."));

  /** Rules for lines that only say that something went wrong; a fault may end in a panic. */
  static final List<TextRule> GENERAL =
      List.of(
          TextRule.of(
              "rehearsal-kernel-oops",
              "BUG: unable to handle"
                  + "|Unable to handle kernel"
                  + "|general protection fault"
                  + "|Internal error: Oops"
                  + "|Oops: [0-9a-f]{4} \\[#"
                  + "|invalid opcode: [0-9a-f]{4} \\[#"
                  + "|kernel BUG at",
              "The kernel has met a fault of its own",
              "Look at the lines after it, and search for them with the kernel's version."),
          TextRule.of(
              "rehearsal-kernel-panic",
              KernelLines.BEGINS + "Kernel panic - not syncing",
              "The kernel has stopped",
              "Look at the lines before it on the console or in the log."));

  private TextRules() {}
}
