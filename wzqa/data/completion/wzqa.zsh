#compdef wzqa
_wzqa() {
  local -a found
  found=("${(@f)$(WZQA_COMPLETE="$(printf '\037%s' "${(@)words[2,CURRENT]}")" wzqa 2>/dev/null)}")
  if (( ${#found} )) && [[ -n "${found[1]}" ]]; then compadd -Q -- "${found[@]}"; else _files; fi
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
compdef _wzqa wzqa
