# In the crash kernel of a machine that ran Xen: who wrote notes, and what a program that knows nothing
# of jkexec makes of the dump. Xen's part and dom0's are all that it reads: it can exclude pages by
# Linux' own description of itself only, which kexec-tools do not hand on.
. /mnt/product/scripts/notes.sh
dd if=/proc/vmcore of=/run/header bs=64k count=1 2>/dev/null
notes /run/header
makedumpfile -E -X -d 1 --message-level 31 -F /proc/vmcore >/dev/null 2>/run/messages
echo "makedumpfile: status $?"
tr '\r' '\n' </run/messages | grep -v '%'
