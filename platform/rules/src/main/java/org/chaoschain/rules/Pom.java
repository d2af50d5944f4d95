// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * The parts of a pom that the rules read, as written (nothing inherited).
 *
 * @param artifactId of the module
 * @param bundleName the property {@code bundle.name}: symbolic name, module name and root package
 * @param modules folders, relative to the pom's
 * @param dependencies the declared ones, those of the parent not included
 */
record Pom(
    String artifactId,
    Optional<String> bundleName,
    List<String> modules,
    List<Dependency> dependencies) {

  /**
   * A declared dependency.
   *
   * @param scope {@code compile} when the pom names none
   */
  record Dependency(String groupId, String artifactId, String scope, boolean optional) {
    boolean isTest() {
      return scope.equals("test");
    }

    /** Whether it is there at run time. */
    boolean isRuntime() {
      return scope.equals("compile") || scope.equals("runtime");
    }

    @Override
    public String toString() {
      return groupId + ":" + artifactId;
    }
  }

  static Pom read(Path file) throws IOException {
    Element project = root(file);
    List<Dependency> dependencies = new ArrayList<>();
    for (Element each : children(child(project, "dependencies"), "dependency")) {
      dependencies.add(
          new Dependency(
              text(each, "groupId").orElse(""),
              text(each, "artifactId").orElse(""),
              text(each, "scope").orElse("compile"),
              text(each, "optional").orElse("false").equals("true")));
    }
    List<String> modules = new ArrayList<>();
    for (Element each : children(child(project, "modules"), "module")) {
      modules.add(each.getTextContent().trim());
    }
    return new Pom(
        text(project, "artifactId")
            .orElseThrow(() -> new IOException(file + " names no artifactId")),
        child(project, "properties").flatMap(properties -> text(properties, "bundle.name")),
        List.copyOf(modules),
        List.copyOf(dependencies));
  }

  private static Element root(Path file) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory.newDocumentBuilder().parse(file.toFile()).getDocumentElement();
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static Optional<Element> child(Element parent, String name) {
    return children(Optional.of(parent), name).stream().findFirst();
  }

  private static Optional<String> text(Element parent, String name) {
    return child(parent, name).map(element -> element.getTextContent().trim());
  }

  private static List<Element> children(Optional<Element> parent, String name) {
    List<Element> found = new ArrayList<>();
    if (parent.isPresent()) {
      for (Node node = parent.get().getFirstChild(); node != null; node = node.getNextSibling()) {
        if (node instanceof Element element && element.getTagName().equals(name)) {
          found.add(element);
        }
      }
    }
    return found;
  }
}
