# jkexec's commands that load nothing: its JVM starts, it unpacks its native library and asks the kernel.
. /mnt/product/scripts/java.sh
. /mnt/product/scripts/machine.sh
uname -m
try() {
  stamp "$1"
  jkexec "$@"
  echo "$1: status $?"
}
try --version
try backends
try status
try inspect "$kernel"
stamp "end"
