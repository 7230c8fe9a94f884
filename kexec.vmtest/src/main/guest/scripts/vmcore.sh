. /disk.sh
# In a crash kernel: the old kernel's messages, read by a program that knows nothing of jkexec.
ls -l /proc/vmcore
makedumpfile --dump-dmesg /proc/vmcore /tmp/dmesg
echo "makedumpfile: status $?"
echo "messages: $(wc -l </tmp/dmesg) lines"
grep -e 'sysrq: Trigger a crash' -e 'Kernel panic' /tmp/dmesg
# core=yes: what is not free memory, user memory or cache goes to a disk, for a debugger on the host.
if [ "$core" = yes ]; then
  makedumpfile -E -d 31 /proc/vmcore /tmp/core
  echo "core: status $?, $(stat -c %s /tmp/core) bytes"
  dd if=/tmp/core of="$(disk scratch)" bs=1M
  sync
fi
