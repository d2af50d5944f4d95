// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.registry.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.chaoschain.agent.registry.core.RelationBook;
import org.chaoschain.agent.registry.core.RelationBook.Changes;
import org.chaoschain.agent.registry.core.RelationBook.Step;
import org.chaoschain.agent.registry.core.RelationForm;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.agent.Relations;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageRecord;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.store.Batch;
import org.chaoschain.api.store.KeyValueStore;
import org.chaoschain.api.store.Space;
import org.chaoschain.api.store.StoreException;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.message.delivery.core.MessageWatch;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the relations of agents from the messages that pass, in the store if there is one. Also the
 * control command {@code agents.relations}.
 */
@Component(
    service = {Relations.class, MessageWatch.class, ControlCommand.class},
    configurationPid = "org.chaoschain.agent.registry")
@Designate(ocd = RegistryConfiguration.class)
public final class RegistryComponent implements Relations, MessageWatch, ControlCommand {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryComponent.class);
  private static final int PAGE = 256;

  private final Clock clock;
  private final SerialExecutor executor;
  private final Limit maxWaiting;
  private final AtomicInteger waiting = new AtomicInteger();
  private final RelationBook book;
  private final KeyValueStore store;
  private final Optional<Space> space;

  /** Made by Declarative Services. */
  @Activate
  public RegistryComponent(
      @Reference Clock clock,
      @Reference Scheduler scheduler,
      @Reference Metrics metrics,
      @Reference(
              cardinality = ReferenceCardinality.OPTIONAL,
              policyOption = ReferencePolicyOption.GREEDY)
          KeyValueStore store,
      RegistryConfiguration configuration) {
    this.clock = clock;
    this.executor = scheduler.serial("agent registry");
    String prefix = "agent.registry.";
    this.maxWaiting =
        metrics.limit(prefix + "max.waiting", configuration.max_waiting(), "messages");
    this.book =
        new RelationBook(
            metrics.limit(prefix + "max.alliances", configuration.max_alliances(), "alliances"),
            metrics.limit(
                prefix + "max.alliances.per.agent",
                configuration.max_alliances_per_agent(),
                "alliances"),
            metrics.limit(prefix + "max.trust", configuration.max_trust(), "figures"),
            metrics.limit(
                prefix + "max.trust.per.agent", configuration.max_trust_per_agent(), "figures"));
    this.store = store;
    this.space = store == null ? Optional.empty() : open();
  }

  private Optional<Space> open() {
    try {
      Space opened = store.open("relations", 1, KeyValueStore.Upgrade.NONE);
      load(opened);
      return Optional.of(opened);
    } catch (StoreException | LimitExceededException e) {
      LOG.warn("relations of agents are kept in memory only: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private void load(Space from) throws StoreException {
    List<Space.Entry> all = new ArrayList<>();
    List<Space.Entry> page = from.range(Bytes.EMPTY, Optional.empty(), PAGE);
    while (!page.isEmpty()) {
      all.addAll(page);
      Bytes last = page.get(page.size() - 1).key();
      page = from.range(last.concat(Bytes.copyOf((byte) 0)), Optional.empty(), PAGE);
    }
    all.sort(Comparator.comparingLong(RelationForm::since));
    for (Space.Entry entry : all) {
      try {
        RelationForm.restore(entry.key(), entry.value(), book);
      } catch (IllegalArgumentException e) {
        LOG.warn("an entry of the relations of agents is not understood: {}", e.getMessage());
      }
    }
  }

  @Override
  public void passed(MessageRecord.State state, Message message) {
    boolean counts = state == MessageRecord.State.SENT || state == MessageRecord.State.DELIVERED;
    if (!counts
        || !(message.payload() instanceof Payload.AgentCommunication said)
        || !(said.content() instanceof Content.Alliance alliance)
        || said.target().isEmpty()) {
      return;
    }
    Step step = new Step(message.sender(), said.target().get(), alliance, message.createdAt());
    if (!maxWaiting.allows(waiting.incrementAndGet())) {
      waiting.decrementAndGet();
      maxWaiting.refused().increment();
      return;
    }
    try {
      executor.execute(
          () -> {
            waiting.decrementAndGet();
            apply(step);
          });
    } catch (RejectedExecutionException e) {
      waiting.decrementAndGet();
      maxWaiting.refused().increment();
    }
  }

  private synchronized void apply(Step step) {
    Changes changes = book.apply(step, clock.now());
    if (!changes.isEmpty() && space.isPresent()) {
      keep(changes, space.get());
    }
  }

  private void keep(Changes changes, Space where) {
    Batch batch = new Batch();
    changes
        .alliances()
        .forEach(
            key ->
                book.entry(key)
                    .ifPresentOrElse(
                        entry -> batch.put(where, RelationForm.key(key), RelationForm.value(entry)),
                        () -> batch.remove(where, RelationForm.key(key))));
    changes
        .trust()
        .forEach(
            pair ->
                book.figure(pair)
                    .ifPresentOrElse(
                        it -> batch.put(where, RelationForm.key(pair), RelationForm.value(it)),
                        () -> batch.remove(where, RelationForm.key(pair))));
    try {
      store
          .write(batch, KeyValueStore.Durability.SOON)
          .exceptionally(
              failure -> {
                LOG.warn("a change of relations was not kept: {}", failure.getMessage());
                return null;
              });
    } catch (LimitExceededException e) {
      LOG.warn("a change of relations was not kept: {}", e.getMessage());
    }
  }

  @Override
  public synchronized List<Alliance> alliances() {
    return book.alliances();
  }

  @Override
  public synchronized int trust(AgentId of, AgentId in) {
    return book.trust(of, in, clock.now());
  }

  @Override
  public String name() {
    return "agents.relations";
  }

  @Override
  public String summary() {
    return "Lists alliances of agents and their trust (argument: agent, a did:key)";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    Optional<String> agent = request.text("agent");
    List<Alliance> listed;
    try {
      listed = agent.isPresent() ? alliancesOf(AgentId.parse(agent.get())) : alliances();
    } catch (IllegalArgumentException e) {
      throw ControlException.usage(e.getMessage());
    }
    for (Alliance each : listed) {
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("alliance", each.id());
      item.put("proposer", each.proposer().toString());
      item.put("partner", each.partner().toString());
      item.put("state", each.state().name());
      item.put("terms", each.terms());
      item.put("since", each.since().toString());
      item.put("proposer.trusts", trust(each.proposer(), each.partner()));
      item.put("partner.trusts", trust(each.partner(), each.proposer()));
      reply.item(item);
    }
  }
}
