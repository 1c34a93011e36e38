/**
 * The hook that lets a push be refused with a reason per ref, as GitHub does; a pre-receive hook has one
 * answer for the whole push. It speaks git's pkt-line protocol, reads its policy from the environment that
 * git-http.ts sets, and hands every ref it has no objection to back to git ("fall-through").
 * Wording of GH006: refusals seen in public logs of GitHub Actions.
 */
export const procReceiveHook = `#!/bin/sh
read_packet() {
  size=$(dd bs=1 count=4 2>/dev/null)
  [ -n "$size" ] || return 1
  size=$((0x$size))
  [ "$size" -gt 4 ] || return 1
  packet=$(dd bs=1 count=$((size - 4)) 2>/dev/null | tr -d '\\000\\n')
}
send() { printf '%04x%s\\n' $((\${#1} + 5)) "$1"; }

while read_packet; do :; done
printf '000eversion=1\\n0000'

changed_workflow() {
  base=$1
  case $base in *[!0]*) ;; *) base=$(git hash-object -t tree /dev/null) ;; esac
  git diff --name-only "$base" "$2" -- .github/workflows | head -n 1
}

judge() {
  for branch in $STAND_IN_PROTECTED; do
    if [ "refs/heads/$branch" = "$3" ]; then
      printf 'error: GH006: Protected branch update failed for %s.\\n' "$3" >&2
      printf 'error: Changes must be made through a pull request.\\n' >&2
      reason='protected branch hook declined'
      return 1
    fi
  done
  if [ "$STAND_IN_WORKFLOW_SCOPE" = no ]; then
    case $2 in *[!0]*) workflow=$(changed_workflow "$1" "$2") ;; *) workflow= ;; esac
    if [ -n "$workflow" ]; then
      reason="refusing to allow a Personal Access Token to create or update workflow \\\`$workflow\\\` without \\\`workflow\\\` scope"
      return 1
    fi
  fi
}

commands=
while read_packet; do commands="$commands$packet
"; done
printf '%s' "$commands" | while read -r old new ref; do
  if judge "$old" "$new" "$ref"; then
    send "ok $ref"
    send 'option fall-through'
  else
    send "ng $ref $reason"
  fi
done
printf '0000'
`;
