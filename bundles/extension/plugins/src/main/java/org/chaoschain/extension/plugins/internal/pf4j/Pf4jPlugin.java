// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.pf4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * What a PF4J plugin says of itself.
 *
 * @param headers by their names in a manifest; those of {@code plugin.properties} go by the same
 *     names
 * @param layout how its classes lie in the file
 */
public record Pf4jPlugin(Map<String, String> headers, Layout layout) {
  /** The index that PF4J's annotation processor writes. */
  public static final String INDEX = "META-INF/extensions.idx";

  static final String ID = "Plugin-Id";
  static final String VERSION = "Plugin-Version";
  private static final int MAX_VALUE = 4096;
  private static final String DEPENDENCIES = "Plugin-Dependencies";
  private static final String MIGRATION = "Chaos-State-Migration";
  private static final String PROPERTIES = "plugin.properties";
  private static final String CLASSES = "classes/";
  private static final String LIBRARIES = "lib/";

  /** Header in a manifest, key in {@code plugin.properties}. */
  private static final Map<String, String> KEYS = keys();

  /** How the classes of a plugin lie in its file. */
  public enum Layout {
    /** From the root on. */
    JAR,
    /** In {@code classes/}, and in jars in {@code lib/}. */
    ZIP
  }

  /** Keeps an immutable copy. */
  public Pf4jPlugin {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /**
   * Reads what a file says of itself. A bundle is never a PF4J plugin, also if it says that it is
   * both.
   *
   * @return empty if it is no PF4J plugin
   * @throws IOException if it cannot be read
   */
  public static Optional<Pf4jPlugin> of(JarFile file) throws IOException {
    Manifest root = file.getManifest();
    if (root != null && root.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME) != null) {
      return Optional.empty();
    }
    boolean named = root != null && root.getMainAttributes().getValue(ID) != null;
    Layout layout = !named && unpacks(file) ? Layout.ZIP : Layout.JAR;
    Map<String, String> headers = properties(file);
    if (headers.isEmpty()) {
      headers = layout == Layout.ZIP ? manifest(file) : read(root);
    }
    return headers.isEmpty() ? Optional.empty() : Optional.of(new Pf4jPlugin(headers, layout));
  }

  /** Whether a name is one of a jar of libraries in a zip. */
  public static boolean isLibrary(String entry) {
    return entry.startsWith(LIBRARIES) && entry.endsWith(".jar");
  }

  /** Whether a value can stand in a manifest: no control characters, at most 4096 characters. */
  public static boolean isLine(String value) {
    return value.length() <= MAX_VALUE && value.chars().noneMatch(Character::isISOControl);
  }

  /**
   * Its version as a bundle's, in the same order.
   *
   * @throws IllegalArgumentException saying what the form is
   */
  public Version bundleVersion() {
    return Pf4jVersion.parse(version());
  }

  /** Where the plugin's own classes begin in the file. */
  public String root() {
    return layout == Layout.ZIP ? CLASSES : "";
  }

  /** The id; empty if there is none. */
  public String id() {
    return headers.getOrDefault(ID, "");
  }

  /** The version as its author writes it; empty if there is none. */
  public String version() {
    return headers.getOrDefault(VERSION, "");
  }

  /** The plugins it wants to be there; empty if none. */
  public String dependencies() {
    return headers.getOrDefault(DEPENDENCIES, "");
  }

  /** The class that migrates its data, if it names one. */
  public Optional<String> migration() {
    return Optional.ofNullable(headers.get(MIGRATION));
  }

  private static boolean unpacks(JarFile file) {
    return file.stream()
        .map(ZipEntry::getName)
        .anyMatch(name -> name.startsWith(CLASSES) || isLibrary(name));
  }

  /** The headers of {@code plugin.properties}; none if it is no such file of PF4J's. */
  private static Map<String, String> properties(JarFile file) throws IOException {
    ZipEntry entry = file.getEntry(PROPERTIES);
    if (entry == null) {
      return Map.of();
    }
    Properties properties = new Properties();
    try (InputStream in = file.getInputStream(entry);
        Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      properties.load(reader);
    }
    Map<String, String> headers = new LinkedHashMap<>();
    KEYS.forEach((header, key) -> put(headers, header, properties.getProperty(key)));
    return headers.containsKey(ID) ? headers : Map.of();
  }

  private static Map<String, String> manifest(JarFile file) throws IOException {
    ZipEntry entry = file.getEntry(CLASSES + JarFile.MANIFEST_NAME);
    if (entry == null) {
      return Map.of();
    }
    try (InputStream in = file.getInputStream(entry)) {
      return read(new Manifest(in));
    }
  }

  private static Map<String, String> read(Manifest manifest) {
    if (manifest == null) {
      return Map.of();
    }
    Attributes main = manifest.getMainAttributes();
    Map<String, String> headers = new LinkedHashMap<>();
    KEYS.keySet().forEach(header -> put(headers, header, main.getValue(header)));
    return headers.containsKey(ID) ? headers : Map.of();
  }

  private static void put(Map<String, String> headers, String name, String value) {
    if (value != null && !value.isBlank()) {
      headers.put(name, value.strip());
    }
  }

  private static Map<String, String> keys() {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put(ID, "plugin.id");
    keys.put(VERSION, "plugin.version");
    keys.put("Plugin-Class", "plugin.class");
    keys.put("Plugin-Requires", "plugin.requires");
    keys.put(DEPENDENCIES, "plugin.dependencies");
    keys.put("Plugin-Description", "plugin.description");
    keys.put("Plugin-Provider", "plugin.provider");
    keys.put("Plugin-License", "plugin.license");
    keys.put("Chaos-Capabilities", "chaos.capabilities");
    keys.put("Chaos-State-Version", "chaos.state.version");
    keys.put(MIGRATION, "chaos.state.migration");
    return Collections.unmodifiableMap(keys);
  }
}
