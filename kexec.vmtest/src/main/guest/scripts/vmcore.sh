. /disk.sh
. /mnt/product/scripts/notes.sh
# In a crash kernel: what of the old kernel's memory is there, what the crash kernel itself has, and
# the old kernel's messages, read by a program that knows nothing of jkexec.
ls -l /proc/vmcore
segments /proc/vmcore
grep MemTotal /proc/meminfo
# The notes lie at the beginning.
dd if=/proc/vmcore bs=4096 count=16 2>/dev/null | grep -a -o 'OSRELEASE=.*'
makedumpfile --dump-dmesg /proc/vmcore /tmp/dmesg
echo "makedumpfile: status $?"
echo "messages: $(wc -l </tmp/dmesg) lines"
grep -e 'sysrq: Trigger a crash' -e 'Kernel panic' /tmp/dmesg
# pages=yes: a dump without the pages that a kernel can do without is made, which needs all its tables.
if [ "$pages" = yes ]; then
  makedumpfile -l -d 31 /proc/vmcore /tmp/dump >/tmp/log 2>&1
  echo "pages: status $?"
  tail -n 3 /tmp/log
  ls -l /tmp/dump
fi
# core=yes: all of it goes to a disk, for a debugger on the host.
if [ "$core" = yes ]; then
  dd if=/proc/vmcore of="$(disk scratch)" bs=1M
  echo "core: status $?"
  sync
fi
