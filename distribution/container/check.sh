#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Checks the image, the container file and the systemd unit as far as this can be done without an engine:
#   image       made by distribution/image/build.sh; runs with no java on the PATH
#   container   the root file system that the container file makes, mounted read-only, in namespaces of its own, as a
#               user that is not root, with nothing else in it; started by the words of ENTRYPOINT, asked by those of
#               HEALTHCHECK, stopped by STOPSIGNAL
#   systemd     the unit is verified, and its exposure is judged
#   sh distribution/container/check.sh                  KEEP_IMAGE=yes takes the image that is there
# It needs the packed node, a JDK, bubblewrap and systemd-analyze (Debian: bubblewrap, systemd). Root or not.
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
distribution=$(dirname "$here")
file=$here/Containerfile
image=$distribution/target/image
work=$(mktemp -d)
pid=
node=
cleanup() {
  for each in $node $pid; do kill -9 "$each" 2>/dev/null || true; done
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

say() { printf 'check: %s\n' "$1"; }
fail() {
  printf 'check: FAILED: %s\n' "$1" >&2
  exit 1
}
for tool in bwrap systemd-analyze setpriv; do
  command -v $tool >/dev/null || fail "$tool is missing (Debian: bubblewrap, systemd, util-linux)"
done

# -- the container file: every line an instruction that is known, and the last stage as it has to be
awk '
  /^#/ || /^$/ { if (!more) next }
  !more { instruction = $1; if (instruction !~ /^(ARG|FROM|LABEL|COPY|RUN|USER|ENV|WORKDIR|VOLUME|EXPOSE|STOPSIGNAL|HEALTHCHECK|ENTRYPOINT|CMD)$/) { print "line " NR ": " $0; bad = 1 } }
  { more = /\\$/ }
  END { exit bad }' "$file" || fail 'the container file has an instruction that is not known'
last=$(sed -n '/^FROM scratch/,$p' "$file")
[ -n "$last" ] || fail 'the last stage is not made from scratch'
for line in 'USER 65532:65532' 'STOPSIGNAL SIGTERM' 'VOLUME \["/var/lib/chaos"\]' 'HEALTHCHECK ' 'ENTRYPOINT \['; do
  printf '%s\n' "$last" | grep -q "^$line" || fail "the last stage has no $line"
done
! printf '%s\n' "$last" | grep -q '^RUN' || fail 'the last stage runs something, and there is no shell in it'
sed -n 's/^COPY \([^-$][^ ]*\) .*/\1/p' "$file" | while read -r source; do
  [ -e "$distribution/../$source" ] || fail "COPY $source: there is no such file"
  grep -q -x "!$source" "$distribution/../.dockerignore" || fail "COPY $source: .dockerignore leaves it out"
done
say 'the container file has its instructions, files, user and signal'

# words KEYWORD: of the last stage's list, one a line, with the image's path instead of /opt/chaos
words() { printf '%s\n' "$last" | tr -d '\n\\' | sed "s/.*$1 *\\[\\([^]]*\\)\\].*/\\1/" | tr ',' '\n' | sed -e 's/^ *"//' -e 's/" *$//' -e "s#/opt/chaos#$image#"; echo; }

# -- the image
[ "${KEEP_IMAGE:-}" = yes ] || IMAGE=$image sh "$distribution/image/build.sh" || fail 'the image was not built'
if command -v java >/dev/null; then hidden=$(dirname "$(command -v java)"); else hidden=; fi
mkdir "$work/bin"
for tool in sh dirname basename readlink sed cksum ls mkdir rm mktemp mv env; do ln -s "$(command -v $tool)" "$work/bin/$tool"; done
env -i PATH="$work/bin" HOME="$work" sh -c '! command -v java' >/dev/null || fail "java is on the path of the trial ($hidden)"
env -i PATH="$work/bin" HOME="$work" "$image/bin/chaos" run --init --quiet --json --exit-when-ready --data "$work/bare" >"$work/bare.out" 2>"$work/bare.err" ||
  fail "the image does not start where no java is: $(cat "$work/bare.err")"
grep -q '"ready":true' "$work/bare.out" || fail 'the image was not ready where no java is'
! grep -q preparing "$work/bare.err" || fail 'the image made its archive of classes again'
say 'the image starts where no java is on the path, with its archive of classes'

# -- the container
sh "$here/rootfs.sh" "$image" "$work/root"
for shell in bin/sh usr/bin/sh bin/busybox; do [ ! -e "$work/root/$shell" ] || fail "there is a $shell"; done
mkdir "$work/data"
as=
if [ "$(id -u)" = 0 ]; then
  chown 65532:65532 "$work/data"
  chmod 711 "$work"
  as='setpriv --reuid 65532 --regid 65532 --clear-groups --no-new-privs'
fi
enter() { # enter WORDS...: in the container, instead of this shell
  # shellcheck disable=SC2086 # words
  exec $as bwrap --unshare-user --unshare-ipc --unshare-uts --unshare-net --cap-drop ALL --ro-bind "$work/root" / \
    --ro-bind /proc /proc --dev /dev --tmpfs /tmp --bind "$work/data" /var/lib/chaos --chdir /var/lib/chaos \
    --clearenv --setenv CHAOS_DATA /var/lib/chaos "$@"
}
[ -n "$as" ] || [ "$(id -u)" != 0 ] || fail 'it would run as root'

mkfifo "$work/out"
{ words ENTRYPOINT; echo run; echo --init; echo --listen; echo /ip4/127.0.0.1/tcp/4001; echo --json; echo --quiet; } >"$work/words"
# shellcheck disable=SC2046 # one word a line, none with spaces
(enter $(cat "$work/words")) >"$work/out" 2>"$work/err" &
pid=$!
read -r ready <"$work/out" || fail "the container ended: $(cat "$work/err")"
case $ready in *'"ready":true'*) ;; *) fail "not ready: $ready" ;; esac
node=$pid # bubblewrap stays above it
while child=$(cut -d' ' -f1 "/proc/$node/task/$node/children") && [ -n "$child" ]; do node=$child; done
uid=$(sed -n 's/^Uid:[[:space:]]*\([0-9]*\).*/\1/p' "/proc/$node/status")
[ "$uid" != 0 ] || fail 'the node runs as root'
caps=$(sed -n 's/^CapEff:[[:space:]]*//p' "/proc/$node/status")
[ "$caps" = 0000000000000000 ] || fail "the node has capabilities: $caps"
say "it is ready in a read-only root, as user $uid without capabilities: $(printf '%s' "$ready" | sed 's/.*"ready_ms":\([0-9]*\).*/\1 ms/')"
# shellcheck disable=SC2046 # one word a line, none with spaces
(enter $(words 'HEALTHCHECK[^[]*')) \
  >"$work/health" 2>&1 || fail "the health check fails: $(cat "$work/health")"
grep -q '"chain_id"' "$work/health" || fail "the health check says: $(cat "$work/health")"
kill -s "$(sed -n 's/^STOPSIGNAL SIG//p' "$file")" "$node"
code=0
wait "$pid" || code=$?
pid=
node=
[ "$code" = 0 ] || fail "after the stop signal it ended with $code: $(cat "$work/err")"
say 'its health check answers, and the stop signal ends it in order'

# -- systemd
mkdir "$work/unit"
sed "s#/opt/chaos#$image#g" "$distribution/systemd/chaos.service" >"$work/unit/chaos.service"
systemd-analyze verify --man=no "$work/unit/chaos.service" 2>"$work/verify" || fail "the unit: $(cat "$work/verify")"
[ ! -s "$work/verify" ] || fail "the unit: $(cat "$work/verify")"
systemd-analyze security --offline=true --threshold=20 --no-pager "$work/unit/chaos.service" >"$work/security" ||
  fail "the unit is exposed: $(tail -n 1 "$work/security")"
systemd-sysusers --dry-run "$distribution/systemd/chaos.sysusers" >/dev/null 2>&1 || fail 'the user is not declared well'
say "the unit is verified: $(tail -n 1 "$work/security" | sed 's/[^0-9a-zA-Z.: ]//g; s/^ *//')"
