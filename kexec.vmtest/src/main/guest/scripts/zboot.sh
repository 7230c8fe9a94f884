# Sourced: EFI zboot images (Linux, drivers/firmware/efi/libstub/zboot-header.S).
# Prints a number of 32 bits, little-endian.
le32() {
  for shift in 0 8 16 24; do
    printf "\\$(printf %03o $(($1 >> shift & 255)))"
  done
}
zeros() { head -c "$1" /dev/zero; }
# Prints an image with a payload that gzip made.
zboot() {
  printf 'MZ\0\0zimg'
  le32 64
  le32 "$(wc -c <"$1")"
  zeros 8
  printf gzip
  zeros 36
  cat "$1"
}
