// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * A plugin that is made on the fly: classes of this program, a manifest, and the description of its
 * components. Immutable.
 *
 * @param name its symbolic name
 * @param capabilities the header {@code Chaos-Capabilities}
 * @param imports further packages it imports, with their versions
 * @param components what it registers
 */
public record BenchPlugin(
    String name, String capabilities, List<String> imports, List<Component> components) {
  /** One that uses the packages every plugin of a benchmark does. */
  public BenchPlugin(String name, String capabilities, List<Component> components) {
    this(name, capabilities, List.of(), components);
  }

  private static final String CLASSES = "org/chaoschain/cli/bench/plugin/";
  private static final String IMPORTS =
      String.join(
          ",",
          List.of("agent", "bytes", "control", "message").stream()
              .map(last -> "org.chaoschain.api." + last + ";version=\"[1.0,2)\"")
              .toList());

  /**
   * A component.
   *
   * @param id unique in the plugin
   * @param type the simple name of its class
   * @param service what it is registered as
   * @param references the services that its constructor takes, in order, each with a filter or none
   * @param properties of the component, each with its value and, if it is no text, its type
   * @param takesProperties whether the constructor takes them after the services
   */
  public record Component(
      String id,
      String type,
      String service,
      Map<String, String> references,
      Map<String, String> properties,
      boolean takesProperties) {}

  /**
   * Writes a version of it.
   *
   * @param classes the simple names of the classes it carries
   * @param settings its file {@code bench.properties}
   */
  Path write(Path folder, String version, List<String> classes, Map<String, String> settings)
      throws IOException {
    Path file = folder.resolve(name + "-" + version + ".jar");
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest(version))) {
      for (String type : classes) {
        entry(jar, CLASSES + type + ".class", bytesOf(type));
      }
      for (Component component : components) {
        entry(jar, descriptor(component), xml(component).getBytes(StandardCharsets.UTF_8));
      }
      StringBuilder lines = new StringBuilder();
      settings.forEach((key, value) -> lines.append(key).append('=').append(value).append('\n'));
      entry(jar, "bench.properties", lines.toString().getBytes(StandardCharsets.ISO_8859_1));
    }
    return file;
  }

  private Manifest manifest(String version) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Bundle-ManifestVersion", "2");
    headers.put("Bundle-SymbolicName", name);
    headers.put("Bundle-Version", version);
    headers.put("Bundle-Name", "Benchmark");
    headers.put(
        "Import-Package", imports.isEmpty() ? IMPORTS : IMPORTS + "," + String.join(",", imports));
    if (!capabilities.isEmpty()) {
      headers.put("Chaos-Capabilities", capabilities);
    }
    List<String> descriptors = new ArrayList<>();
    components.forEach(component -> descriptors.add(descriptor(component)));
    headers.put("Service-Component", String.join(",", descriptors));
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.forEach((key, value) -> manifest.getMainAttributes().putValue(key, value));
    return manifest;
  }

  private static String descriptor(Component component) {
    return "OSGI-INF/" + component.id() + ".xml";
  }

  private String xml(Component component) {
    StringBuilder xml = new StringBuilder();
    int parameters = component.references().size() + (component.takesProperties() ? 1 : 0);
    xml.append(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.4.0" name="%s.%s" immediate="true" deactivate="deactivate" init="%d">
          <implementation class="org.chaoschain.cli.bench.plugin.%s"/>
          <service><provide interface="%s"/></service>
        """
            .formatted(name, component.id(), parameters, component.type(), component.service()));
    component
        .properties()
        .forEach(
            (key, value) -> xml.append("  <property name=\"%s\" %s/>%n".formatted(key, value)));
    int parameter = 0;
    for (Map.Entry<String, String> reference : component.references().entrySet()) {
      xml.append(
          "  <reference name=\"r%d\" interface=\"%s\" parameter=\"%d\"%s/>%n"
              .formatted(
                  parameter,
                  reference.getKey(),
                  parameter,
                  reference.getValue().isEmpty()
                      ? ""
                      : " target=\"" + reference.getValue() + "\""));
      parameter++;
    }
    return xml.append("</scr:component>\n").toString();
  }

  private static byte[] bytesOf(String type) throws IOException {
    String resource = "/" + CLASSES + type + ".class";
    try (InputStream in = BenchPlugin.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("this program has no class " + resource);
      }
      return in.readAllBytes();
    }
  }

  private static void entry(JarOutputStream jar, String path, byte[] content) throws IOException {
    jar.putNextEntry(new JarEntry(path));
    jar.write(content);
    jar.closeEntry();
  }
}
