// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * Makes the small bundles that tests install: headers, resources and classes of the test itself.
 */
final class TestBundle {
  private final Manifest manifest = new Manifest();
  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  private TestBundle(String symbolicName) {
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    header("Bundle-ManifestVersion", "2");
    header("Bundle-SymbolicName", symbolicName);
    header("Bundle-Version", "1.0.0");
  }

  static TestBundle named(String symbolicName) {
    return new TestBundle(symbolicName);
  }

  TestBundle header(String name, String value) {
    manifest.getMainAttributes().putValue(name, value);
    return this;
  }

  TestBundle entry(String name, String text) {
    entries.put(name, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return this;
  }

  TestBundle classes(Class<?>... types) {
    for (Class<?> type : types) {
      String name = type.getName().replace('.', '/') + ".class";
      try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
        entries.put(name, in.readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return this;
  }

  /** A component of the class, with further elements of its description such as references. */
  TestBundle component(Class<?> type, String attributes, String elements) {
    classes(type);
    String file = "OSGI-INF/" + type.getName() + ".xml";
    String known = manifest.getMainAttributes().getValue("Service-Component");
    header("Service-Component", known == null ? file : known + "," + file);
    return entry(
        file,
        """
        <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.5.0" name="%s" %s>
          <implementation class="%s"/>
          %s
        </scr:component>
        """
            .formatted(type.getSimpleName(), attributes, type.getName(), elements));
  }

  byte[] jar() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new JarEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The bundle that a folder of classes with a manifest would be. */
  static byte[] ofFolder(Path folder) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Manifest manifest;
    try (InputStream in = Files.newInputStream(folder.resolve("META-INF/MANIFEST.MF"))) {
      manifest = new Manifest(in);
    }
    try (JarOutputStream out = new JarOutputStream(bytes, manifest);
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = folder.relativize(file).toString().replace(File.separatorChar, '/');
        if (!name.equals("META-INF/MANIFEST.MF")) {
          out.putNextEntry(new JarEntry(name));
          out.write(Files.readAllBytes(file));
        }
      }
    }
    return bytes.toByteArray();
  }
}
