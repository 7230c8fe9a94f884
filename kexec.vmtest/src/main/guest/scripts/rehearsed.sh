# jkexec: plans and loads what the host rehearses meanwhile, and takes it when the host says so.
#   to=FILE       the kernel
#   ramdisk=none|small|plain|cut  none, the usual one, the same unpacked, its first half
#   load=a,b      further words for jkexec plan and load
#   words=a,b     the new kernel's command line
#   crash=yes     a crash kernel
. /mnt/product/scripts/java.sh
line=$(echo "$words" | tr , ' ')
small=/mnt/product/small.cpio.gz
case $ramdisk in
  small) file=$small ;;
  plain) file=/run/plain && gzip -d -c $small >$file ;;
  cut) file=/run/cut && head -c $(($(wc -c <$small) / 2)) $small >$file ;;
esac
set -- "$to" $(echo "$load" | tr , ' ')
if [ -n "$file" ]; then
  set -- "$@" --initrd=$file
fi
if [ "$crash" = yes ]; then
  set -- "$@" -p
fi
echo "memory: begins"
cat /proc/iomem
echo "memory: ends"
echo "plan: begins"
jkexec plan -c "$@" --append="$line" --json 2>/dev/null
echo "plan: ends"
jkexec load -c "$@" --append="$line"
echo "load: status $?"
echo "waiting"
read -r word <"$report"
echo "host says $word"
if [ "$word" != go ]; then
  exit
fi
if [ "$crash" = yes ]; then
  echo c >/proc/sysrq-trigger
else
  kexec -e
fi
