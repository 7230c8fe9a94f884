# Runs test classes of this build in the guest.
#   inside=A,B    the classes
#   user=:U:G     as that user and group
chmod 1777 /tmp
${user:+chpst -u "$user"} /mnt/base/jre/bin/java -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
  -cp "/mnt/product/inside/*:/mnt/product/inside/test-classes" \
  kexec.vmtest.inside.InsideMain $(echo "$inside" | tr , ' ')
