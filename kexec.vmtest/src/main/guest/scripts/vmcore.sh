. /disk.sh
. /mnt/product/scripts/notes.sh
# In a crash kernel: what of the old kernel's memory is there, what the crash kernel itself has, and
# the old kernel's messages, read by a program that knows nothing of jkexec.
ls -l /proc/vmcore
segments /proc/vmcore
grep MemTotal /proc/meminfo
makedumpfile --dump-dmesg /proc/vmcore /tmp/dmesg
echo "makedumpfile: status $?"
echo "messages: $(wc -l </tmp/dmesg) lines"
grep -e 'sysrq: Trigger a crash' -e 'Kernel panic' /tmp/dmesg
# core=yes: all of it goes to a disk, for a debugger on the host.
if [ "$core" = yes ]; then
  dd if=/proc/vmcore of="$(disk scratch)" bs=1M
  echo "core: status $?"
  sync
fi
