# Sourced: what differs between the processors.
#   console   the first serial port
#   kernel    the kernel that is loaded when the test names none
#   peer      what kexec-tools must be told in addition
case $(uname -m) in
  aarch64)
    console=ttyAMA0 kernel=/mnt/base/vmlinuz
    ;;
  armv7l)
    # It reserves too little for the unpacked kernel, which then overwrites its initial RAM disk.
    console=ttyAMA0 kernel=/mnt/base/vmlinuz peer=--image-size=0x2000000
    ;;
  *)
    console=ttyS0 kernel=/mnt/product/tiny.bzImage
    ;;
esac
