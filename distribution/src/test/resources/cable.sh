#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Two network namespaces joined by a cable, for whom may make them. Prints "ready PID PID", one process in
# each; ends, and takes both away, when its input ends.
# The first has 192.0.2.1/24 and 2001:db8::1/64, the second 192.0.2.2/24 and 2001:db8::2/64.
if [ "${1:-}" != inside ]; then
    exec unshare --user --map-root-user --net sh "$0" inside
fi
set -e
unshare --net sleep 600 >/dev/null &
far=$!
trap 'kill "$far"' EXIT
ip link set lo up
ip link add cable0 type veth peer name cable1
# until the other process is in its own namespace, moving the end leaves it here
tries=0
while [ "$(readlink /proc/$far/ns/net)" = "$(readlink /proc/$$/ns/net)" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 10000 ] || { echo "no second namespace" >&2; exit 1; }
done
ip link set cable1 netns "$far"
ip addr add 192.0.2.1/24 dev cable0
ip addr add 2001:db8::1/64 dev cable0 nodad
ip link set cable0 up
nsenter --target "$far" --net sh -ec '
    ip link set lo up
    ip addr add 192.0.2.2/24 dev cable1
    ip addr add 2001:db8::2/64 dev cable1 nodad
    ip link set cable1 up'
echo "ready $$ $far"
cat >/dev/null
