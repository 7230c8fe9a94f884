# Sourced: jkexec as its users start it, with what keeps a JVM small and quick to start.
# LIBRARY= lets JNA unpack its library, as it does where no class archive and thus no library was made.
# STATE= is where images are remembered, if not in memory.
# Relative paths: the class archive was made elsewhere, and knows its jar by name.
if [ -e /mnt/product/libjnidispatch.so ]; then
  library=-Djna.boot.library.path=/mnt/product
fi
jar() {
  (
    name=$1
    shift
    cd /mnt/product || exit 1
    exec /mnt/base/jre/bin/java -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData \
      -Xlog:disable -Xshare:auto -XX:SharedArchiveFile="$name.jsa" $JAVA_OPTIONS \
      -Dkexec.state.directory="${STATE:-/run/jkexec}" ${LIBRARY-$library} -jar "$name.jar" "$@"
  )
}
jkexec() { jar kexec "$@"; }
# The same bundles with a shell, in a framework that stays.
service() { jar gogo; }
stamp() { echo "stamp $(cut -d ' ' -f 1 /proc/uptime): $*"; }
