#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs an installed peer in place of this shell: peer.sh js|go [--key-type TYPE] [--listen ADDRESS] ...
set -eu
here=$(cd "$(dirname "$0")" && pwd)
which=${1:?js or go}
shift
case $which in
js)
    node=$here/js/node_modules/.bin/node
    [ -x "$node" ] || node=node
    exec "$node" "$here/js/peer.js" "$@"
    ;;
go)
    exec "$here/go/target/peer" "$@"
    ;;
*)
    echo "peer.sh: no peer $which, only js and go" >&2
    exit 1
    ;;
esac
