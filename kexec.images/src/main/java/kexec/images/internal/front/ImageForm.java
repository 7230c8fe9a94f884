package kexec.images.internal.front;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The description of an image configuration, for forms. The keys are those of the files. */
@ObjectClassDefinition(
    name = "jkexec: image that is kept loaded",
    description = "A kernel that is loaded without a user, and again whenever its files change.")
@interface ImageForm {

  /** The factory PID. */
  String PID = "kexec.image";

  /** The slot. */
  @AttributeDefinition(
      name = "Slot",
      description = "The slot that the image is for.",
      options = {@Option("crash"), @Option("default")})
  String slot();

  /** The kernel file. */
  @AttributeDefinition(
      name = "Kernel",
      description = "The absolute path of the kernel file. Empty if a boot entry is named.",
      required = false)
  String kernel();

  /** The boot entry. */
  @AttributeDefinition(
      name = "Boot entry",
      description =
          "The id of a boot entry, or 'default' for the one that the boot loader would take. Empty"
              + " if a kernel is named.",
      required = false)
  String entry();

  /** The initial RAM disks. */
  @AttributeDefinition(
      name = "Initial RAM disks",
      description = "Absolute paths, in their order; they replace those of a boot entry.",
      required = false)
  String[] initrd();

  /** The command line. */
  @AttributeDefinition(
      name = "Command line",
      description = "The whole command line. Empty: the boot entry's, or none.",
      required = false)
  String command$_$line();

  /** What is appended. */
  @AttributeDefinition(
      name = "Append",
      description = "What follows the command line.",
      required = false)
  String append();

  /** Whether the running kernel's command line is used. */
  @AttributeDefinition(
      name = "Reuse command line",
      description = "Use the running kernel's command line.",
      type = AttributeType.BOOLEAN,
      required = false)
  boolean reuse$_$cmdline();

  /** The machine. */
  @AttributeDefinition(
      name = "Machine",
      description = "The machine. Empty: the best one present.",
      required = false)
  String machine();

  /** The boot protocol. */
  @AttributeDefinition(
      name = "Boot protocol",
      description = "Empty: the kernel file decides.",
      required = false)
  String type();

  /** The architecture. */
  @AttributeDefinition(
      name = "Architecture",
      description = "Empty: the kernel file decides.",
      required = false)
  String arch();

  /** The device tree. */
  @AttributeDefinition(
      name = "Device tree",
      description = "The absolute path. Empty: the boot entry's, or the running system's.",
      required = false)
  String dtb();

  /** The modules. */
  @AttributeDefinition(
      name = "Modules",
      description = "Multiboot modules, each with its command line behind its absolute path.",
      required = false)
  String[] module();

  /** The load method. */
  @AttributeDefinition(
      name = "Load method",
      description = "segments, files, or page-list. Empty: the machine chooses.",
      required = false)
  String method();

  /** The entry check. */
  @AttributeDefinition(
      name = "Check",
      description = "What happens if a segment has changed before the kernel is entered.",
      options = {@Option("halt"), @Option("reset"), @Option("none")},
      required = false)
  String check();

  /** Whether it is rehearsed. */
  @AttributeDefinition(
      name = "Rehearse",
      description = "Load it only if it boots in an emulator first.",
      type = AttributeType.BOOLEAN,
      required = false)
  boolean rehearse();

  /** The rehearsal's goal. */
  @AttributeDefinition(
      name = "Until",
      description = "How far it must come there: kernel, init, marker or poweroff. Empty: init.",
      required = false)
  String until();

  /** The rehearsal's timeout. */
  @AttributeDefinition(
      name = "Timeout",
      description = "How many seconds that may take, 1 to 86400. Empty: 180.",
      required = false)
  String timeout();

  /** The rehearsal's marker. */
  @AttributeDefinition(
      name = "Marker",
      description = "The text on the console that is waited for.",
      required = false)
  String marker();

  /** The settle time. */
  @AttributeDefinition(
      name = "Settle",
      description =
          "For how many seconds the files must not have changed before they are loaded, 0 to 3600."
              + " Empty: 5.",
      required = false)
  String settle();
}
