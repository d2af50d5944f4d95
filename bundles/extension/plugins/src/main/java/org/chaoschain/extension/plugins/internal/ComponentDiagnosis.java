// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.chaoschain.extension.plugins.internal.gate.PluginBundles;
import org.chaoschain.extension.plugins.internal.gate.Visibility;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Says in words why a bundle's components are not up. */
final class ComponentDiagnosis {
  /** The property of a component of which none at all is as good as one or many. */
  private static final String INSTANCES = "chaos.instances";

  private static final String PER_CONFIGURATION = "per-configuration";

  private final BundleContext context;
  private final ServiceComponentRuntime runtime;
  private final PluginBundles bundles;

  ComponentDiagnosis(
      BundleContext context, ServiceComponentRuntime runtime, PluginBundles bundles) {
    this.context = context;
    this.runtime = runtime;
    this.bundles = bundles;
  }

  /**
   * How a bundle's components are.
   *
   * @param problems a sentence for each one that is not up
   * @param hopeless whether waiting changes nothing: an activation threw, or there is nothing
   */
  record Finding(List<String> problems, boolean hopeless) {}

  Finding of(Bundle bundle) {
    Collection<ComponentDescriptionDTO> components = runtime.getComponentDescriptionDTOs(bundle);
    if (components.isEmpty()) {
      return Headers.hasComponents(bundle)
          ? new Finding(
              List.of("the component runtime has not read its component descriptions"), false)
          : new Finding(List.of(), false);
    }
    List<Reason> reasons =
        components.stream()
            .filter(runtime::isComponentEnabled)
            .flatMap(component -> reasons(component).distinct())
            .toList();
    return new Finding(
        reasons.stream().map(Reason::text).toList(), reasons.stream().anyMatch(Reason::hopeless));
  }

  private record Reason(String text, boolean hopeless) {}

  private Stream<Reason> reasons(ComponentDescriptionDTO component) {
    Collection<ComponentConfigurationDTO> instances =
        runtime.getComponentConfigurationDTOs(component);
    if (instances.isEmpty()) {
      return component.factory == null && !isOnePerConfiguration(component)
          ? Stream.of(noConfiguration(component))
          : Stream.of();
    }
    return instances.stream().flatMap(instance -> reasons(component, instance));
  }

  private Stream<Reason> reasons(
      ComponentDescriptionDTO component, ComponentConfigurationDTO instance) {
    return switch (instance.state) {
      case ComponentConfigurationDTO.ACTIVE, ComponentConfigurationDTO.SATISFIED -> Stream.of();
      case ComponentConfigurationDTO.FAILED_ACTIVATION ->
          Stream.of(
              new Reason(
                  "component %s failed in its activation: %s"
                      .formatted(component.name, cause(instance.failure)),
                  true));
      case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION ->
          Stream.of(noConfiguration(component));
      default ->
          Arrays.stream(instance.unsatisfiedReferences)
              .map(missing -> unsatisfied(component, missing));
    };
  }

  private static boolean isOnePerConfiguration(ComponentDescriptionDTO component) {
    return PER_CONFIGURATION.equals(component.properties.get(INSTANCES));
  }

  private static Reason noConfiguration(ComponentDescriptionDTO component) {
    return new Reason(
        "component %s requires a configuration, and there is none for PID %s"
            .formatted(component.name, String.join(", ", component.configurationPid)),
        false);
  }

  private Reason unsatisfied(ComponentDescriptionDTO component, UnsatisfiedReferenceDTO missing) {
    String type =
        Arrays.stream(component.references)
            .filter(reference -> reference.name.equals(missing.name))
            .map((ReferenceDTO reference) -> reference.interfaceName)
            .findFirst()
            .orElse("unknown");
    String target = missing.target == null ? "" : missing.target;
    String filter = target.isEmpty() ? "" : " with filter " + target;
    String there =
        missing.targetServices.length == 0
            ? "there is no service of "
            : "none could be had of the %d services of ".formatted(missing.targetServices.length);
    String hidden = missing.targetServices.length == 0 ? candidate(component, type, target) : "";
    return new Reason(
        "component %s waits for its reference %s: %s%s%s%s"
            .formatted(component.name, missing.name, there, type, filter, hidden),
        false);
  }

  /**
   * What comes near to a service that is missing: one that is not for this plugin, or does not
   * match.
   */
  private String candidate(ComponentDescriptionDTO component, String type, String target) {
    ServiceReference<?>[] found = all(type, target);
    if (found.length > 0) {
      return bundles
          .of(component.bundle.id)
          .flatMap(plugin -> Visibility.lack(plugin, type))
          .map(lack -> " that it may take; " + lack)
          .orElse("");
    }
    ServiceReference<?>[] others = target.isEmpty() ? found : all(type, "");
    return others.length == 0
        ? ""
        : "; the nearest is one of %s with %s"
            .formatted(
                Headers.label(others[0].getBundle()),
                Arrays.stream(others[0].getPropertyKeys())
                    .filter(key -> target.contains("(" + key))
                    .map(key -> key + "=" + others[0].getProperty(key))
                    .reduce((a, b) -> a + ", " + b)
                    .orElse("none of the properties"));
  }

  private ServiceReference<?>[] all(String type, String target) {
    try {
      ServiceReference<?>[] found =
          context.getAllServiceReferences(type, target.isEmpty() ? null : target);
      return found == null ? new ServiceReference<?>[0] : found;
    } catch (InvalidSyntaxException e) {
      return new ServiceReference<?>[0];
    }
  }

  /** The last cause in a stack trace. */
  private static String cause(String trace) {
    if (trace == null) {
      return "the log has the reason";
    }
    String first = trace.lines().findFirst().orElse("unknown");
    return trace
        .lines()
        .filter(line -> line.startsWith("Caused by: "))
        .reduce((earlier, later) -> later)
        .map(line -> line.substring("Caused by: ".length()))
        .orElse(first);
  }
}
