# jkexec's commands that load nothing, and test classes that call the kernel.
#   inside=A,B    these classes
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
stamp calls
. /mnt/product/scripts/inside.sh
stamp end
