# Makes each cause real, one after another: what explain says beforehand, and what a load then says.
#   causes=A,B    the functions to run; those whose cause cannot be taken back come last
. /mnt/product/scripts/java.sh
kernel=/mnt/product/tiny.bzImage
run=/mnt/product/scripts/explain.sh
out=/tmp/explain-$(id -u)
codes() { sed -n "s/^$1.*(\([a-z0-9-]*\))\$/\1/p" | sort -u | tr '\n' ' '; }
told() { # NAME WORDS...: the status of explain, its errors and its warnings
  name=$1
  shift
  jkexec explain "$@" >"$out.told" 2>&1
  echo "$name explained: status $?, errors: $(codes '  error ' <"$out.told")"
  echo "$name warned: $(codes '  warning ' <"$out.told")"
}
refused() { # NAME WORDS...: the status of load, and what it says
  name=$1
  shift
  jkexec load "$@" >"$out.refused" 2>&1
  echo "$name loaded: status $?, codes: $(grep -v '^  \(warning\|info\) ' "$out.refused" | codes ' *')"
}
both() {
  told "$@"
  refused "$@"
}

healthy() {
  both healthy $kernel
  kexec -u
  cat "$out.told"
}

# For another processor: the header of an arm64 Image is all that is looked at.
foreign() {
  {
    head -c 18 /dev/zero
    printf '\001\000\000\000\000\000'
    printf '\012\000\000\000\000\000\000\000'
    head -c 24 /dev/zero
    printf 'ARM\144'
    head -c 65476 /dev/zero
  } >/run/Image
  both foreign /run/Image
}

# Under another user, in another user namespace, under a filter: this script again.
nobody() {
  if [ "$(id -u)" = 0 ]; then
    echo 'nobody:x:65534:65534::/tmp:/bin/sh' >/etc/passwd
    # A load writes its record first, which must not be what fails.
    rm -rf /run/jkexec
    mkdir -m 700 /run/jkexec
    chown nobody /run/jkexec
    causes=nobody su -s /bin/sh -c "sh $run" nobody
    rm -rf /run/jkexec
  else
    both nobody $kernel
    cat "$out.told"
  fi
}
users() {
  if grep -q 4294967295 /proc/self/uid_map; then
    causes=users unshare -U -r sh $run
  else
    both users $kernel
  fi
}
filtered() {
  if grep -q '^Seccomp:.*0' /proc/self/status; then
    causes=filtered /mnt/base/jre/bin/java -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
      -cp "/mnt/product/inside/test-classes:/mnt/product/inside/*" \
      kexec.vmtest.inside.Filtered 38 sh $run
  else
    both filtered $kernel
  fi
}

limit() {
  echo 0 >/proc/sys/kernel/kexec_load_limit_reboot
  both limit $kernel
}
rules() {
  echo 'appraise func=KEXEC_KERNEL_CHECK appraise_type=imasig' >/sys/kernel/security/ima/policy
  both rules $kernel
}
# Linux 6.1 does not know crashkernel=SIZE,cma, and then reserves nothing at all.
unreserved() {
  told unreserved -p
  grep crashkernel= "$out.told"
  refused unreserved -p $kernel
}
appraised() {
  both appraised $kernel
}
locked() {
  echo integrity >/sys/kernel/security/lockdown
  both locked -p $kernel
  grep 'oops\|lent' "$out.told"
}
region() {
  echo 0 >/sys/kernel/kexec_crash_size
  echo 1 >/proc/sys/kernel/panic_on_oops
  told no-region -p
  grep oops "$out.told"
  refused no-region -p $kernel
}
disabled() {
  echo 1 >/proc/sys/kernel/kexec_load_disabled
  told disabled -p
  refused disabled $kernel
}

chmod 1777 /tmp 2>/dev/null
# The kernel's configuration, where the disk has that of the kernel that runs.
[ -e /boot ] || ln -s /mnt/base/boot /boot
for cause in $(echo "$causes" | tr , ' '); do
  stamp "$cause"
  "$cause"
done
