# Sourced: what the running kernel says of its memory, for a test to compare a dump with.
memory() {
  cat /proc/iomem
  if [ -e /sys/kernel/kexec/crash_cma_ranges ]; then
    sed 's/^/lent: /' /sys/kernel/kexec/crash_cma_ranges
  fi
}
