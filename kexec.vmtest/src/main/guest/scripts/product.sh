# The product as it is, without a load: it starts, and simulates the kernel that runs here.
. /mnt/product/scripts/java.sh
stamp start
jkexec simulate /mnt/base/vmlinuz-cloud --initrd=/mnt/product/small.cpio.gz
echo "simulate: status $?"
stamp simulate
