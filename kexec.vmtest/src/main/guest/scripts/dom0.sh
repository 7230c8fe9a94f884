# What dom0 is given of Xen.
[ -c /dev/xen/privcmd ] && echo "privcmd: yes"
[ -c /dev/xen/hypercall ] && echo "hypercall: yes"
echo "capabilities: $(cat /proc/xen/capabilities)"
cd /sys/hypervisor && for file in guest_type properties/features; do echo "$file: $(cat $file)"; done
