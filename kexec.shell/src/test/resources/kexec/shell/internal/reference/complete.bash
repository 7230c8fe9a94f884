# Completes command lines as bash does when a tab is pressed: complete.bash SCRIPT BREAKS WORD...
# prints the candidates, one a line, and then the settings that the script asked for.
COMP_WORDBREAKS=$2
settings=
compopt() { settings+=" $*"; }
# shellcheck source=/dev/null
source "$1"
shift 2
COMP_WORDS=(jkexec "$@") COMP_CWORD=$# COMPREPLY=()
_jkexec
((${#COMPREPLY[@]} == 0)) || printf '%s\n' "${COMPREPLY[@]}"
printf 'settings:%s\n' "$settings"
complete -p jkexec >/dev/null
