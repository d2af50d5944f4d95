// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.chaoschain.assembly.AssemblyException.Kind;
import org.chaoschain.kernel.feature.Feature;

/**
 * Reads inventories. Of an archive or a folder the hashes are those of its files as they are; what
 * its lock file says of them does not count.
 */
final class InventoryReader {
  private static final int MAX_TEXT = 8 << 20;

  private final Map<String, byte[]> texts = new TreeMap<>();
  private final SortedMap<String, String> hashes = new TreeMap<>();

  private InventoryReader() {}

  static Inventory read(Path path) throws AssemblyException {
    try {
      if (Files.isDirectory(path)) {
        return ofFolder(path);
      }
      if (!Files.isRegularFile(path)) {
        throw new AssemblyException(Kind.NOT_FOUND, "there is no file or folder " + path, "");
      }
      try (InputStream in = Files.newInputStream(path)) {
        byte[] magic = in.readNBytes(2);
        if (magic.length == 2 && magic[0] == 0x1f && (magic[1] & 0xff) == 0x8b) {
          return ofArchive(path);
        }
      }
      if (Files.size(path) > MAX_TEXT) {
        throw new IllegalArgumentException("it is neither a lock file, a .tar.gz nor a folder");
      }
      return Inventory.ofLock(Files.readAllBytes(path));
    } catch (IOException | IllegalArgumentException e) {
      throw new AssemblyException(
          Kind.INPUT,
          path + ": " + e.getMessage(),
          "name a lock file, a distribution's .tar.gz, or the folder it was unpacked to",
          e);
    }
  }

  private static Inventory ofFolder(Path folder) throws IOException {
    InventoryReader reader = new InventoryReader();
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        try (InputStream in = Files.newInputStream(file)) {
          reader.take(name, in);
        }
      }
    }
    return reader.inventory(folder.toAbsolutePath().normalize().getFileName().toString());
  }

  private static Inventory ofArchive(Path archive) throws IOException {
    InventoryReader reader = new InventoryReader();
    TarArchive.read(
        archive,
        (name, in) -> {
          int slash = name.indexOf('/');
          reader.take(name.substring(slash + 1), in);
        });
    return reader.inventory(archive.getFileName().toString());
  }

  private void take(String name, InputStream in) throws IOException {
    boolean text =
        name.equals(Inventory.LOCK)
            || name.equals(InstalledNode.ARTIFACTS)
            || name.equals("etc/chaos.properties")
            || (name.startsWith("features/") && name.endsWith(".json"));
    if (!text && !name.startsWith("lib/") && !name.startsWith("bin/")) {
      return;
    }
    if (text) {
      byte[] bytes = in.readNBytes(MAX_TEXT);
      texts.put(name, bytes);
      hashes.put(name, Hashes.of(new ByteArrayInputStream(bytes)));
    } else {
      hashes.put(name, Hashes.of(in));
    }
  }

  private Inventory inventory(String name) {
    if (hashes.keySet().stream().noneMatch(path -> path.startsWith("lib/"))) {
      throw new IllegalArgumentException("it is no distribution: it has no folder lib");
    }
    Map<String, Part> known = new HashMap<>();
    Inventory locked =
        texts.containsKey(Inventory.LOCK) ? Inventory.ofLock(texts.get(Inventory.LOCK)) : null;
    if (locked != null) {
      locked.parts().forEach(part -> known.put(part.path(), part));
    }
    TreeSet<String> features = new TreeSet<>();
    texts.forEach(
        (path, bytes) -> {
          if (path.startsWith("features/")) {
            features.add(path.substring("features/".length(), path.length() - ".json".length()));
            partsOf(JsonText.read(bytes), known);
          }
        });
    artifacts(known);
    List<Part> parts = new ArrayList<>();
    SortedMap<String, String> files = new TreeMap<>();
    hashes.forEach(
        (path, hash) -> {
          if (path.startsWith("lib/") && path.endsWith(".jar")) {
            Part part = known.getOrDefault(path, unnamed(path));
            parts.add(new Part(part.id(), path, hash, part.startOrder()));
          } else if (!path.startsWith("features/")
              && !path.startsWith("etc/")
              && !path.equals(Inventory.LOCK)) {
            files.put(path, hash);
          }
        });
    parts.sort(Comparator.comparing(Part::path));
    return new Inventory(
        locked == null ? new Coordinates("unknown", plain(name), "0") : locked.id(),
        locked == null ? "unknown" : locked.platform(),
        locked == null ? List.copyOf(features) : locked.features(),
        parts,
        files,
        configurations());
  }

  private static void partsOf(JsonObject feature, Map<String, Part> known) {
    if (!feature.containsKey("bundles")) {
      return;
    }
    for (JsonValue value : feature.getJsonArray("bundles")) {
      if (value instanceof JsonObject bundle) {
        Coordinates id = Coordinates.parse(bundle.getString("id"));
        String path = "lib/bundles/" + id.fileName();
        known.put(path, new Part(id, path, "", bundle.getInt(Feature.START_ORDER, 0)));
      }
    }
  }

  private void artifacts(Map<String, Part> known) {
    byte[] list = texts.get(InstalledNode.ARTIFACTS);
    if (list != null) {
      InstalledNode.artifacts(new String(list, StandardCharsets.UTF_8).lines().toList())
          .forEach(
              (file, id) -> {
                for (String path :
                    List.of(
                        "lib/" + file,
                        "lib/bundles/" + file,
                        "lib/dist/" + file,
                        "lib/sim/" + file)) {
                  known.putIfAbsent(path, new Part(id, path, "", 0));
                }
              });
    }
  }

  /** A jar whose coordinates nobody tells: its name is split where the version begins. */
  private static Part unnamed(String path) {
    String file = path.substring(path.lastIndexOf('/') + 1, path.length() - ".jar".length());
    int at = file.length();
    for (int i = file.length() - 2; i > 0; i--) {
      if (file.charAt(i) == '-' && Character.isDigit(file.charAt(i + 1))) {
        at = i;
      }
    }
    String version = at < file.length() ? file.substring(at + 1) : "0";
    return new Part(new Coordinates("unknown", plain(file.substring(0, at)), version), path, "", 0);
  }

  private static String plain(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9._+-]", "_").replace("..", "_");
    return plain.isEmpty() || !Character.isLetterOrDigit(plain.charAt(0)) ? "x" + plain : plain;
  }

  private SortedMap<String, String> configurations() {
    SortedMap<String, String> values = new TreeMap<>();
    byte[] file = texts.getOrDefault("etc/chaos.properties", new byte[0]);
    for (String line : new String(file, StandardCharsets.UTF_8).lines().toList()) {
      int equals = line.indexOf('=');
      if (equals > 0 && !line.strip().startsWith("#")) {
        values.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
      }
    }
    texts.forEach(
        (path, bytes) -> {
          if (path.startsWith("features/")) {
            JsonObject configurations = JsonText.read(bytes).getJsonObject("configurations");
            if (configurations != null) {
              configurations.forEach((pid, value) -> values.put(pid, value.toString()));
            }
          }
        });
    return values;
  }
}
