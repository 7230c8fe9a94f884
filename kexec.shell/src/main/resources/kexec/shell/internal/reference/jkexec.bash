# bash completion for jkexec                                  -*- shell-script -*-

# Sets options to a command's options, a word for each: its names with bars between
# them, an equals sign after each name of one with a value, and a plus sign before
# all of them for one that may be given again.
_jkexec_options() {
  case $1 in
@options@
    *) options= ;;
  esac
}

# Sets kind to what follows an option, and values to the words that may.
_jkexec_value() {
  values=
  case $1:$2 in
@values@
    *) kind=nothing ;;
  esac
}

# Sets wanted to the number of files that a command has as its parameters.
_jkexec_parameters() {
  case $1 in
@parameters@
    *) wanted=0 ;;
  esac
}

# Sets words to the words up to the cursor, without the program; the last one is
# incomplete. What bash takes apart at equals signs is joined again.
_jkexec_words() {
  local i word last joins=
  words=()
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]} last=$((${#words[@]} - 1))
    if [[ $joins ]]; then
      words[last]+=$word joins=
    elif [[ $word == = && last -ge 0 && ${words[last]} == --* ]]; then
      words[last]+== joins=yes
    else
      words+=("$word")
    fi
  done
}

_jkexec_reply() {
  local candidate
  COMPREPLY=()
  while IFS= read -r candidate; do
    COMPREPLY+=("$candidate")
  done
}

# Prints the ids of the boot loader's entries, without those that JSON has to escape.
_jkexec_entries() {
  echo default
  "${COMP_WORDS[0]}" entries --json 2>/dev/null | sed -n 's/^ *"id": "\([^\\]*\)",$/\1/p'
}

# Offers what begins with $1, and $2 before each where that is part of the same word.
_jkexec_offer_value() {
  case $kind in
    words) _jkexec_reply < <(compgen -P "$2" -W "$values" -- "$1") ;;
    entries)
      local id
      compopt +o default +o bashdefault
      _jkexec_reply < <(_jkexec_entries | while IFS= read -r id; do
        [[ $id != "$1"* ]] || printf '%q\n' "$2$id"
      done)
      ;;
    files)
      compopt -o filenames
      _jkexec_reply < <(compgen -P "$2" -f -- "$1")
      ;;
    directories)
      compopt -o filenames
      _jkexec_reply < <(compgen -P "$2" -d -- "$1")
      ;;
    *) compopt +o default +o bashdefault ;;
  esac
}

# Offers the options of the command $1 that begin with $2 and were not given yet.
_jkexec_offer_options() {
  local options option name names offered=()
  _jkexec_options "$1"
  for option in $options; do
    IFS='|' read -r -a names <<<"${option#+}"
    if [[ $option != +* ]]; then
      for name in "${names[@]}"; do
        [[ $given != *" ${name%=} "* ]] || continue 2
      done
    fi
    offered+=("${names[@]}")
  done
  compopt +o default +o bashdefault
  _jkexec_reply < <(compgen -W "${offered[*]}" -- "$2")
  [[ ${#COMPREPLY[@]} != 1 || ${COMPREPLY[0]} != *= ]] || compopt -o nospace
}

_jkexec() {
  local words command current prefix kind values wanted parameters=0 given=' ' i
  COMPREPLY=()
  _jkexec_words
  current=${words[${#words[@]} - 1]}
  command=${words[0]}
  if ((${#words[@]} == 1)) && [[ $current != -* ]]; then
    _jkexec_reply < <(compgen -W '@commands@' -- "$current")
    return
  fi
  # kexec-tools' form has its operation among its options.
  [[ $command != -* ]] || command=@tools@
  for ((i = 0; i < ${#words[@]} - 1; i++)); do
    [[ ${words[i]} != -* ]] || given+="${words[i]%%=*} "
    case ${words[i]} in
      --*=*) ;;
      -*)
        _jkexec_value "$command" "${words[i]}"
        if [[ $kind != nothing ]]; then
          if ((++i == ${#words[@]} - 1)); then
            _jkexec_offer_value "$current" ''
            return
          fi
        fi
        ;;
      *) ((i == 0 || ++parameters)) ;;
    esac
  done
  _jkexec_parameters "$command"
  if [[ $current == --*=* ]]; then
    _jkexec_value "$command" "${current%%=*}"
    # Bash replaces only what follows the equals sign, unless that separates no words.
    [[ $COMP_WORDBREAKS == *=* ]] || prefix=${current%%=*}=
    _jkexec_offer_value "${current#*=}" "${prefix-}"
  elif [[ $current == -* ]] || ((parameters >= wanted)); then
    _jkexec_offer_options "$command" "$current"
  else
    compopt -o filenames
    _jkexec_reply < <(compgen -f -- "$current")
  fi
}

complete -o bashdefault -o default -F _jkexec jkexec
