# The product's bundles in a framework: a simulated machine is armed, the bundle of the real one
# arrives and takes the crash image over, the framework stops, and the kernel crashes.
#   machine=NAME  the real one: linux, or xen in dom0
product=/run/product
classes=/mnt/product/inside/test-classes
unzip -q /mnt/product/gogo.jar -d "$product"
path=$classes
for part in org.apache.felix.framework slf4j-api kexec.logging; do
  path=$path:$(echo "$product/jar/$part"-*.jar)
done
/mnt/base/jre/bin/java -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData \
  -cp "$path:$product" kexec.vmtest.swap.SwapMain "$product" "$classes" /run/swap "${machine:-linux}"
echo "swap: status $?"
echo "state: loaded=$(cat /sys/kernel/kexec_loaded) crash=$(cat /sys/kernel/kexec_crash_loaded)"
kexec -S
echo "crash status $?"
echo c >/proc/sysrq-trigger
