# jkexec keeps a crash image and a default image loaded, as at every boot, and remembers them on a disk
# that the same machine had before its power was cut. The test may cut it again at any moment.
#   look=yes  asks for the status before anything is loaded
. /disk.sh
mkdir -p /mnt/state
mount -t ext4 "$(disk state)" /mnt/state
STATE=/mnt/state/jkexec
. /mnt/product/scripts/java.sh
kept() { find $STATE -type f 2>/dev/null | sed "s/^/$1: /"; }
loaded() { echo "$1: crash=$(cat /sys/kernel/kexec_crash_loaded) default=$(cat /sys/kernel/kexec_loaded)"; }
kept found
loaded before
if [ "$look" = yes ]; then
  jkexec status | sed 's/^/before: /'
fi
stamp "keep begins"
jkexec keep --once --directory=/mnt/state/jkexec.d
echo "keep: status $?"
stamp "keep ended"
loaded after
jkexec status | sed 's/^/after: /'
kept kept
stamp "done"
# The power is cut here at the latest.
sleep 1000
