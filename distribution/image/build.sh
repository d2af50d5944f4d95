#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Makes a node that brings its own Java runtime: target/image, a folder that runs where no Java is installed.
#   sh distribution/image/build.sh [FOLDER]    the node to put in; default: target/chaos, the packed node
#   JAVA_HOME    the JDK whose jlink and modules are taken, 17 or newer; else that of the java on the PATH
#   IMAGE        where the image goes; default: distribution/target/image. Make it where it will run: the archives of
#                classes are of use at that path alone; elsewhere it works, and starts more slowly
# The runtime has the JDK modules that the jars need, as jdeps finds them, and an archive of the JDK's classes; the
# node's own archive of classes is made in it as well, so that the image can be read-only from the first start on.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd -P)
node=${1:-$here/target/chaos}
image=${IMAGE:-$here/target/image}

fail() {
  printf 'image: %s\n' "$1" >&2
  exit 1
}

if [ -n "${JAVA_HOME:-}" ]; then jdk=$JAVA_HOME; else
  jdk=$(command -v javac) || fail 'no JDK: set JAVA_HOME'
  jdk=$(dirname "$(dirname "$(readlink -f "$jdk")")")
fi
[ -x "$jdk/bin/jlink" ] || fail "$jdk has no bin/jlink: a JDK is needed, not a runtime"
[ -x "$node/bin/chaos" ] || fail "$node is no node: build one first, by sh distribution/chaos version or chaos dist build"

# Modules by need. jdeps cannot follow what is looked up by name:
#   java.naming      names by DNS (dns: URLs of JNDI)
#   jdk.crypto.ec    elliptic curves on 17; empty since 22
#   jdk.unsupported  sun.misc.Unsafe, which Netty and protobuf use where it is
#   jdk.zipfs        file systems in archives
#   java.management  the time since the virtual machine started
extra=java.naming,jdk.naming.dns,jdk.crypto.ec,jdk.unsupported,jdk.zipfs,java.management
version=$("$jdk/bin/java" -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.specification.version = //p')
[ "$version" -ge 17 ] || fail "Java 17 or newer is needed; $jdk is $version"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/classes"
# without their descriptors, for jdeps wants the modules of optional dependencies otherwise
for jar in "$node"/lib/*.jar "$node"/lib/bundles/*.jar; do
  (cd "$scratch/classes" && "$jdk/bin/jar" --extract --file "$jar" && rm -rf META-INF module-info.class)
done
needed=$("$jdk/bin/jdeps" --ignore-missing-deps --list-deps "$scratch/classes" 2>/dev/null |
  sed -n 's/^ *\(java\|jdk\)\(\.[a-z.]*\).*/\1\2/p' | sort -u | paste -sd, -) || needed=
rm -r "$scratch/classes"
case $needed in
  java.*) ;;
  *) fail 'jdeps could not tell which modules the jars need' ;;
esac
# the desktop is asked for by BouncyCastle and Logback in classes that a node never loads; java.rmi stays: the bundle with
# Jetty does not resolve without javax.rmi.ssl
modules=$(printf '%s,%s' "$needed" "$extra" | tr ',' '\n' | grep -v -x -e java.desktop -e java.sql -e jdk.httpserver | sort -u | paste -sd, -)

rm -rf "$image"
mkdir -p "$(dirname "$image")"
compress=zip-6
[ "$version" -ge 21 ] || compress=2
"$jdk/bin/jlink" --add-modules "$modules" --output "$image/runtime" --strip-debug --no-header-files --no-man-pages \
  --compress="$compress" --vm=server 2>/dev/null ||
  "$jdk/bin/jlink" --add-modules "$modules" --output "$image/runtime" --strip-java-debug-attributes --no-header-files --no-man-pages \
    --compress="$compress" --vm=server
"$image/runtime/bin/java" -XX:+UseSerialGC -Xshare:dump >/dev/null

cp -R "$node/." "$image/"
rm -rf "$image/cache" "$image/repo" "$image/lib/dist"
mkdir "$image/cache"

# the first start makes the archive of the node's classes in cache/
env -u JAVA_HOME PATH=/usr/bin:/bin "$image/bin/chaos" run --init --quiet --json --exit-when-ready --data "$scratch/data" \
  >"$scratch/ready" || fail 'the node does not start in the image'
grep -q '"ready":true' "$scratch/ready" || fail 'the node was not ready in the image'
archive=$(ls "$image"/cache/classes-*) || fail 'the archive of classes was not made'

# the same options as words for java @image.args: where there is no shell to run bin/chaos, as in a container
boot=
classpath=
for jar in "$image"/lib/*.jar; do classpath=$classpath${classpath:+:}$jar; done
while read -r artifact; do
  case $artifact in '' | '#'*) continue ;; esac
  for jar in "$image/lib/bundles/$artifact"-[0-9]*.jar; do
    case $artifact in
      bcprov-*) boot=$boot${boot:+:}$jar ;;
      *) classpath=$classpath:$jar ;;
    esac
  done
done <"$image/lib/class-path.txt"
for jar in "$image"/lib/bundles/*.jar; do
  case ":$classpath:$boot:" in *":$jar:"*) ;; *) classpath=$classpath:$jar ;; esac
done
{
  printf '%s\n' -Xlog:disable '-Xlog:all=error,cds*=off:stderr' -Xss512k -XX:-UsePerfData \
    -XX:+UseG1GC -XX:MaxGCPauseMillis=100 -XX:G1HeapRegionSize=1m -XX:ParallelGCThreads=2 -XX:ConcGCThreads=1 \
    -XX:G1ConcRefinementThreads=1 -Xms24m -Xmx512m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=30 -XX:ReservedCodeCacheSize=64m
  case $archive in
    *.aot) printf '%s\n' '-Xlog:aot*=off:stderr' "-XX:AOTCache=$archive" ;;
    *) echo "-XX:SharedArchiveFile=$archive" ;;
  esac
  [ "$version" -lt 18 ] || echo -Djdk.reflect.useNativeAccessorOnly=true
  [ "$version" -lt 24 ] || echo --sun-misc-unsafe-memory-access=allow
  [ -z "$boot" ] || printf '%s\n' "-Xbootclasspath/a:$boot" "-Dchaos.boot.path=$boot"
  printf '%s\n' "-Dchaos.home=$image" -cp "$classpath" org.chaoschain.cli.Chaos
} >"$image/image.args"
chmod -R a+rX,go-w "$image"

printf 'image: %s\n' "$image"
printf 'image: Java %s, modules %s\n' "$version" "$modules"
printf 'image: %s MiB, of these the runtime %s MiB\n' "$(du -sm "$image" | cut -f1)" "$(du -sm "$image/runtime" | cut -f1)"
