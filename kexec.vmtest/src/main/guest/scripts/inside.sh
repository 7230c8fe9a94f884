# Runs test classes of this build in the guest.
#   inside=A,B    the classes
#   user=NAME     as that user, without capabilities
chmod 1777 /tmp
echo 'nobody:x:65534:65534::/tmp:/bin/sh' >/etc/passwd
as() {
  if [ -n "$user" ]; then
    su -s /bin/sh -c "$*" "$user"
  else
    "$@"
  fi
}
as /mnt/base/jre/bin/java -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
  -cp /mnt/product/inside/test-classes:"/mnt/product/inside/*" \
  kexec.vmtest.inside.InsideMain $(echo "$inside" | tr , ' ')
