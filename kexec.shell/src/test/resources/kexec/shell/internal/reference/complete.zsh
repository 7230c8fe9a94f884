# Completes a command line as zsh does when a tab is pressed: complete.zsh DIRECTORY LINE prints the
# candidates, one a line. DIRECTORY has the completion; what is offered is written to a file there.
zmodload zsh/zpty
directory=$1
cat >$directory/inner <<'INNER'
autoload -Uz compinit && compinit -D -u
PS1= zstyle ':completion:*' verbose no
compadd() {
  if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
    builtin compadd "$@"
    return
  fi
  local -a hits
  builtin compadd -A hits "$@"
  (( ! $#hits )) || print -rl -- $hits >>$directory/hits
  builtin compadd "$@"
}
press() {
  _main_complete
  print -r -- end >>$directory/end
}
zle -C press complete-word press
bindkey '^I' press
INNER
zpty -b shell zsh -f -i
zpty -w shell "directory=${(q)directory} fpath=(${(q)directory} \$fpath); source ${(q)directory}/inner; print READY-\$?"
zpty -r shell answer $'*READY-0*'
zpty -w -n shell "$2"$'\t'
until [[ -e $directory/end ]]; do
  zpty -r -t shell answer || sleep 0.1
done
zpty -d shell
[[ ! -e $directory/hits ]] || sort -u $directory/hits
rm -f $directory/hits $directory/end
