// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Says in words why a bundle's components are not up. */
final class ComponentDiagnosis {
  private final BundleContext context;
  private final ServiceComponentRuntime runtime;

  ComponentDiagnosis(BundleContext context, ServiceComponentRuntime runtime) {
    this.context = context;
    this.runtime = runtime;
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

  /**
   * Uses each service once. A delayed component is activated by its first user; this is that user,
   * so that what its activation throws comes to light before the old generation goes.
   */
  void tryServices(Bundle bundle) {
    ServiceReference<?>[] references = bundle.getRegisteredServices();
    if (references == null) {
      return;
    }
    for (ServiceReference<?> reference : references) {
      boolean component = reference.getProperty("component.name") != null;
      boolean prototype =
          Constants.SCOPE_PROTOTYPE.equals(reference.getProperty(Constants.SERVICE_SCOPE));
      if (component && !prototype) {
        try {
          context.getService(reference);
        } finally {
          context.ungetService(reference);
        }
      }
    }
  }

  private Stream<Reason> reasons(ComponentDescriptionDTO component) {
    Collection<ComponentConfigurationDTO> instances =
        runtime.getComponentConfigurationDTOs(component);
    if (instances.isEmpty()) {
      return component.factory == null ? Stream.of(noConfiguration(component)) : Stream.of();
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

  private static Reason noConfiguration(ComponentDescriptionDTO component) {
    return new Reason(
        "component %s requires a configuration, and there is none for PID %s"
            .formatted(component.name, String.join(", ", component.configurationPid)),
        false);
  }

  private static Reason unsatisfied(
      ComponentDescriptionDTO component, UnsatisfiedReferenceDTO missing) {
    String type =
        Arrays.stream(component.references)
            .filter(reference -> reference.name.equals(missing.name))
            .map((ReferenceDTO reference) -> reference.interfaceName)
            .findFirst()
            .orElse("unknown");
    String filter =
        missing.target == null || missing.target.isEmpty() ? "" : " with filter " + missing.target;
    String there =
        missing.targetServices.length == 0
            ? "there is no service of "
            : "none could be had of the %d services of ".formatted(missing.targetServices.length);
    return new Reason(
        "component %s waits for its reference %s: %s%s%s"
            .formatted(component.name, missing.name, there, type, filter),
        false);
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
