// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Finds what generations of plugins have left behind in this process: class loaders and objects on
 * the heap, threads, open files and sockets, files on the disk.
 */
final class Leftovers {
  private static final String LOADER =
      "org.apache.felix.framework.BundleWiringImpl$BundleClassLoader";

  /** Of the JDK, which makes one more while a virtual thread blocks in a file. */
  private static final String CARRIER = "jdk.internal.misc.CarrierThread";

  private static final Path OPEN = Path.of("/proc/self/fd");

  private final LiveNode node;
  private final Path data;
  private final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
  private Map<String, Integer> threads = Map.of();
  private Map<String, Integer> open = Map.of();
  private Map<String, Integer> files = Map.of();
  private long loaderObjects;

  Leftovers(LiveNode node, Path data) {
    this.node = node;
    this.data = data;
  }

  /** What is there now is no leftover. */
  void begin() throws Exception {
    threads = threads();
    open = open();
    files = files();
    System.gc();
    loaderObjects = onHeap(LOADER);
    loaders.clear();
  }

  /** Remembers the generation of a plugin that runs now. */
  void generation(String plugin) {
    loaders.add(
        new WeakReference<>(
            bundle(plugin).orElseThrow().adapt(BundleWiring.class).getClassLoader()));
  }

  java.util.Optional<Bundle> bundle(String name) {
    return Arrays.stream(node.context().getBundles())
        .filter(bundle -> name.equals(bundle.getSymbolicName()))
        .findFirst();
  }

  /**
   * What is left, in words; empty if nothing is. Collects garbage.
   *
   * @param running how many of the remembered generations run
   */
  List<String> find(int running) throws Exception {
    System.gc();
    List<String> found = new ArrayList<>();
    long reachable = loaders.stream().filter(loader -> loader.get() != null).count();
    if (reachable > running) {
      found.add("%d class loaders of old generations".formatted(reachable - running));
    }
    long more = onHeap(LOADER) - loaderObjects;
    if (more > 0) {
      found.add("%d more class loaders of bundles on the heap".formatted(more));
    }
    compare("thread", threads, threads(), found);
    compare("open", open, open(), found);
    compare("file", files, files(), found);
    return found;
  }

  /** The objects of the classes of that name, in whatever class loader, that can be reached. */
  static long onHeap(String className) throws JMException {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    String histogram =
        (String)
            server.invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram",
                new Object[] {new String[] {}},
                new String[] {String[].class.getName()});
    return histogram
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(row -> row.length >= 4 && row[3].equals(className))
        .mapToLong(row -> Long.parseLong(row[1]))
        .sum();
  }

  private static void compare(
      String what, Map<String, Integer> before, Map<String, Integer> now, List<String> found) {
    now.forEach(
        (name, count) -> {
          int more = count - before.getOrDefault(name, 0);
          if (more > 0) {
            found.add("%d more of %s %s".formatted(more, what, name));
          }
        });
  }

  /** By name without numbers: a pool may exchange its threads. */
  private static Map<String, Integer> threads() {
    Map<String, Integer> all = new TreeMap<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getClass().getName().equals(CARRIER)) {
        continue;
      }
      all.merge(thread.getName().replaceAll("\\d+", "#"), 1, Integer::sum);
    }
    return all;
  }

  /** Open files by kind, where the operating system tells them. */
  private static Map<String, Integer> open() throws IOException {
    Map<String, Integer> all = new TreeMap<>();
    if (!Files.isDirectory(OPEN)) {
      return all;
    }
    try (DirectoryStream<Path> each = Files.newDirectoryStream(OPEN)) {
      for (Path file : each) {
        try {
          String target = Files.readSymbolicLink(file).toString();
          all.merge(target.replaceAll(":\\[\\d+]", "").replaceAll("\\d+", "#"), 1, Integer::sum);
        } catch (IOException e) {
          // closed by now: the descriptor of this listing, for one
        }
      }
    }
    all.keySet().removeIf(target -> target.startsWith("/proc/"));
    return all;
  }

  /** Files of the node by folder, without logs. */
  private Map<String, Integer> files() {
    Map<String, Integer> all = new TreeMap<>();
    try (Stream<Path> each = Files.walk(data)) {
      each.filter(Files::isRegularFile)
          .map(file -> data.relativize(file).getParent())
          .filter(folder -> folder != null && !folder.startsWith("logs"))
          .forEach(folder -> all.merge(folder.toString().replaceAll("\\d+", "#"), 1, Integer::sum));
    } catch (IOException | UncheckedIOException e) {
      return Map.of(); // something was deleted meanwhile: the next look tells
    }
    return all;
  }
}
