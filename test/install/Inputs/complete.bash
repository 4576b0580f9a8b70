# complete.bash FOLDER TOOL WORD...: what bash would offer for the last word, in one line.
source "$1/$2"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
"_$1" "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
[ "${#COMPREPLY[@]}" -eq 0 ] || echo "${COMPREPLY[*]}"
