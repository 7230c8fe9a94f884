# What goes wrong around a load: a full /tmp, and a JVM that is killed in the middle of one.
. /mnt/product/scripts/java.sh
loaded() { cat /sys/kernel/kexec_loaded; }
mount -t tmpfs -o size=64k full /tmp
head -c 1m /dev/zero >/tmp/fill 2>/dev/null
LIBRARY= JAVA_OPTIONS="-Djava.io.tmpdir=/run -Djna.tmpdir=/tmp" jkexec load -c /mnt/product/tiny.bzImage 2>&1
echo "full /tmp: status $?, loaded=$(loaded)"
umount /tmp

# Killed once its initrd is staged or being staged; whatever the kernel holds then is the truth.
head -c 200m /dev/zero >/run/big
jkexec load -c /mnt/product/tiny.bzImage --initrd=/run/big >/run/out 2>&1 &
load=$!
until java=$(pidof java) && grep -q /run/big "/proc/$java/maps" 2>/dev/null; do usleep 20000; done
kill -9 $java
wait $load
echo "killed: status $?"
holds=$(loaded)
jkexec status --json >/run/status
echo "status: $?"
tr -d ' \n' </run/status | grep -q "\"slot\":\"default\",\"machine\":\"linux\",\"receiver\":\"[^\"]*\",\"loaded\":$([ "$holds" = 1 ] && echo true || echo false)" &&
  echo "status tells the truth: loaded=$holds"
jkexec load -c /mnt/product/tiny.bzImage
echo "load afterwards: status $?, loaded=$(loaded)"
