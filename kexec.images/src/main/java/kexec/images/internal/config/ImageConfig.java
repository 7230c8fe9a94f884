package kexec.images.internal.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.ModuleFile;
import kexec.api.plan.Slot;

/**
 * A valid configuration of an image.
 *
 * @param name its name, unique
 * @param slot the slot that the image is for
 * @param kernel the kernel
 * @param initrds the absolute paths of initial RAM disks, in their order; they replace those of a
 *     boot entry, if there are any
 * @param commandLine the whole command line; if empty, the boot entry's, the running kernel's if
 *     {@code reuseCommandLine}, or none
 * @param append what follows that command line, may be empty
 * @param reuseCommandLine whether the command line is made from the running kernel's
 * @param machine the machine's name, or empty for the best one
 * @param protocol the boot protocol's name, or empty if the kernel file decides
 * @param architecture the architecture's label, or empty if the kernel file decides
 * @param deviceTree the absolute path of the device tree, or empty for the entry's or the running
 *     system's
 * @param modules the modules, in their order
 * @param method the load method, or empty if the machine chooses
 * @param entryCheck how the image is checked before its kernel is entered
 * @param rehearsal how it is rehearsed first, or empty if it is not
 * @param settle how long its files must not have changed before they are loaded; not negative
 */
public record ImageConfig(
    String name,
    Slot slot,
    ImageKernel kernel,
    List<Path> initrds,
    Optional<String> commandLine,
    String append,
    boolean reuseCommandLine,
    Optional<String> machine,
    Optional<String> protocol,
    Optional<String> architecture,
    Optional<Path> deviceTree,
    List<ModuleFile> modules,
    Optional<LoadMethod> method,
    EntryCheck entryCheck,
    Optional<RehearsalTerms> rehearsal,
    Duration settle) {

  /** Makes the lists unmodifiable. */
  public ImageConfig {
    initrds = List.copyOf(initrds);
    modules = List.copyOf(modules);
  }
}
