// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.felix.utils.manifest.Clause;
import org.apache.felix.utils.manifest.Parser;

/**
 * The licences of a jar, from its manifest, else from its pom, in the jar or beside it; and the
 * texts that it carries.
 *
 * @param licences to choose from; none if the jar says nothing
 * @param texts by file name
 */
record PartLicences(List<Licence> licences, Map<String, byte[]> texts) {
  private static final int MAX_PARENTS = 8;
  private static final long MAX_TEXT = 1L << 20;
  private static final Pattern TEXT =
      Pattern.compile("(?:META-INF/)?((?:LICEN[SC]E|NOTICE|COPYING)[^/]*)");
  private static final Pattern CLASS = Pattern.compile(".*\\.class");
  private static final XMLInputFactory FACTORY = factory();

  /** For jars whose contents do not say it: what their projects publish. */
  private static final Map<String, String> PUBLISHED =
      Map.of(
          "info.picocli:picocli", "Apache-2.0",
          "org.apache.felix:org.apache.felix.utils", "Apache-2.0",
          "org.bouncycastle:bcprov-jdk18on", "MIT");

  static PartLicences of(Coordinates id, Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      Map<String, byte[]> texts = new TreeMap<>();
      for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
        var matcher = TEXT.matcher(entry.getName());
        if (matcher.matches()
            && !CLASS.matcher(entry.getName()).matches()
            && !entry.isDirectory()
            && entry.getSize() <= MAX_TEXT) {
          try (InputStream in = zip.getInputStream(entry)) {
            texts.put(matcher.group(1), in.readAllBytes());
          }
        }
      }
      List<Licence> licences = ofManifest(zip);
      if (licences.isEmpty()) {
        licences = ofPom(zip, id, jar);
      }
      if (licences.isEmpty()) {
        String known =
            id.group().equals("org.chaoschain") ? "Apache-2.0" : PUBLISHED.get(id.name());
        licences = known == null ? List.of() : List.of(Licence.of(known, "licenses/" + known));
      }
      return new PartLicences(licences, texts);
    }
  }

  /** The licences as one SPDX expression, if each has an identifier; else empty. */
  String expression() {
    List<String> ids = new ArrayList<>();
    for (Licence licence : licences) {
      if (licence.spdx().isEmpty()) {
        return "";
      }
      if (!ids.contains(licence.spdx().get())) {
        ids.add(licence.spdx().get());
      }
    }
    return String.join(" OR ", ids);
  }

  private static List<Licence> ofManifest(ZipFile zip) throws IOException {
    ZipEntry entry = zip.getEntry("META-INF/MANIFEST.MF");
    if (entry == null) {
      return List.of();
    }
    String header;
    try (InputStream in = zip.getInputStream(entry)) {
      header = new Manifest(in).getMainAttributes().getValue("Bundle-License");
    }
    List<Licence> licences = new ArrayList<>();
    if (header != null) {
      for (Clause clause : Parser.parseHeader(header)) {
        String link = clause.getAttribute("link");
        String name = clause.getName().replace("\"", "").strip();
        licences.add(Licence.of(name, link == null ? (name.contains("://") ? name : "") : link));
      }
    }
    return licences;
  }

  private static List<Licence> ofPom(ZipFile zip, Coordinates id, Path jar) throws IOException {
    ZipEntry inside =
        zip.getEntry("META-INF/maven/" + id.group() + "/" + id.artifact() + "/pom.xml");
    try {
      if (inside != null) {
        try (InputStream in = zip.getInputStream(inside)) {
          Pom pom = Pom.read(in);
          if (!pom.licences().isEmpty()) {
            return pom.licences();
          }
        }
      }
      String name = jar.getFileName().toString();
      Path beside = jar.resolveSibling(name.substring(0, name.length() - 4) + ".pom");
      return Files.isRegularFile(beside) ? ofPoms(beside, id) : List.of();
    } catch (XMLStreamException e) {
      throw new IOException("the pom of " + id + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** A pom and its parents, in a Maven repository. */
  private static List<Licence> ofPoms(Path file, Coordinates id)
      throws IOException, XMLStreamException {
    Path root = file.getParent();
    for (int i = 0; i < id.group().split("\\.", -1).length + 2 && root != null; i++) {
      root = root.getParent();
    }
    Path current = file;
    for (int i = 0; i < MAX_PARENTS && current != null && Files.isRegularFile(current); i++) {
      Pom pom;
      try (InputStream in = Files.newInputStream(current)) {
        pom = Pom.read(in);
      }
      if (!pom.licences().isEmpty() || root == null || pom.parent().length < 3) {
        return pom.licences();
      }
      String[] p = pom.parent();
      current =
          root.resolve(p[0].replace('.', '/'))
              .resolve(p[1])
              .resolve(p[2])
              .resolve(p[1] + "-" + p[2] + ".pom");
    }
    return List.of();
  }

  @SuppressWarnings("ArrayRecordComponent") // lives for one reading, and is compared with nothing
  private record Pom(List<Licence> licences, String[] parent) {
    static Pom read(InputStream in) throws XMLStreamException {
      List<Licence> licences = new ArrayList<>();
      Map<String, String> values = new TreeMap<>();
      List<String> path = new ArrayList<>();
      XMLStreamReader xml = FACTORY.createXMLStreamReader(in);
      StringBuilder text = new StringBuilder();
      while (xml.hasNext()) {
        switch (xml.next()) {
          case XMLStreamConstants.START_ELEMENT -> {
            path.add(xml.getLocalName());
            text.setLength(0);
          }
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
              text.append(xml.getText());
          case XMLStreamConstants.END_ELEMENT -> {
            String at = String.join("/", path);
            values.put(at, text.toString().strip());
            text.setLength(0);
            if (at.equals("project/licenses/license")) {
              licences.add(
                  Licence.of(
                      values.getOrDefault(at + "/name", ""), values.getOrDefault(at + "/url", "")));
              values.keySet().removeIf(key -> key.startsWith(at));
            }
            path.remove(path.size() - 1);
          }
          default -> {
            // comments and the like
          }
        }
      }
      String[] parent =
          values.containsKey("project/parent/version")
              ? new String[] {
                values.get("project/parent/groupId"),
                values.get("project/parent/artifactId"),
                values.get("project/parent/version")
              }
              : new String[0];
      return new Pom(licences, parent);
    }
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    return factory;
  }
}
