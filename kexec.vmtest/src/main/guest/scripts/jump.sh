# jkexec: loads and jumps, or arms a crash kernel and crashes.
#   how=-c|-s|-a  segments, files, or whichever the machine takes
#   first=-s      another way is tried before
#   to=FILE       the kernel, by default a PC's tiny one or the Arm guest's own
#   wrap=gzip     the kernel is compressed first
#   wrap=zboot    the kernel is put into an EFI zboot image first
#   crash=yes     a crash kernel
#   jump=exec     jumps or crashes by jkexec too, which takes another start of it, and orderly makes
#                 the running system quiet before; without it
#                 kexec-tools or the kernel's own key does, and shows that the image is loaded
#   load=a,b      further words for jkexec load
#   explain=yes   tells first whether a load would succeed
#   plan=yes      shows the plan first
#   wait=yes      waits for a line from the host before it executes
#   big=N         a further initrd of N MiB
#   memory=yes    shows what memory there is before it executes
#   words=a,b     further words of the new kernel's command line
. /mnt/product/scripts/java.sh
. /mnt/product/scripts/memory.sh
. /mnt/product/scripts/machine.sh
to=${to:-$kernel}
if [ -n "$wrap" ]; then
  gzip -1 -c "$to" >/run/kernel.gz
  to=/run/kernel.gz
fi
if [ "$wrap" = zboot ]; then
  . /mnt/product/scripts/zboot.sh
  zboot /run/kernel.gz >/run/kernel.zboot
  to=/run/kernel.zboot
fi
line="console=$console panic=-1 mark=second $(echo "$words" | tr , ' ')"
case $to in
  # A Linux: its self tests of crypto lock up now and then under emulation.
  /mnt/base/*) line="$line cryptomgr.notests" ;;
esac
set -- $how "$to" --initrd=/mnt/product/small.cpio.gz $(echo "$load" | tr , ' ')
if [ "$crash" = yes ]; then
  slot=-p
  line="$line nr_cpus=1 reset_devices"
fi
if [ -n "$big" ]; then
  head -c "${big}m" /dev/zero >/run/big
  set -- "$@" --initrd=/run/big
fi
if [ "$explain" = yes ]; then
  jkexec explain $slot
  echo "explain: status $?"
fi
if [ "$plan" = yes ]; then
  jkexec plan $slot "$@" --append="$line"
fi
if [ -n "$first" ]; then
  jkexec load $slot $first "$to" --append="$line"
  echo "first: status $?"
fi
stamp "load"
jkexec load $slot "$@" --append="$line"
echo "load: status $?"
stamp "loaded"
echo "state: loaded=$(cat /sys/kernel/kexec_loaded) crash=$(cat /sys/kernel/kexec_crash_loaded)"
if [ "$wait" = yes ]; then
  echo "waiting"
  read -r word <"$report"
  echo "host says $word"
fi
if [ "$memory" = yes ]; then
  memory
fi
if [ "$jump" = orderly ]; then
  jkexec exec $slot
  echo "exec: status $?"
elif [ "$jump" = exec ]; then
  jkexec exec --force $slot
  echo "exec: status $?"
elif [ "$crash" = yes ]; then
  echo c >/proc/sysrq-trigger
else
  kexec -e
fi
