// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.resource.Capability;
import org.osgi.resource.Requirement;

/** Requirements and capabilities in words. */
final class RequirementText {
  private static final Pattern LOWER = Pattern.compile("\\(version>=([^)]+)\\)");
  private static final Pattern UPPER = Pattern.compile("\\(!\\(version>=([^)]+)\\)\\)");

  private RequirementText() {}

  /** Such as {@code package org.slf4j [2.0.0,3.0.0)}. */
  static String of(Requirement requirement) {
    if (requirement instanceof RootRequirement root) {
      return "bundle " + root.root();
    }
    String filter = requirement.getDirectives().getOrDefault("filter", "");
    String name = name(requirement);
    if (name.isEmpty()) {
      return (requirement.getNamespace() + " " + filter).strip();
    }
    return kind(requirement.getNamespace()) + " " + name + range(filter);
  }

  /** The package, service, extender … that is required; empty if the filter is not of that form. */
  static String name(Requirement requirement) {
    String attribute = attribute(requirement.getNamespace());
    String filter = requirement.getDirectives().getOrDefault("filter", "");
    Matcher matcher =
        Pattern.compile("\\(" + Pattern.quote(attribute) + "=([^)*]+)\\)").matcher(filter);
    if (matcher.find()) {
      return matcher.group(1);
    }
    Object value = requirement.getAttributes().get(attribute);
    return value == null ? "" : value.toString();
  }

  /** The names that a capability has in its namespace: for a service all its types. */
  static List<String> names(Capability capability) {
    if (capability.getNamespace().equals(ComponentDescriptions.SERVICE)) {
      return ComponentDescriptions.types(capability);
    }
    Object value = capability.getAttributes().get(attribute(capability.getNamespace()));
    return value == null ? List.of() : List.of(value.toString());
  }

  /** The version of a capability, or nothing. */
  static String version(Capability capability) {
    Object version =
        capability
            .getAttributes()
            .getOrDefault("version", capability.getAttributes().getOrDefault("bundle-version", ""));
    return version.toString();
  }

  private static String attribute(String namespace) {
    return namespace.equals(ComponentDescriptions.SERVICE)
        ? ComponentDescriptions.OBJECT_CLASS
        : namespace;
  }

  static String kind(String namespace) {
    return switch (namespace) {
      case PackageNamespace.PACKAGE_NAMESPACE -> "package";
      case ComponentDescriptions.SERVICE -> "service";
      case HostNamespace.HOST_NAMESPACE -> "host";
      case "osgi.wiring.bundle" -> "bundle";
      case "osgi.ee" -> "Java";
      default -> namespace.startsWith("osgi.") ? namespace.substring("osgi.".length()) : namespace;
    };
  }

  private static String range(String filter) {
    Matcher lower = LOWER.matcher(filter.replace("bundle-version", "version"));
    Matcher upper = UPPER.matcher(filter.replace("bundle-version", "version"));
    boolean above = lower.find();
    boolean below = upper.find();
    if (above && below && lower.group(1).equals(upper.group(1))) {
      above = false;
    }
    if (above && below) {
      return " [" + lower.group(1) + "," + upper.group(1) + ")";
    }
    if (below) {
      return " below " + upper.group(1);
    }
    Matcher exact = Pattern.compile("\\(version=([^)]+)\\)").matcher(filter);
    return above ? " " + lower.group(1) + " or higher" : exact.find() ? " " + exact.group(1) : "";
  }
}
