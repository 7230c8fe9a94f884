# Read by the build script of a kind of machine: compiles purgatory and writes the binary to $1, and
# with $2 the symbols and their offsets there. Without arguments: to the resource that is committed,
# with the records that the tests compare. Of the script: the current directory, and
#   shared       the directory of this file
#   tool         what is put before the names of GCC's and GNU binutils' programs
#   machine      the compiler's flags for the processor
#   others       directories of sources and headers besides this one and the current one
#   sources      the sources, the one of the entry first
#   vectors      the flags for sha256_instructions.c, which alone uses vector registers
#   relocations  an expression for those that need no loader
#   resource     where the binary goes
export LC_ALL=C
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

flags="-std=gnu11 -Os -ffreestanding -fpie -include hidden.h -fno-stack-protector
  -fno-asynchronous-unwind-tables -fno-jump-tables -fno-tree-loop-distribute-patterns
  -fno-strict-aliasing -fno-common -fno-ident -Wall -Wextra -Werror"
include=-I.
for directory in $others $shared; do
  include="$include -I$directory"
done
objects=
for source in $sources; do
  case $source in
    *sha256_instructions.c) registers=$vectors ;;
    *) registers=-mgeneral-regs-only ;;
  esac
  object=${source##*/}
  object=$work/${object%.*}.o
  # shellcheck disable=SC2086 # words are wanted
  "${tool}gcc" $flags $machine $include $registers -c -o "$object" "$source"
  objects="$objects $object"
done
# Nobody corrects addresses when purgatory is loaded.
# shellcheck disable=SC2086 # words are wanted
if "${tool}readelf" -rW $objects | grep -E ' R_[A-Z0-9]+_' | grep -vE " $relocations "; then
  echo "purgatory would depend on where it lies" >&2
  exit 1
fi
# shellcheck disable=SC2086 # words are wanted
"${tool}ld" -T "$shared/purgatory.lds" --build-id=none -o "$work/purgatory.elf" $objects
"${tool}objcopy" -O binary -j .purgatory "$work/purgatory.elf" "$work/purgatory.bin"
cp "$work/purgatory.bin" "${1:-$resource}"
chmod 644 "${1:-$resource}"
if [ $# -gt 1 ]; then
  "${tool}nm" "$work/purgatory.elf" > "$2"
fi
if [ $# -eq 0 ]; then
  { "${tool}gcc" --version | sed -n 1p; "${tool}ld" --version | sed -n 1p; } > built-with
  for directory in . $others $shared; do
    find "$directory" -maxdepth 1 -type f ! -name built-from ! -name built-with
  done | sort | sed 's,^\./,,' | xargs sha256sum "$resource" > built-from
fi
