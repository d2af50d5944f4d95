#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# How long the packed node takes to be ready, and how much memory it has resident when idle.
#   sh distribution/bench/startup.sh [JAVA_HOME...]     default: the java on the PATH, and each below /usr/lib/jvm
#   RUNS=9 IDLE=5 sh distribution/bench/startup.sh      starts for each Java, seconds before memory is read
# For each Java: milliseconds from the call of bin/chaos to the ready line (median, fastest, slowest), of those the
# kernel's own, and the resident memory in MiB (median, largest). Linux only: it reads /proc.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd -P)
chaos=$here/target/chaos/bin/chaos
runs=${RUNS:-7}
idle=${IDLE:-5}
[ -x "$chaos" ] || sh "$here/chaos" version >/dev/null

scratch=$(mktemp -d)
pid=
cleanup() {
  [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
  rm -rf "$scratch"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

# member NAME: of the JSON object on standard input, a number
member() { sed -n "s/.*\"$1\":\\([0-9]*\\).*/\\1/p"; }

# of numbers, one a line
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
smallest() { sort -n | head -n 1; }
largest() { sort -n | tail -n 1; }

now() { date +%s%N; }

once() { # once NUMBER: appends to $scratch/wall, kernel, rss
  mkfifo "$scratch/out.$1"
  begin=$(now)
  "$chaos" run --init --quiet --json --data "$scratch/data.$1" >"$scratch/out.$1" 2>"$scratch/err.$1" &
  pid=$!
  if ! read -r ready <"$scratch/out.$1"; then
    cat "$scratch/err.$1" >&2
    exit 1
  fi
  end=$(now)
  sleep "$idle"
  echo $(((end - begin) / 1000000)) >>"$scratch/wall"
  printf '%s\n' "$ready" | member kernel_ms >>"$scratch/kernel"
  awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$pid/status" >>"$scratch/rss"
  kill "$pid"
  wait "$pid" || true
  pid=
  rm -rf "$scratch/data.$1" "$scratch/out.$1"
}

measure() { # measure JAVA_HOME
  export JAVA_HOME="$1"
  version=$("$chaos" version --json | sed -n 's/.*"java":"\([^"]*\)".*/\1/p')
  rm -f "$scratch/wall" "$scratch/kernel" "$scratch/rss"
  once warm-up # makes the class-data archive, reads the jars from the disk
  rm -f "$scratch/wall" "$scratch/kernel" "$scratch/rss"
  i=0
  while [ $i -lt "$runs" ]; do
    i=$((i + 1))
    once $i
  done
  printf '| %s | %s | %s | %s | %s | %s | %s | %s |\n' "$version" "$runs" \
    "$(median <"$scratch/wall")" "$(smallest <"$scratch/wall")" "$(largest <"$scratch/wall")" \
    "$(median <"$scratch/kernel")" "$(median <"$scratch/rss")" "$(largest <"$scratch/rss")"
}

if [ $# -eq 0 ]; then
  for java in "${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}" /usr/lib/jvm/*; do
    java=$(readlink -f "$java")
    [ -x "$java/bin/java" ] || continue
    case " $* " in *" $java "*) ;; *) set -- "$@" "$java" ;; esac
  done
fi

echo '| Java | starts | ready ms: median | fastest | slowest | kernel ms: median | resident MiB: median | largest |'
echo '|---|---|---|---|---|---|---|---|'
for java; do
  measure "$java"
done
