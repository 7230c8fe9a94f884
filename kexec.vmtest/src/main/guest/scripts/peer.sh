# kexec-tools, Debian's own: loads and jumps, or arms a crash kernel and crashes. Under Xen it loads
# into Xen, of which the files below /sys/kernel know nothing: the status of its crash image is asked.
#   how=-c|-s     kexec_load or kexec_file_load; Xen has one way only
#   to=FILE       the kernel, by default a PC's tiny one or the Arm guest's own
#   crash=yes     a crash kernel
#   checks=no     without the digest that is verified after the jump
#   wait=yes      waits for a line from the host before it executes
#   memory=yes    shows what memory there is before it executes
#   words=a,b     further words of the new kernel's command line
. /mnt/product/scripts/memory.sh
. /mnt/product/scripts/machine.sh
to=${to:-$kernel}
line="console=$console panic=-1 mark=second $(echo "$words" | tr , ' ')"
case $to in
  # A Linux: its self tests of crypto lock up now and then under emulation.
  /mnt/base/*) line="$line cryptomgr.notests" ;;
esac
state() {
  echo "$1: loaded=$(cat /sys/kernel/kexec_loaded) crash=$(cat /sys/kernel/kexec_crash_loaded)"
  kexec -S
  echo "$1: crash status $?"
}

if [ "$checks" = no ]; then
  how="$how -i"
fi

state before
if [ "$crash" = yes ]; then
  kexec -d $how $peer -p "$to" --initrd=/mnt/product/small.cpio.gz --append="$line nr_cpus=1 reset_devices"
else
  kexec -d $how $peer -l "$to" --initrd=/mnt/product/small.cpio.gz --append="$line"
fi
echo "kexec: status $?"
state after
if [ "$wait" = yes ]; then
  echo "waiting"
  read -r word <"$report"
  echo "host says $word"
fi
if [ "$memory" = yes ]; then
  memory
fi
echo "execute"
if [ "$crash" = yes ]; then
  echo c >/proc/sysrq-trigger
else
  kexec -e
fi
