# jkexec starts Xen with a kernel for dom0, from Linux. Under emulation dom0 does not bear SMAP.
. /mnt/product/scripts/java.sh
jkexec load /mnt/base/xen.gz --append="console=com1 com1=115200 loglvl=info no-real-mode edd=off smap=off" \
  --module="/mnt/base/vmlinuz-generic console=hvc0 panic=-1 mark=second" \
  --module=/mnt/product/small.cpio.gz
echo "load: status $?"
kexec -e
