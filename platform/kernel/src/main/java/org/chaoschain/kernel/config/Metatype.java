// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.chaoschain.kernel.internal.FileFacts;

/** Reads the keys that a bundle declares in its metatype resources (OSGi Compendium 105.7). */
public final class Metatype {
  /** The folder of metatype resources in a bundle. */
  public static final String FOLDER = "OSGI-INF/metatype/";

  private Metatype() {}

  /**
   * The keys of all metatype resources of a bundle's file.
   *
   * @throws IOException if the file cannot be read, or a resource is not metatype; names the file
   *     and the resource
   */
  public static List<ConfigurationKey> ofFile(Path bundle) throws IOException {
    return ofFile(bundle, FileFacts.none());
  }

  /** The same, unless they are known. */
  public static List<ConfigurationKey> ofFile(Path bundle, FileFacts facts) throws IOException {
    return facts.get(bundle, new KeyTexts());
  }

  static List<ConfigurationKey> readAll(Path bundle) throws IOException {
    List<ConfigurationKey> keys = new ArrayList<>();
    try (ZipFile zip = new ZipFile(bundle.toFile())) {
      // a jar that lists its folders need not be searched for one it does not list
      if (zip.getEntry("META-INF/") != null && zip.getEntry(FOLDER) == null) {
        return keys;
      }
      for (Enumeration<? extends ZipEntry> e = zip.entries(); e.hasMoreElements(); ) {
        ZipEntry entry = e.nextElement();
        if (entry.getName().startsWith(FOLDER) && entry.getName().endsWith(".xml")) {
          try (InputStream in = zip.getInputStream(entry)) {
            keys.addAll(read(in));
          } catch (IOException x) {
            throw new IOException(entry.getName() + ": " + x.getMessage(), x);
          }
        }
      }
    } catch (IOException e) {
      throw new IOException(bundle + ": " + e.getMessage(), e);
    }
    return keys;
  }

  /**
   * The keys of one metatype resource. Factory configurations have none: they are made in feature
   * files.
   *
   * @throws IOException if it is not XML
   */
  public static List<ConfigurationKey> read(InputStream in) throws IOException {
    Map<String, List<ConfigurationKey>> classes = new HashMap<>();
    List<ConfigurationKey> keys = new ArrayList<>();
    try {
      XMLStreamReader xml = Factory.IT.createXMLStreamReader(in);
      String objectClass = null;
      String pid = null;
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT) {
          switch (xml.getLocalName()) {
            case "OCD" -> {
              objectClass = xml.getAttributeValue(null, "id");
              classes.put(objectClass, new ArrayList<>());
            }
            case "AD" -> classes.get(objectClass).add(attribute(xml));
            case "Option" ->
                addOption(classes.get(objectClass), xml.getAttributeValue(null, "value"));
            case "Designate" -> pid = xml.getAttributeValue(null, "pid");
            case "Object" -> {
              List<ConfigurationKey> attributes =
                  classes.get(xml.getAttributeValue(null, "ocdref"));
              if (pid != null && !pid.isEmpty() && attributes != null) {
                keys.addAll(designated(attributes, pid));
              }
            }
            default -> {
              // MetaData, Icon, Attribute: nothing in them is a key
            }
          }
        }
      }
    } catch (XMLStreamException e) {
      throw new IOException("not a metatype resource: " + e.getMessage(), e);
    }
    return keys;
  }

  private static ConfigurationKey attribute(XMLStreamReader xml) {
    String defaultValue = xml.getAttributeValue(null, "default");
    String cardinality = xml.getAttributeValue(null, "cardinality");
    boolean list = cardinality != null && Integer.parseInt(cardinality) != 0;
    String description = xml.getAttributeValue(null, "description");
    return new ConfigurationKey(
        "",
        "",
        xml.getAttributeValue(null, "id"),
        ValueType.of(xml.getAttributeValue(null, "type"), defaultValue),
        list,
        Optional.ofNullable(defaultValue),
        bound(xml, "min"),
        bound(xml, "max"),
        List.of(),
        description == null ? "" : description);
  }

  private static Optional<String> bound(XMLStreamReader xml, String name) {
    return Optional.ofNullable(xml.getAttributeValue(null, name)).filter(text -> !text.isBlank());
  }

  private static void addOption(List<ConfigurationKey> attributes, String value) {
    int last = attributes.size() - 1;
    ConfigurationKey key = attributes.get(last);
    List<String> options = new ArrayList<>(key.options());
    options.add(value);
    attributes.set(
        last,
        new ConfigurationKey(
            "",
            "",
            key.attribute(),
            key.type(),
            key.list(),
            key.defaultValue(),
            key.min(),
            key.max(),
            options,
            key.description()));
  }

  private static List<ConfigurationKey> designated(List<ConfigurationKey> attributes, String pid) {
    return attributes.stream()
        .map(
            a ->
                new ConfigurationKey(
                    ConfigurationKey.name(pid, a.attribute()),
                    pid,
                    a.attribute(),
                    a.type(),
                    a.list(),
                    a.defaultValue(),
                    a.min(),
                    a.max(),
                    a.options(),
                    a.description()))
        .toList();
  }

  /** Made when something has to be read. */
  private static final class Factory {
    static final XMLInputFactory IT = factory();

    private static XMLInputFactory factory() {
      XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
      factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
      factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
      return factory;
    }
  }
}
