# Sourced: what is in a core file, a line for each part. No reader of such files is needed. ELF files of
# 32 bits, which 32-bit kernels make, have the same fields at other places.
number() { od -A n -t "u$3" -j "$2" -N "$3" "$1" | tr -d ' '; }
fields() {
  if [ $(number "$1" 4 1) = 1 ]; then
    width=4 phoff=28 phnum=44 entry=32 offset=4 paddr=12 filesz=16 memsz=20
  else
    width=8 phoff=32 phnum=56 entry=56 offset=8 paddr=24 filesz=32 memsz=40
  fi
}
notes() {
  fields "$1"
  # The kernel puts all notes into the first segment.
  header=$(number "$1" $phoff $width)
  at=$(number "$1" $((header + offset)) $width)
  end=$((at + $(number "$1" $((header + filesz)) $width)))
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
  fields "$1"
  at=$(number "$1" $phoff $width)
  left=$(number "$1" $phnum 2)
  while [ $left -gt 0 ]; do
    if [ $(number "$1" $at 4) = 1 ]; then
      start=$(number "$1" $((at + paddr)) $width)
      printf 'dumped: [0x%x, 0x%x)\n' $start $((start + $(number "$1" $((at + memsz)) $width)))
    fi
    at=$((at + entry))
    left=$((left - 1))
  done
}
