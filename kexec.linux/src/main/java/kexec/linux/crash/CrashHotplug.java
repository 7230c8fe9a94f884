package kexec.linux.crash;

/**
 * Whether the kernel itself updates the core header of a loaded crash image when hardware comes or
 * goes (Linux, Documentation/ABI/testing/sysfs-devices-system-cpu and -memory, crash_hotplug).
 *
 * @param cpus whether it does so for processors
 * @param memory whether it does so for memory
 */
public record CrashHotplug(boolean cpus, boolean memory) {}
