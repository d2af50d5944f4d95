// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.personality.internal;

import java.util.ArrayList;
import java.util.List;
import org.chaoschain.agent.personality.core.Cast;
import org.chaoschain.agent.personality.core.ReplyBudget;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Clock;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Registers the agents of the configuration. */
@Component(
    service = {},
    immediate = true,
    configurationPid = "org.chaoschain.agent.personality")
@Designate(ocd = PersonalityConfiguration.class)
public final class PersonalityComponent {
  private final List<ServiceRegistration<Agent>> registrations = new ArrayList<>();

  /**
   * Made by Declarative Services.
   *
   * @throws IllegalArgumentException if the configuration is not understood
   */
  @Activate
  public PersonalityComponent(
      BundleContext context,
      @Reference Clock clock,
      @Reference Metrics metrics,
      PersonalityConfiguration configuration) {
    Limit replies =
        metrics.limit("agent.personality.max.replies", configuration.max_replies(), "answers");
    Limit ofAll =
        metrics.limit(
            "agent.personality.max.replies.all", configuration.max_replies_all(), "answers");
    Cast.parse(configuration.agents())
        .forEach(
            (name, temper) ->
                registrations.add(
                    context.registerService(
                        Agent.class,
                        new PersonalityAgent(name, temper, clock, new ReplyBudget(replies, ofAll)),
                        null)));
  }

  @Deactivate
  void deactivate() {
    registrations.forEach(ServiceRegistration::unregister);
  }
}
