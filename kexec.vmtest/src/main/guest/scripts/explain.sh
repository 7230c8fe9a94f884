# Makes each cause real, one after another: what explain says beforehand, and what a load then says.
# What cannot be taken back comes last.
. /mnt/product/scripts/java.sh
kernel=/mnt/product/tiny.bzImage
chmod 1777 /tmp
echo 'nobody:x:65534:65534::/tmp:/bin/sh' >/etc/passwd
codes() { sed -n "s/^$1.*(\([a-z0-9-]*\))\$/\1/p" | sort -u | tr '\n' ' '; }
told() { # NAME WORDS...: the status of explain, and its errors
  name=$1
  shift
  jkexec explain "$@" >/run/told 2>&1
  echo "$name explained: status $?, errors: $(codes '  error ' </run/told)"
}
refused() { # NAME WORDS...: the status of load, and what it says
  name=$1
  shift
  jkexec load "$@" >/run/refused 2>&1
  echo "$name loaded: status $?, codes: $(grep -v '^  \(warning\|info\) ' /run/refused | codes ' *')"
}

told healthy $kernel
refused healthy $kernel
kexec -u
cat /run/told

su -s /bin/sh -c '. /mnt/product/scripts/java.sh; jkexec explain' nobody >/run/told 2>&1
echo "nobody explained: status $?, errors: $(codes '  error ' </run/told)"
cat /run/told

echo 0 >/proc/sys/kernel/kexec_load_limit_reboot
told limit $kernel
refused limit $kernel

echo integrity >/sys/kernel/security/lockdown
told locked -p $kernel
echo "locked warned: $(codes '  warning ' </run/told)"
refused locked -p $kernel

echo 0 >/sys/kernel/kexec_crash_size
told no-region -p
refused no-region -p $kernel

echo 1 >/proc/sys/kernel/kexec_load_disabled
told disabled -p
refused disabled $kernel
