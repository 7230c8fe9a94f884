# jkexec as a service: its bundles in a framework that stays, with a shell. What becomes of images is
# logged. The host takes part: each line that it sends is carried out here, until one says "end".
#   gogo WORD…    is for the framework's shell
. /mnt/product/scripts/java.sh
mkfifo /run/commands
# The shell keeps its history in the home directory.
JAVA_OPTIONS="-Dkexec.log=INFO -Duser.home=/run" service </run/commands 2>&1 &
exec 3>/run/commands 4<"$report"
gogo() { echo "$*" >&3; }
# For what a test waits for, with a limit of its own.
state() {
  echo "state: crash=$(cat /sys/kernel/kexec_crash_loaded) cpus=$(cat /sys/devices/system/cpu/present)"
}
keeps() {
  echo "keeps: cpu=$(cat /sys/devices/system/cpu/crash_hotplug 2>/dev/null) memory=$(cat /sys/devices/system/memory/crash_hotplug 2>/dev/null)"
}
uname -r
echo "ready"
while read -r line <&4 && [ "$line" != end ]; do
  eval "$line"
  echo "did: $line"
done
