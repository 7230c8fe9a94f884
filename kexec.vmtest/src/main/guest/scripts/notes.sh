# Sourced: what is in a core file, a line for each part. No reader of such files is needed.
number() { od -A n -t "u$3" -j "$2" -N "$3" "$1" | tr -d ' '; }
notes() {
  # The kernel puts all notes into the first segment.
  header=$(number "$1" 32 8)
  at=$(number "$1" $((header + 8)) 8)
  end=$((at + $(number "$1" $((header + 32)) 8)))
  while [ $at -lt $end ]; do
    name=$(number "$1" $at 4)
    size=$(number "$1" $((at + 4)) 4)
    type=$(number "$1" $((at + 8)) 4)
    owner=$(dd if="$1" bs=1 skip=$((at + 12)) count=$((name - 1)) 2>/dev/null)
    printf 'note: %s type=0x%x size=%d\n' "$owner" "$type" "$size"
    at=$((at + 12 + ((name + 3) & ~3) + ((size + 3) & ~3)))
  done
}
# The physical range of each loadable segment.
segments() {
  at=$(number "$1" 32 8)
  left=$(number "$1" 56 2)
  while [ $left -gt 0 ]; do
    if [ $(number "$1" $at 4) = 1 ]; then
      start=$(number "$1" $((at + 24)) 8)
      printf 'dumped: [0x%x, 0x%x)\n' $start $((start + $(number "$1" $((at + 40)) 8)))
    fi
    at=$((at + 56))
    left=$((left - 1))
  done
}
