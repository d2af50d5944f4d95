#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# How long the packed node takes to be ready, and how much memory it has resident when idle.
#   sh distribution/bench/startup.sh [JAVA_HOME...]     default: the java on the PATH, and each below /usr/lib/jvm
#   RUNS=9 IDLE=5 sh distribution/bench/startup.sh      starts for each Java, seconds before memory is read
#   NODE=/tmp/relay-1.0.0 sh distribution/bench/startup.sh   another node than the packed one, by its folder
# A start during which the other processes of the machine took more than a tenth of a second of processor time is not
# counted, but tried again, up to ten times as often as wanted.
# For each Java: milliseconds from the call of bin/chaos to the ready line (median, fastest, slowest), of those the
# kernel's own, and the resident memory in MiB (median, largest). Linux only: it reads /proc.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd -P)
chaos=${NODE:-$here/target/chaos}/bin/chaos
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
busy() { awk '/^cpu / { print $2 + $3 + $4 + $7 + $8 }' /proc/stat; } # of all processes, in ticks
own() { awk '{ print $14 + $15 + $16 + $17 }' "/proc/$1/stat"; }      # of one, in ticks
ticks=$(getconf CLK_TCK)

once() { # once NUMBER: appends to $scratch/wall, kernel, rss; fails if the machine was busy
  mkfifo "$scratch/out.$1"
  busy_before=$(busy)
  begin=$(now)
  "$chaos" run --quiet --json --data "$scratch/data" >"$scratch/out.$1" 2>"$scratch/err.$1" &
  pid=$!
  if ! read -r ready <"$scratch/out.$1"; then
    cat "$scratch/err.$1" >&2
    exit 1
  fi
  end=$(now)
  others=$(($(busy) - busy_before - $(own "$pid")))
  sleep "$idle"
  rss=$(awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$pid/status")
  kill "$pid"
  wait "$pid" || true
  pid=
  rm -f "$scratch/out.$1"
  [ "$others" -le $((ticks / 10)) ] || return 1
  echo $(((end - begin) / 1000000)) >>"$scratch/wall"
  printf '%s\n' "$ready" | member kernel_ms >>"$scratch/kernel"
  echo "$rss" >>"$scratch/rss"
}

measure() { # measure JAVA_HOME
  export JAVA_HOME="$1"
  version=$("$chaos" version --json | sed -n 's/.*"java":"\([^"]*\)".*/\1/p')
  [ -d "$scratch/data" ] || "$chaos" init --data "$scratch/data" >/dev/null 2>&1
  once warm-up || true # makes the class-data archive, reads the jars from the disk
  rm -f "$scratch/wall" "$scratch/kernel" "$scratch/rss"
  i=0
  tries=0
  while [ $i -lt "$runs" ]; do
    tries=$((tries + 1))
    if once $tries; then
      i=$((i + 1))
    elif [ $tries -ge $((runs * 10)) ]; then
      echo "the machine was busy in $tries starts: try again when it is not" >&2
      exit 1
    fi
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
