// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.distribution;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A plugin that says in the log which build it is, made as an author makes it: javac and jar. */
final class ChattyPlugin {
  static final String NAME = "org.example.chatty";

  private static final String SOURCE =
      """
      package org.example.chatty;
      public final class Chatty implements org.chaoschain.api.control.StatusSection {
        public Chatty() {
          org.slf4j.LoggerFactory.getLogger(Chatty.class).info("this is build {}", "%1$s");
          if ("%1$s".equals("broken")) {
            throw new IllegalStateException("no such luck");
          }
        }
        @Override public String name() { return "chatty"; }
        @Override public java.util.Map<String, ?> status() { return java.util.Map.of("build", "%1$s"); }
      }
      """;
  private static final String COMPONENT =
      """
      <component xmlns="http://www.osgi.org/xmlns/scr/v1.3.0" name="chatty" immediate="true">
        <implementation class="org.example.chatty.Chatty"/>
        <service><provide interface="org.chaoschain.api.control.StatusSection"/></service>
      </component>
      """;

  private ChattyPlugin() {}

  /**
   * Compiles and packs it.
   *
   * @param folder for sources and class files
   * @param build what it says; {@code broken} fails in its activation
   */
  static byte[] jar(Path folder, String version, String build) throws IOException {
    Path source =
        Files.writeString(
            Files.createDirectories(folder).resolve("Chatty.java"), SOURCE.formatted(build));
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    int code =
        javac.run(
            null,
            null,
            null,
            "--release",
            "17",
            "-cp",
            libraries(),
            "-d",
            folder.toString(),
            source.toString());
    if (code != 0) {
      throw new AssertionError("the plugin does not compile");
    }
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Bundle-ManifestVersion", "2");
    main.putValue("Bundle-SymbolicName", NAME);
    main.putValue("Bundle-Version", version);
    main.putValue("Import-Package", "org.chaoschain.api.control;version=\"[1,2)\",org.slf4j");
    main.putValue("Service-Component", "OSGI-INF/chatty.xml");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
      out.putNextEntry(new JarEntry("OSGI-INF/chatty.xml"));
      out.write(COMPONENT.getBytes(StandardCharsets.UTF_8));
      out.putNextEntry(new JarEntry("org/example/chatty/Chatty.class"));
      out.write(Files.readAllBytes(folder.resolve("org/example/chatty/Chatty.class")));
    }
    return bytes.toByteArray();
  }

  private static String libraries() throws IOException {
    try (Stream<Path> files = Files.list(Packed.HOME.resolve("lib"))) {
      List<String> jars =
          files.map(Path::toString).filter(file -> file.endsWith(".jar")).sorted().toList();
      return jars.stream().collect(Collectors.joining(java.io.File.pathSeparator));
    }
  }
}
