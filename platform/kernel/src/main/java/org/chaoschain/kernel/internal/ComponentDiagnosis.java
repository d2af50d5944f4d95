// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.chaoschain.kernel.ComponentReport.ComponentState;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Says in words why a component is not up. */
final class ComponentDiagnosis {
  private static final String CAUSED_BY = "Caused by: ";
  private static final List<String> WRAPPERS =
      List.of(
          "java.lang.reflect.InvocationTargetException",
          "org.osgi.service.component.ComponentException");

  /** The property of a component of which none at all is as good as one or many. */
  private static final String INSTANCES = "chaos.instances";

  private static final String PER_CONFIGURATION = "per-configuration";

  private final ServiceComponentRuntime runtime;
  private final Collection<ComponentDescriptionDTO> descriptions;
  private final Map<String, List<ComponentConfigurationDTO>> configurations = new HashMap<>();

  ComponentDiagnosis(ServiceComponentRuntime runtime, Collection<Bundle> bundles) {
    this.runtime = runtime;
    descriptions =
        bundles.isEmpty()
            ? List.of()
            : runtime.getComponentDescriptionDTOs(bundles.toArray(new Bundle[0]));
    for (ComponentDescriptionDTO description : descriptions) {
      configurations.put(
          id(description), List.copyOf(runtime.getComponentConfigurationDTOs(description)));
    }
  }

  /** All components of the bundles that are not switched off, ordered by name. */
  List<ComponentState> states() {
    return descriptions.stream()
        .filter(runtime::isComponentEnabled)
        .map(
            description -> {
              List<String> reasons = reasons(description);
              return new ComponentState(
                  description.name,
                  description.bundle.symbolicName,
                  reasons.isEmpty(),
                  waiting(description),
                  reasons);
            })
        .sorted(Comparator.comparing(ComponentState::name))
        .toList();
  }

  private boolean waiting(ComponentDescriptionDTO description) {
    List<ComponentConfigurationDTO> instances = configurations.get(id(description));
    return !instances.isEmpty()
        && instances.stream()
            .allMatch(
                instance -> instance.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE);
  }

  private List<String> reasons(ComponentDescriptionDTO description) {
    List<ComponentConfigurationDTO> instances = configurations.get(id(description));
    if (instances.isEmpty()) {
      return description.factory == null && !isOnePerConfiguration(description)
          ? List.of(missingConfiguration(description))
          : List.of();
    }
    return instances.stream()
        .flatMap(instance -> reasons(description, instance))
        .distinct()
        .toList();
  }

  private Stream<String> reasons(
      ComponentDescriptionDTO description, ComponentConfigurationDTO instance) {
    return switch (instance.state) {
      case ComponentConfigurationDTO.ACTIVE -> Stream.of();
      case ComponentConfigurationDTO.SATISFIED ->
          description.immediate && description.factory == null
              ? Stream.of(
                  "its references are there, but it was not activated: "
                      + notActivated(description))
              : Stream.of();
      case ComponentConfigurationDTO.FAILED_ACTIVATION -> Stream.of(failed(instance));
      case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION ->
          Stream.of(missingConfiguration(description));
      default ->
          Arrays.stream(instance.unsatisfiedReferences)
              .map(missing -> missing(description, missing));
    };
  }

  private static boolean isOnePerConfiguration(ComponentDescriptionDTO description) {
    return PER_CONFIGURATION.equals(description.properties.get(INSTANCES));
  }

  private static String missingConfiguration(ComponentDescriptionDTO description) {
    return "it requires a configuration, and there is none for PID "
        + String.join(", ", description.configurationPid);
  }

  // The runtime gives a stack trace as text: its first exception says what went wrong, the last one
  // why.
  private static String failed(ComponentConfigurationDTO instance) {
    String trace = instance.failure == null ? "" : instance.failure;
    List<String> causes =
        Stream.concat(
                trace.lines().limit(1),
                trace
                    .lines()
                    .filter(line -> line.startsWith(CAUSED_BY))
                    .map(line -> line.substring(CAUSED_BY.length())))
            .filter(line -> WRAPPERS.stream().noneMatch(line::startsWith))
            .toList();
    if (causes.isEmpty()) {
      return "its activation failed; the log has the reason";
    }
    String outer = causes.get(0);
    String root = causes.get(causes.size() - 1);
    return "its activation failed: " + outer + (outer.contains(root) ? "" : ", caused by " + root);
  }

  private String notActivated(ComponentDescriptionDTO description) {
    List<String> failing = new ArrayList<>();
    for (ReferenceDTO reference : description.references) {
      for (ComponentDescriptionDTO provider : providers(reference.interfaceName)) {
        boolean failed =
            configurations.get(id(provider)).stream()
                .anyMatch(
                    instance -> instance.state == ComponentConfigurationDTO.FAILED_ACTIVATION);
        if (failed) {
          failing.add(provider.name + " failed");
        }
      }
    }
    return failing.isEmpty() ? "the log has the reason" : String.join(", ", failing);
  }

  private String missing(ComponentDescriptionDTO description, UnsatisfiedReferenceDTO missing) {
    ReferenceDTO reference =
        Arrays.stream(description.references)
            .filter(candidate -> candidate.name.equals(missing.name))
            .findFirst()
            .orElseThrow();
    String filter =
        missing.target == null || missing.target.isEmpty() ? "" : " with filter " + missing.target;
    String provider =
        missing.targetServices.length > 0
            ? "; " + missing.targetServices.length + " are registered, but none could be had"
            : provider(reference.interfaceName);
    return "reference %s is missing: no service of %s%s%s"
        .formatted(missing.name, reference.interfaceName, filter, provider);
  }

  private String provider(String interfaceName) {
    List<String> names =
        providers(interfaceName).stream()
            .map(
                description ->
                    description.name + (reasons(description).isEmpty() ? "" : " (not up itself)"))
            .sorted()
            .toList();
    return names.isEmpty()
        ? "; no component of the feature declares it"
        : "; component " + String.join(", ", names) + " would provide it";
  }

  private List<ComponentDescriptionDTO> providers(String interfaceName) {
    return descriptions.stream()
        .filter(description -> List.of(description.serviceInterfaces).contains(interfaceName))
        .toList();
  }

  private static String id(ComponentDescriptionDTO description) {
    return description.bundle.id + "/" + description.name;
  }
}
