#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Makes the root file system of a container: the image, the system's libraries that its Java needs, and nothing else:
# no shell, no package manager, no other program.
#   sh distribution/container/rootfs.sh IMAGE ROOT
#   IMAGE    made by distribution/image/build.sh at the path that it has in the container, such as /opt/chaos
#   ROOT     an empty or new folder
set -eu

[ $# -eq 2 ] || {
  echo 'rootfs: sh rootfs.sh IMAGE ROOT' >&2
  exit 2
}
image=$1
root=$2
[ -x "$image/runtime/bin/java" ] || {
  echo "rootfs: $image has no runtime/bin/java: make it by distribution/image/build.sh" >&2
  exit 1
}

mkdir -p "$root$image" "$root/etc" "$root/proc" "$root/dev" "$root/tmp" "$root/var/lib/chaos"
cp -a "$image/." "$root$image/"

# what the dynamic linker finds for the launcher and the libraries of the runtime; they find each other by $ORIGIN
find "$image/runtime" -type f \( -name '*.so' -o -path '*/bin/java' -o -name jspawnhelper \) | while read -r file; do
  ldd "$file" 2>/dev/null || true
done | sed -n -e 's/.*=> \(\/[^ ]*\) .*/\1/p' -e 's/^[[:space:]]*\(\/[^ ]*ld-[^ ]*\) .*/\1/p' | sort -u |
  while read -r library; do
    case $library in "$image"/*) continue ;; esac
    mkdir -p "$root$(dirname "$library")"
    cp -L "$library" "$root$library"
  done

# names of hosts are resolved by glibc, which loads these by name
for name in libnss_files.so.2 libnss_dns.so.2 libresolv.so.2; do
  library=$(ldconfig -p 2>/dev/null | sed -n "s/.*$name .*=> //p" | head -n 1)
  [ -z "$library" ] || [ -e "$root$library" ] || {
    mkdir -p "$root$(dirname "$library")"
    cp -L "$library" "$root$library"
  }
done

echo 'chaos:x:65532:65532:ChaosChain node:/var/lib/chaos:/nonexistent' >"$root/etc/passwd"
echo 'chaos:x:65532:' >"$root/etc/group"
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
chmod 1777 "$root/tmp"
chmod 0700 "$root/var/lib/chaos"
[ "$(id -u)" != 0 ] || chown 65532:65532 "$root/var/lib/chaos"
