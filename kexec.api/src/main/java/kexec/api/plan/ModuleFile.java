package kexec.api.plan;

import java.nio.file.Path;

/**
 * A file that is loaded beside the kernel and told to it, as Multiboot names it: for a hypervisor
 * the kernel of its first domain and that kernel's initial RAM disk.
 *
 * @param path where it lies
 * @param commandLine what the kernel is told with it, perhaps empty
 */
public record ModuleFile(Path path, String commandLine) {}
