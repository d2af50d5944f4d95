#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The benchmarks of the P2P layer beside go-libp2p and js-libp2p, in one run, each library in its turn; the table goes into
# docs/interop.md. Needs the packed node (distribution/target/chaos, or NODE=<folder>) and the peers:
#   sh platform/itests/interop/install.sh; sh distribution/bench/libp2p.sh --runs 5 --seconds 2
# What is given is handed on to "chaos bench".
set -eu
cd "$(dirname "$0")/../.."
node=${NODE:-distribution/target/chaos}
peer="sh $PWD/platform/itests/interop/peer.sh"
page=docs/interop.md
lines=$(mktemp)
table=$(mktemp)
trap 'rm -f "$lines" "$table"' EXIT

for bench in handshake bulk echo new-stream gossip idle; do
  "$node/bin/chaos" bench "$bench" --json "$@" \
    --with "go-libp2p=$peer go --max-lifetime-s 1200" --with "js-libp2p=$peer js --max-lifetime-s 1200" | tee -a "$lines" >&2
done

field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^,\"}]*\).*/\1/p"; }
{
  echo
  echo "$(date -u +%Y-%m-%d), $(nproc) cores at a load of $(cut -d' ' -f1 /proc/loadavg) at the end. Median (smallest to largest) of the runs."
  echo
  echo '| benchmark | unit | runs | chaoschain | go-libp2p | js-libp2p |'
  echo '|---|---|---|---|---|---|'
  for bench in handshake bulk echo new-stream gossip idle; do
    row=
    for library in chaoschain go-libp2p js-libp2p; do
      line=$(grep "\"bench\":\"$bench\",\"library\":\"$library\"" "$lines")
      row="$row $(echo "$line" | field median) ($(echo "$line" | field min) to $(echo "$line" | field max)) |"
    done
    echo "| $bench | $(echo "$line" | field unit) | $(echo "$line" | field runs) |$row"
  done
  echo
} >"$table"

if [ ! -f "$page" ]; then
  printf '# Interoperability\n' >"$page"
fi
if ! grep -q '<!-- begin benchmarks -->' "$page"; then
  printf '\n## Benchmarks beside other libraries\n\nWritten by `sh distribution/bench/libp2p.sh`. Two processes of a library each, over loopback, TCP with Noise and Yamux;\n`chaos bench --help` says what each measures. For idle, less is better.\n\n<!-- begin benchmarks -->\n<!-- end benchmarks -->\n' >>"$page"
fi
sed -i -e '/<!-- begin benchmarks -->/,/<!-- end benchmarks -->/{//!d}' -e "/<!-- begin benchmarks -->/r $table" "$page"
