// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core.dht;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.agents.HostedAgents;
import org.chaoschain.p2p.api.channel.ChannelClosedException;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.identity.core.HostingRecord;
import org.chaoschain.p2p.identity.core.RecordException;
import org.chaoschain.p2p.kad.core.AgentRecordValidator;
import org.chaoschain.p2p.kad.core.KadLimits;
import org.chaoschain.p2p.kad.core.KadMessage;
import org.chaoschain.p2p.kad.core.KadPeer;
import org.chaoschain.p2p.kad.core.KadRecord;
import org.chaoschain.p2p.kad.core.Publications;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the peers closest to a key what this node publishes: the records of the agents it hosts,
 * values and provisions. Inside one executor.
 */
final class Publishing {
  private static final Logger LOG = LoggerFactory.getLogger(Publishing.class);
  private static final Duration RETRY = Duration.ofSeconds(30);
  private static final int AT_ONCE = 8;

  private final DhtEnvironment env;
  private final SerialExecutor executor;
  private final Network network;
  private final Calls calls;
  private final Supplier<KadPeer> self;
  private final Publications<KadRecord> values;
  private final Publications<Bytes> provisions;
  private final List<HostedAgents> hosted = new ArrayList<>();
  private final Set<Bytes> hostingKeys = new HashSet<>();

  Publishing(
      DhtConfig config,
      DhtEnvironment env,
      KadLimits limits,
      SerialExecutor executor,
      Network network,
      Calls calls,
      Supplier<KadPeer> self) {
    this.env = env;
    this.executor = executor;
    this.network = network;
    this.calls = calls;
    this.self = self;
    this.values = new Publications<>(limits.published(), config.times().recordRepublish(), RETRY);
    this.provisions =
        new Publications<>(limits.published(), config.times().providerRepublish(), RETRY);
  }

  private long now() {
    return env.clock().nanoTime();
  }

  void add(HostedAgents agents) {
    hosted.add(agents);
    hosting();
  }

  void remove(HostedAgents agents) {
    hosted.remove(agents);
    hosting();
  }

  /** Takes up the records of the agents that are hosted now. */
  void hosting() {
    Set<Bytes> current = new HashSet<>();
    for (HostedAgents agents : hosted) {
      for (Bytes encoded : agents.signedHostingRecords()) {
        try {
          HostingRecord record = AgentRecordValidator.open(encoded);
          Bytes key = AgentRecordValidator.keyOf(record.agent());
          values.put(key, new KadRecord(key, encoded), now());
          current.add(key);
        } catch (RecordException e) {
          LOG.warn("A hosting record of this node is not published: {}", e.getMessage());
        } catch (LimitExceededException e) {
          LOG.warn("{}", e.getMessage());
        }
      }
    }
    hostingKeys.stream().filter(key -> !current.contains(key)).forEach(values::remove);
    hostingKeys.clear();
    hostingKeys.addAll(current);
    tell();
  }

  /** Tells what is due. */
  void tell() {
    if (network.empty()) {
      return;
    }
    for (KadRecord record : values.due(AT_ONCE, now())) {
      put(record);
    }
    for (Bytes key : provisions.due(AT_ONCE, now())) {
      announce(key);
    }
  }

  CompletionStage<Integer> publish(KadRecord record) throws LimitExceededException {
    values.put(record.key(), record, now());
    values.begun(record.key(), now());
    return put(record);
  }

  CompletionStage<Integer> provide(Bytes key) throws LimitExceededException {
    provisions.put(key, key, now());
    provisions.begun(key, now());
    return announce(key);
  }

  private CompletionStage<Integer> put(KadRecord record) {
    return network
        .closest(record.key())
        .thenCompose(lookup -> toEach(lookup.closest(), KadMessage.putValue(record)))
        .whenComplete(
            (takers, failure) -> {
              int taken = failure == null ? takers : 0;
              values.told(record.key(), taken, now());
              env.metrics().counter("p2p.kad.published", "what", "value").increment();
              LOG.debug("The value of {} is at {} peers", record.key(), taken);
            });
  }

  private CompletionStage<Integer> announce(Bytes key) {
    return network
        .closest(key)
        .thenCompose(lookup -> toEach(lookup.closest(), KadMessage.addProvider(key, self.get())))
        .whenComplete(
            (takers, failure) -> {
              int taken = failure == null ? takers : 0;
              provisions.told(key, taken, now());
              env.metrics().counter("p2p.kad.published", "what", "provider").increment();
            });
  }

  /** Brings the best value to peers that are close to its key and have none or a worse one. */
  void correct(KadRecord best, List<KadPeer> outdated) {
    if (!outdated.isEmpty()) {
      env.metrics().counter("p2p.kad.corrected").add(outdated.size());
      toEach(outdated, KadMessage.putValue(best));
    }
  }

  /** Sends a message to each; completes with how many have taken it. */
  private CompletionStage<Integer> toEach(List<KadPeer> peers, KadMessage message) {
    CompletableFuture<Integer> result = new CompletableFuture<>();
    int[] left = {peers.size()};
    int[] taken = {0};
    if (peers.isEmpty()) {
      result.complete(0);
    }
    for (KadPeer peer : peers) {
      take(peer, message)
          .whenComplete(
              (took, failure) ->
                  executor.execute(
                      () -> {
                        taken[0] += failure == null && took ? 1 : 0;
                        if (--left[0] == 0) {
                          result.complete(taken[0]);
                        }
                      }));
    }
    return result;
  }

  /**
   * Whether a peer takes a message. ADD_PROVIDER has no response, and a reset of its stream does
   * not tell: js-libp2p resets what the sender has half-closed once the provider is kept, others
   * reset what they refuse. So the peer is asked whether it names this node.
   */
  private CompletionStage<Boolean> take(KadPeer peer, KadMessage message) {
    return calls
        .ask(peer, message)
        .handle(
            (reply, failure) ->
                message.type() == KadMessage.Type.ADD_PROVIDER && wasReset(failure)
                    ? namesSelf(peer, message.key())
                    : CompletableFuture.completedFuture(failure == null))
        .thenCompose(Function.identity());
  }

  private static boolean wasReset(Throwable failure) {
    return failure instanceof ChannelClosedException closed
        && closed.reason().kind() == CloseReason.Kind.REMOTE_RESET;
  }

  private CompletionStage<Boolean> namesSelf(KadPeer peer, Bytes key) {
    return calls
        .ask(peer, KadMessage.getProviders(key))
        .thenApply(
            reply ->
                reply.message().stream()
                    .flatMap(answer -> answer.providers().stream())
                    .anyMatch(provider -> provider.id().equals(env.host().peerId())));
  }

  int size() {
    return values.size() + provisions.size();
  }
}
