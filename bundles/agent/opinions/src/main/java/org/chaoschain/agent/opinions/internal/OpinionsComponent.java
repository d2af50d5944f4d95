// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.opinions.internal;

import static org.osgi.service.component.annotations.ReferenceCardinality.MULTIPLE;
import static org.osgi.service.component.annotations.ReferenceCardinality.OPTIONAL;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;
import static org.osgi.service.component.annotations.ReferencePolicyOption.GREEDY;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.agent.AgentDirectory;
import org.chaoschain.api.agent.AgentDirectory.HostedAgent;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.agent.Opinions;
import org.chaoschain.api.agent.ProposedBlock;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.isolation.PluginAccounts;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the {@link Agent} services that the {@link AgentDirectory} knows. */
@Component(service = Opinions.class, configurationPid = "org.chaoschain.agent.opinions")
@Designate(ocd = OpinionsConfiguration.class)
public final class OpinionsComponent implements Opinions {
  private static final Logger LOG = LoggerFactory.getLogger(OpinionsComponent.class);

  private final AskableAgents agents = new AskableAgents();
  private final AtomicReference<PluginAccounts> accounts = new AtomicReference<>();
  private final AtomicReference<AgentDirectory> directory = new AtomicReference<>();
  private final OpinionPoll poll;

  /** Made by Declarative Services. */
  @Activate
  public OpinionsComponent(
      @Reference Clock clock,
      @Reference Scheduler scheduler,
      @Reference Metrics metrics,
      OpinionsConfiguration configuration) {
    this.poll =
        new OpinionPoll(
            clock,
            scheduler,
            metrics,
            configuration.max_open(),
            configuration.max_rounds(),
            this::askable);
  }

  @Override
  public CompletionStage<List<Answer>> ask(
      ProposedBlock block, Set<AgentId> asked, Duration within) {
    return poll.ask(block, asked, within);
  }

  /** Without it all agents count as part of the node. */
  @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
  void setAccounts(PluginAccounts service) {
    accounts.set(service);
  }

  /** The replacement may have been set before: then it stays. */
  void unsetAccounts(PluginAccounts service) {
    accounts.compareAndSet(service, null);
  }

  /** Without it nobody can be asked. */
  @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
  void setDirectory(AgentDirectory service) {
    directory.set(service);
  }

  /** The replacement may have been set before: then it stays. */
  void unsetDirectory(AgentDirectory service) {
    directory.compareAndSet(service, null);
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addAgent(Agent agent, Map<String, Object> properties) {
    try {
      PluginAccounts known = accounts.get();
      int ranking = properties.get("service.ranking") instanceof Integer value ? value : 0;
      agents.add(
          agent.name(),
          new AskableAgents.Rank(ranking, id(properties)),
          new OpinionPoll.Hosted(agent, known == null ? PluginAccount.NODE : known.of(properties)));
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("the agent {} cannot be asked for opinions", agent.getClass().getName(), e);
    }
  }

  void removeAgent(Agent agent, Map<String, Object> properties) {
    agents.remove(id(properties));
  }

  private Optional<OpinionPoll.Hosted> askable(AgentId id) {
    return Optional.ofNullable(directory.get())
        .flatMap(known -> known.byId(id))
        .map(HostedAgent::name)
        .flatMap(agents::byName);
  }

  private static long id(Map<String, ?> properties) {
    return (Long) properties.get("service.id");
  }
}
