# The disks are named by their serial numbers: which of them comes first is left to the kernel.
# A driver that was just loaded, and a busy host, need a moment.
disk() {
  for block in /sys/block/nvme*; do
    if [ "$(cat "$block/device/serial" 2>/dev/null | tr -d ' ')" = "$1" ]; then
      echo "/dev/${block##*/}"
      return
    fi
  done
}
