package kexec.api.plan;

import java.nio.file.Path;

/**
 * A file that is loaded beside the kernel and passed to it as a module, in the terms of Multiboot.
 * For a hypervisor these are the kernel of its first domain and that kernel's initial RAM disk.
 *
 * @param path the path of the file
 * @param commandLine the text that is passed to the kernel with it, may be empty
 */
public record ModuleFile(Path path, String commandLine) {}
