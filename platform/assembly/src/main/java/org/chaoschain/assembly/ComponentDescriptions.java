// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.felix.utils.resource.CapabilityImpl;
import org.apache.felix.utils.resource.CapabilitySet;
import org.apache.felix.utils.resource.RequirementImpl;
import org.apache.felix.utils.resource.ResourceImpl;
import org.osgi.resource.Capability;

/**
 * The services of a bundle's components, read from their descriptions (OSGi Compendium 112.4): many
 * bundles do not repeat them in their manifest.
 *
 * @param provided the types of the services
 * @param required the types of references that have to be there, before the component is
 */
record ComponentDescriptions(Set<String> provided, Set<String> required) {
  /** Of a bundle without components. */
  static final ComponentDescriptions NONE = new ComponentDescriptions(Set.of(), Set.of());

  /** The namespace of services. */
  static final String SERVICE = "osgi.service";

  /** The attribute with the types of a service. */
  static final String OBJECT_CLASS = "objectClass";

  private static final int MAX_DESCRIPTIONS = 10_000;
  private static final XMLInputFactory FACTORY = factory();

  /**
   * Reads what the header {@code Service-Component} names.
   *
   * @throws IOException if a description is no XML
   */
  static ComponentDescriptions read(ZipFile jar, String header) throws IOException {
    if (header == null) {
      return NONE;
    }
    Set<String> provided = new LinkedHashSet<>();
    Set<String> required = new LinkedHashSet<>();
    for (String name : files(jar, header)) {
      ZipEntry entry = jar.getEntry(name);
      if (entry != null) {
        try (InputStream in = jar.getInputStream(entry)) {
          read(in, provided, required);
        } catch (XMLStreamException e) {
          throw new IOException(name + ": no component description: " + e.getMessage(), e);
        }
      }
    }
    return new ComponentDescriptions(provided, required);
  }

  private static Set<String> files(ZipFile jar, String header) {
    Set<String> files = new TreeSet<>();
    for (String part : header.split(",", -1)) {
      String name = part.strip();
      if (!name.contains("*")) {
        files.add(name);
        continue;
      }
      String regex = name.replace(".", "\\.").replace("*", "[^/]*");
      jar.stream()
          .map(ZipEntry::getName)
          .filter(each -> each.matches(regex))
          .limit(MAX_DESCRIPTIONS)
          .forEach(files::add);
    }
    return files;
  }

  private static void read(InputStream in, Set<String> provided, Set<String> required)
      throws XMLStreamException {
    XMLStreamReader xml = FACTORY.createXMLStreamReader(in);
    boolean enabled = true;
    while (xml.hasNext()) {
      if (xml.next() != XMLStreamConstants.START_ELEMENT) {
        continue;
      }
      switch (xml.getLocalName()) {
        case "component" -> enabled = !"false".equals(xml.getAttributeValue(null, "enabled"));
        case "provide" -> provided.add(xml.getAttributeValue(null, "interface"));
        case "reference" -> {
          String cardinality = xml.getAttributeValue(null, "cardinality");
          if (enabled && (cardinality == null || cardinality.startsWith("1"))) {
            required.add(xml.getAttributeValue(null, "interface"));
          }
        }
        default -> {
          // implementation, property, service: they neither need nor give a service
        }
      }
    }
  }

  /** Adds those that the bundle's manifest does not have. */
  void addTo(ResourceImpl bundle) {
    for (String type : provided) {
      Capability capability = service(bundle, type);
      if (bundle.getCapabilities(SERVICE).stream().noneMatch(each -> types(each).contains(type))) {
        bundle.addCapability(capability);
      }
    }
    for (String type : required) {
      Capability wanted = service(bundle, type);
      boolean known =
          bundle.getRequirements(SERVICE).stream()
              .anyMatch(
                  each -> !RequirementImpl.isOptional(each) && CapabilitySet.matches(wanted, each));
      if (!known) {
        bundle.addRequirement(
            new RequirementImpl(
                bundle,
                SERVICE,
                Map.of("filter", "(objectClass=" + type + ")", "effective", "active"),
                Map.of()));
      }
    }
  }

  static Capability service(org.osgi.resource.Resource owner, String type) {
    return new CapabilityImpl(owner, SERVICE, Map.of(), Map.of(OBJECT_CLASS, List.of(type)));
  }

  static List<String> types(Capability service) {
    Object types = service.getAttributes().get(OBJECT_CLASS);
    if (types instanceof List<?> list) {
      return list.stream().map(String::valueOf).toList();
    }
    return types == null ? List.of() : List.of(types.toString());
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    return factory;
  }
}
