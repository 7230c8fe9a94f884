# Where Xen's own allocator meets the destinations of an image, Xen damages the image and says nothing.
# jkexec does not place an image there, not even where it is told to.
. /mnt/product/scripts/java.sh
head -c 200m /dev/urandom >/run/big
line="console=ttyS0 panic=-1 mark=second"
set -- /mnt/base/vmlinuz-cloud --initrd=/mnt/product/small.cpio.gz --initrd=/run/big
jkexec plan "$@" --append="$line" --mem-min=0x10000000 --mem-max=0x20000000
echo "plan there: status $?"
jkexec load "$@" --append="$line" --json
echo "load: status $?"
kexec -e
