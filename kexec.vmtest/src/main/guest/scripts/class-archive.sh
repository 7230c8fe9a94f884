# How long the first output takes without and with the archive of loaded classes.
. /mnt/product/scripts/java.sh
for JAVA_OPTIONS in "-Xshare:off" "-XX:SharedArchiveFile=/mnt/base/jre/lib/server/classes.jsa" "" ""; do
  before=$(cut -d ' ' -f 1 /proc/uptime)
  jkexec backends >/dev/null
  echo "backends with [$JAVA_OPTIONS]: status $? from $before to $(cut -d ' ' -f 1 /proc/uptime)"
done
