_wzqa() {
  local IFS=$'\n'
  COMPREPLY=($(WZQA_COMPLETE="$(printf '\037%s' "${COMP_WORDS[@]:1:COMP_CWORD}")" wzqa 2>/dev/null))
}
complete -o default -F _wzqa wzqa
