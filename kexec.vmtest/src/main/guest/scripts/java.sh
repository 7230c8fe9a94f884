# Sourced: jkexec as its users start it, with what keeps a JVM small and quick to start.
# Relative paths: the class archive was made elsewhere, and knows its jar by name.
jkexec() {
  (
    cd /mnt/product || exit 1
    exec /mnt/base/jre/bin/java -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData \
      -Xlog:disable -Xshare:auto -XX:SharedArchiveFile=kexec.jsa $JAVA_OPTIONS \
      -Dkexec.state.directory=/run/jkexec -jar kexec.jar "$@"
  )
}
stamp() { echo "stamp $(cut -d ' ' -f 1 /proc/uptime): $*"; }
