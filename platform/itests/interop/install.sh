#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs the peers of the interoperability tests: install.sh [js] [go], both without arguments.
# What is installed already, from the same sources, is left as it is.
set -eu
cd "$(dirname "$0")"

need() {
    command -v "$1" >/dev/null 2>&1 || {
        echo "install.sh: $1 is needed for the $2 peer and is not on the PATH" >&2
        exit 1
    }
}

# A change of any of the files changes the text.
fingerprint() {
    cat "$@" | cksum
}

install_js() {
    need npm js
    state=$(fingerprint js/package.json js/package-lock.json js/.npmrc)
    mark=js/node_modules/.interop-installed
    if [ -f "$mark" ] && [ "$(cat "$mark")" = "$state" ]; then
        return
    fi
    (cd js && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
    echo "$state" >"$mark"
}

install_go() {
    need go go
    state=$(fingerprint go/*.go go/go.mod go/go.sum)
    mark=go/target/.interop-installed
    if [ -f "$mark" ] && [ "$(cat "$mark")" = "$state" ] && [ -x go/target/peer ]; then
        return
    fi
    (cd go && mkdir -p target && go build -trimpath -buildvcs=false -mod=readonly -o target/peer .)
    echo "$state" >"$mark"
}

[ $# -gt 0 ] || set -- js go
for which in "$@"; do
    case $which in
    js) install_js ;;
    go) install_go ;;
    *)
        echo "install.sh: no peer $which, only js and go" >&2
        exit 1
        ;;
    esac
done
