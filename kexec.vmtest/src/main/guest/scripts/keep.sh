# jkexec keeps a configured crash image loaded: the kernel and its initial RAM disk are replaced, as
# by an upgrade, and the machine crashes then.
#   words=a,b  further words of the new kernel's command line
. /mnt/product/scripts/java.sh
. /mnt/product/scripts/machine.sh
mkdir -p /run/boot /run/conf
cp "$kernel" /run/boot/vmlinuz
cp /mnt/product/small.cpio.gz /run/boot/initrd
cat >/run/conf/kdump.conf <<END
slot = crash
kernel = /run/boot/vmlinuz
initrd = /run/boot/initrd
append = console=$console panic=-1 mark=second $(echo "$words" | tr , ' ') cryptomgr.notests nr_cpus=1 reset_devices
settle = 2
END
stamp "keep"
jkexec keep --directory=/run/conf 2>/run/keep.log &
keeper=$!
current() {
  until [ "$(grep -c ': current' /run/keep.log)" -ge "$1" ]; do
    sleep 1
    kill -0 $keeper 2>/dev/null || return
  done
}
state() { echo "$1: crash=$(cat /sys/kernel/kexec_crash_loaded)"; }
current 1
stamp "armed"
state first
echo "no kernel" >/run/boot/vmlinuz
until grep -q ': outdated' /run/keep.log; do sleep 1; done
state refused
cp /mnt/base/vmlinuz-cloud /run/boot/vmlinuz.new
mv /run/boot/vmlinuz.new /run/boot/vmlinuz
touch /run/boot/initrd
stamp "upgraded"
current 2
stamp "armed again"
state second
cat /run/keep.log
# It ends by a signal, and leaves the image loaded.
kill $keeper
wait $keeper
state ended
echo c >/proc/sysrq-trigger
