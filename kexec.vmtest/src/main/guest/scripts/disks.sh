# What a guest finds: its firmware and both disks.
if [ -d /sys/firmware/efi ]; then
  echo "firmware: efi"
else
  echo "firmware: bios"
fi
[ -x /mnt/base/jre/bin/java ] && echo "base disk: yes"
[ -s /mnt/product/kexec.jar ] && echo "product disk: yes"
uname -r
