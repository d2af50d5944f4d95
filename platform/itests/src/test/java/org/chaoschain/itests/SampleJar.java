// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
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
import org.chaoschain.itests.sample.Caller;
import org.chaoschain.itests.sample.Echo;
import org.chaoschain.itests.sample.Leaky;
import org.chaoschain.itests.sample.Plain;
import org.chaoschain.itests.sample.Stuck;

/** Plugins made of the classes beside the tests. */
final class SampleJar {
  static final String ECHO = "org.example.echo";
  static final String CALLER = "org.example.caller";
  static final String LEAKY = "org.example.leaky";
  static final String STUCK = "org.example.stuck";
  private static final String API = "org.chaoschain.api.";
  private static final String P2P = "org.chaoschain.p2p.api.";
  private static final String DS = "http://www.osgi.org/xmlns/scr/v1.3.0";

  private final Manifest manifest = new Manifest();
  private final Map<String, byte[]> entries = new LinkedHashMap<>();
  private final List<String> components = new ArrayList<>();

  private SampleJar(String name, String version, String imports, String capabilities) {
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Bundle-ManifestVersion", "2");
    main.putValue("Bundle-SymbolicName", name);
    main.putValue("Bundle-Version", version);
    main.putValue("Import-Package", imports);
    main.putValue("Chaos-Capabilities", capabilities);
  }

  /** A stream protocol and a message type. */
  static byte[] echo(String version) throws IOException {
    return new SampleJar(
            ECHO,
            version,
            imports(
                API + "message", API + "time", P2P + "channel", P2P + "stream", "io.netty.buffer"),
            "protocol=" + Echo.ID + ", message-type=" + Plain.NAME + ", topic=agents")
        .component(Echo.class, P2P + "stream.StreamProtocol", "")
        .component(Plain.class, API + "message.MessageType", "")
        .bytes();
  }

  /** A message type whose calls do not return. */
  static byte[] stuck() throws IOException {
    return new SampleJar(
            STUCK,
            "1.0.0",
            imports(API + "message"),
            "message-type=" + Stuck.NAME + ", topic=agents")
        .component(Stuck.class, API + "message.MessageType", "")
        .bytes();
  }

  /** Calls the protocol from another node. */
  static byte[] caller() throws IOException {
    return new SampleJar(
            CALLER,
            "1.0.0",
            imports(
                API + "control",
                API + "time",
                P2P + "channel",
                P2P + "host",
                P2P + "multiaddr",
                P2P + "peer",
                P2P + "stream",
                "io.netty.buffer"),
            "network, command=echo.call")
        .component(
            Caller.class,
            API
                + "control.ControlCommand\"/><provide interface=\""
                + P2P
                + "host.ConnectionListener",
            reference("Host", P2P + "host.Host")
                + reference("Scheduler", API + "time.Scheduler")
                + reference("Clock", API + "time.Clock"))
        .bytes();
  }

  /** A plugin that leaves a thread, a hook or a ThreadLocal behind. */
  static byte[] leaky(String leaves) throws IOException {
    return new SampleJar(LEAKY, "1.0.0", imports(API + "message"), "message-type=extension/leaky")
        .component(
            Leaky.class,
            API + "message.MessageType",
            "<property name=\"leaves\" value=\"" + leaves + "\"/>")
        .bytes();
  }

  private static String imports(String... packages) {
    return String.join(",", packages);
  }

  private static String reference(String name, String type) {
    return "<reference name=\"%s\" interface=\"%s\" bind=\"set%s\"/>".formatted(name, type, name);
  }

  private SampleJar component(Class<?> type, String service, String more) throws IOException {
    String file = "OSGI-INF/" + type.getSimpleName() + ".xml";
    components.add(file);
    String activate = more.contains("<property") ? " activate=\"activate\"" : "";
    String xml =
        """
        <scr:component xmlns:scr="%s" name="%s" immediate="true"%s>
          <implementation class="%s"/>
          %s
          <service><provide interface="%s"/></service>
        </scr:component>
        """
            .formatted(
                DS,
                type.getName(),
                activate,
                type.getName(),
                more.contains("<reference") ? "" : more,
                service);
    if (more.contains("<reference")) {
      xml = xml.replace("</service>", "</service>" + more);
    }
    entries.put(file, xml.getBytes(StandardCharsets.UTF_8));
    addClasses(type);
    return this;
  }

  /** The class and those inside it. */
  private void addClasses(Class<?> type) throws IOException {
    Path folder;
    try {
      folder =
          Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
              .resolve(type.getPackageName().replace('.', '/'));
    } catch (URISyntaxException e) {
      throw new UncheckedIOException(new IOException(e));
    }
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, type.getSimpleName() + "{,$*}.class")) {
      for (Path file : files) {
        String name = type.getPackageName().replace('.', '/') + "/" + file.getFileName();
        try (InputStream in = Files.newInputStream(file)) {
          entries.put(name, in.readAllBytes());
        }
      }
    }
  }

  private byte[] bytes() throws IOException {
    manifest.getMainAttributes().putValue("Service-Component", String.join(",", components));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new JarEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }
}
