. /mnt/product/scripts/java.sh
a=$(cut -d ' ' -f 1 /proc/uptime)
jkexec backends
echo "real $a $(cut -d ' ' -f 1 /proc/uptime)"
