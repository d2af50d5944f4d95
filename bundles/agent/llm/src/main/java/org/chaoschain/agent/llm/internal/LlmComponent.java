// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.chaoschain.agent.llm.core.Secrets;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.control.StatusSection;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.plugin.HealthCheck;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** One agent for each configuration of the factory {@code org.chaoschain.agent.llm}. */
@Component(
    service = {},
    immediate = true,
    configurationPid = "org.chaoschain.agent.llm",
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = "chaos.instances=per-configuration")
@Designate(ocd = LlmConfiguration.class, factory = true)
public final class LlmComponent {
  private static final int CANARY_BYTES = 12;

  private final LlmAgent agent;
  private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

  /**
   * Made by Declarative Services.
   *
   * @throws IllegalArgumentException if the configuration is not understood, or the key is not
   *     there
   */
  @Activate
  public LlmComponent(
      BundleContext bundle,
      @Reference Clock clock,
      @Reference Scheduler scheduler,
      @Reference RandomGenerator random,
      @Reference EntropySource entropy,
      @Reference Metrics metrics,
      @Reference Events events,
      LlmConfiguration configuration) {
    this.agent =
        agent(
            LlmSettings.of(configuration),
            new Surroundings(clock, scheduler, random, entropy, metrics, events),
            ApiKey.find(configuration.key_env(), configuration.key_file(), System::getenv));
    LlmStatus status = new LlmStatus(agent);
    registrations.add(bundle.registerService(StatusSection.class, status, null));
    registrations.add(bundle.registerService(HealthCheck.class, status, null));
    registrations.add(bundle.registerService(Agent.class, agent, null));
  }

  /** An agent over HTTP. */
  static LlmAgent agent(LlmSettings settings, Surroundings node, Optional<ApiKey> key) {
    ChatEndpoint endpoint =
        new HttpEndpoint(
            settings.address(),
            key,
            settings.connectTimeout(),
            settings.maxResponseBytes(),
            node.scheduler().workers());
    String canary = Bytes.wrap(node.entropy().bytes(CANARY_BYTES)).hex();
    List<String> secrets = new ArrayList<>(List.of(canary));
    key.ifPresent(each -> secrets.add(each.reveal()));
    return new LlmAgent(settings, node, endpoint, canary, new Secrets(secrets));
  }

  @Deactivate
  void deactivate() {
    registrations.forEach(ServiceRegistration::unregister);
    agent.close();
  }
}
