# What the commands of cases may call besides programs.

# module NAME: loads a module of this kernel with all that it needs; those listed in machine.py are there.
module() {
  for each in $(cat "/modules/$1.order"); do
    grep -q "^${each%.ko} " /proc/modules || insmod "/modules/$each"
  done
}
# refused COMMAND...: succeeds if the command doesn't.
refused() { if "$@"; then return 1; fi; }
# other_build IMAGE OUT BUILD_ID: the image as if made for another build, whose id ends in other bits.
other_build() {
  head=${3%??}
  case $3 in *00) tail=ff ;; *) tail=00 ;; esac
  xxd -p "$1" | tr -d '\n' | sed "s/$3/$head$tail/" | xxd -r -p >"$2"
  refused cmp -s "$1" "$2"
}
