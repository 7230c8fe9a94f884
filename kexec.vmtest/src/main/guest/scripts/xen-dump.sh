# In the crash kernel of a machine that ran Xen, after jkexec armed it: dom0's own messages, which need
# the description that its Linux has of itself, and all that needs Xen's.
. /mnt/product/scripts/vmcore.sh
. /mnt/product/scripts/xen-vmcore.sh
