# Secure Boot: the kernel takes no segments, and of files those only whose signature it knows. That is
# shown to kexec-tools, to the system calls themselves and to jkexec, one after the other; then jkexec
# starts a signed kernel.
. /mnt/product/scripts/java.sh
. /mnt/product/scripts/notes.sh
signed=/mnt/base/vmlinuz-cloud
state() {
  echo "state: loaded=$(cat /sys/kernel/kexec_loaded) crash=$(cat /sys/kernel/kexec_crash_loaded)"
}

# The signed kernel with other bytes in it, and the same without its signature, which lies at its end:
# entry 4 of the data directories of a PE32+ file says where (PE format, "Optional header").
cp $signed /run/changed
printf 'other' | dd of=/run/changed bs=1 seek=4194304 conv=notrunc 2>/dev/null
entry=$(($(number $signed 60 4) + 24 + 112 + 4 * 8))
head -c "$(number $signed $entry 4)" $signed >/run/unsigned
head -c 8 /dev/zero | dd of=/run/unsigned bs=1 seek=$entry conv=notrunc 2>/dev/null

stamp "kexec-tools"
kexec -c -l /mnt/product/tiny.bzImage 2>&1 | grep failed
kexec -c -u 2>&1

# One start of the JVM for all of jkexec. A command's answer is complete when the one to echo is there.
# Its shell keeps a history in the user's home.
mkfifo /run/commands
JAVA_OPTIONS=-Duser.home=/run service </run/commands >/run/answers 2>&1 &
service=$!
exec 3>/run/commands
told=0
shown=0
gogo() {
  told=$((told + 1))
  echo "$*" >&3
  echo "echo answered $told" >&3
  until grep -q "answered $told" /run/answers; do
    kill -0 $service || break
    usleep 100000
  done
  echo "told: $*"
  sed "1,${shown}d" /run/answers
  shown=$(wc -l </run/answers)
  state
}

gogo echo ready >/dev/null

# Nothing tells beforehand which call is shut.
stamp "in the dark"
umount /sys/kernel/security
gogo kexec:load -c $signed
gogo kexec:load $signed
gogo kexec:unload
mount -t securityfs securityfs /sys/kernel/security
ln -s /mnt/base/boot /boot

stamp "system calls"
sh /mnt/product/scripts/inside.sh
state

stamp "refusals"
gogo kexec:load -c $signed
gogo kexec:load /mnt/product/tiny.bzImage
gogo kexec:load /run/unsigned
gogo kexec:load /run/changed
stamp "crash images"
gogo kexec:load -p $signed --append=first
gogo kexec:load -p $signed --append=second
gogo kexec:status
gogo kexec:unload -p
# A policy of our own is asked beside the kernel. The files are in memory, where they can be leased.
stamp "policy"
cp $signed /run/signed
mkdir -p /etc/jkexec
echo 'require-signature = kernel' >/etc/jkexec/policy
gogo kexec:load /run/signed
sha256sum /run/signed /run/changed >/etc/jkexec/allowed.sha256
gogo kexec:load /run/signed --append=listed
gogo kexec:unload
gogo kexec:load /run/changed
rm /etc/jkexec/policy
stamp "jump"
gogo kexec:load $signed --initrd=/mnt/product/small.cpio.gz "'--append=console=ttyS0 panic=-1 no_timer_check cryptomgr.notests mark=second'"
gogo kexec:exec --force
