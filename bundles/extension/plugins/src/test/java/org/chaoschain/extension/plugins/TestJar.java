// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes the small plugins that tests drop. */
public final class TestJar {
  private final Manifest manifest = new Manifest();
  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  private TestJar() {
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
  }

  public static TestJar bundle(String name, String version) {
    return new TestJar()
        .header("Bundle-ManifestVersion", "2")
        .header("Bundle-SymbolicName", name)
        .header("Bundle-Version", version);
  }

  /** A manifest without a word about bundles. */
  public static TestJar plain() {
    return new TestJar();
  }

  /** Without a manifest. */
  public static TestJar bare() {
    TestJar jar = new TestJar();
    jar.manifest.clear();
    return jar;
  }

  public TestJar header(String name, String value) {
    if (value == null) {
      manifest.getMainAttributes().remove(new Attributes.Name(name));
    } else {
      manifest.getMainAttributes().putValue(name, value);
    }
    return this;
  }

  public TestJar entry(String name, byte[] content) {
    entries.put(name, content);
    return this;
  }

  public TestJar entry(String name, String text) {
    return entry(name, text.getBytes(StandardCharsets.UTF_8));
  }

  public TestJar classes(Class<?>... types) {
    for (Class<?> type : types) {
      String name = type.getName().replace('.', '/') + ".class";
      try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
        entry(name, in.readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return this;
  }

  /** A component that provides {@code Supplier}, with further elements such as references. */
  public TestJar component(Class<?> type, String elements) {
    return component(type, elements, "java.util.function.Supplier");
  }

  /** A component that provides these services. */
  public TestJar component(Class<?> type, String elements, String... services) {
    String provides =
        java.util.Arrays.stream(services)
            .map("<provide interface=\"%s\"/>"::formatted)
            .collect(java.util.stream.Collectors.joining());
    header("Service-Component", "OSGI-INF/component.xml");
    return classes(type)
        .entry(
            "OSGI-INF/component.xml",
            """
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.5.0" name="%s">
              <implementation class="%s"/>
              <service>%s</service>
              %s
            </scr:component>
            """
                .formatted(type.getSimpleName(), type.getName(), provides, elements));
  }

  public byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      if (!manifest.getMainAttributes().isEmpty()) {
        out.putNextEntry(entry(JarFile.MANIFEST_NAME));
        manifest.write(out);
      }
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(entry(entry.getKey()));
        out.write(entry.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The same content gives the same bytes, whenever it is written. */
  private static ZipEntry entry(String name) {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
    return entry;
  }

  public Path write(Path file) {
    try {
      Path temporary = file.resolveSibling("." + file.getFileName());
      Files.write(temporary, bytes());
      return Files.move(temporary, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
