# What dom0 is given of Xen and of the machine.
. /mnt/product/scripts/java.sh
[ -c /dev/xen/privcmd ] && echo "privcmd: yes"
[ -c /dev/xen/hypercall ] && echo "hypercall: yes"
echo "capabilities: $(cat /proc/xen/capabilities)"
for file in /sys/hypervisor/guest_type /sys/hypervisor/properties/features; do
  echo "$file: $(cat $file)"
done
grep 'System RAM' /proc/iomem
stamp "java"
/mnt/base/jre/bin/java -Xmx128m -XX:+UseSerialGC -version
stamp "java ended"
