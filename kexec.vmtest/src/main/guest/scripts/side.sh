# kexec-tools and jkexec lay the same image out, one after the other, in the same machine; under Xen
# both hand it to Xen.
. /mnt/product/scripts/java.sh
line="console=ttyS0 panic=-1 mark=second"
set -- /mnt/base/vmlinuz-cloud --initrd=/mnt/product/small.cpio.gz
stamp "kexec begins"
kexec -d -c -l "$@" --append="$line" 2>&1
echo "kexec: status $?"
stamp "kexec ends"
kexec -u
stamp "jkexec begins"
jkexec load -c "$@" --append="$line" --json
echo "jkexec: status $?"
stamp "jkexec ends"
kexec -e
