# Where Xen's own allocator meets the destinations of an image, Xen damages the image and says nothing:
# with dom0_mem=1500M of 2 GiB that is so for 200 MiB at 0x10000000. This image lies elsewhere.
. /mnt/product/scripts/java.sh
while cat /mnt/base/vmlinuz-*; do :; done 2>/dev/null | head -c 200m >/run/big
# So much is hashed that the better compiler pays.
JAVA_OPTIONS=-XX:TieredStopAtLevel=4 jkexec load -c /mnt/base/vmlinuz-cloud \
  --initrd=/mnt/product/small.cpio.gz --initrd=/run/big \
  --append="console=ttyS0 panic=-1 mark=second" --json
echo "load: status $?"
kexec -e
