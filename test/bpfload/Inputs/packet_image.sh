# packet_image.sh CLANG SOURCE OUT [FLAG...]: makes OUT.image of a C program with Inputs/tell.h.
set -e
clang=$1 source=$2 out=$3
shift 3
$clang -I/usr/include/$(uname -m)-linux-gnu -I"$(dirname "$0")" "$@" -c "$source" -o "$out.bpf.o"
bpfreloc "$out.bpf.o" --target /sys/kernel/btf/vmlinux -o "$out.image"
