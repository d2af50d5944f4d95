// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.chaoschain.agent.gateway.core.Asked;
import org.chaoschain.agent.gateway.core.Pace;
import org.chaoschain.agent.gateway.core.Profile;
import org.chaoschain.agent.gateway.core.Refusal;
import org.chaoschain.agent.gateway.core.SealedKeys;
import org.chaoschain.agent.gateway.core.Tokens;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.api.time.Clock;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agents that were registered at the gateway. Safe for use by many threads. */
final class Guests {
  private static final Logger LOG = LoggerFactory.getLogger(Guests.class);
  private static final double MINUTE_S = 60;

  private final Environment node;
  private final GuestStore store;
  private final WrappingKeyFile wrappingKey;
  private final Tokens tokens;
  private final Pace registrations;
  private final Map<AgentId, Guest> byId = new ConcurrentHashMap<>();
  private final Map<AgentId, Runnable> leave = new HashMap<>();

  /**
   * What it uses.
   *
   * @param host has the node host an agent; what it gives back ends that
   * @param framesPerSecond the pace of each agent
   */
  record Environment(
      Clock clock,
      EntropySource entropy,
      Host host,
      Guest.Client client,
      Limit maxAgents,
      Limit registrationsPerMinute,
      long framesPerSecond) {
    /** Has the node host an agent. */
    interface Host {
      Runnable host(Guest guest);
    }
  }

  /** A new agent with its token. */
  record Registered(Guest guest, Tokens.Issued token) {}

  Guests(Environment node, GuestStore store, WrappingKeyFile wrappingKey, Tokens tokens) {
    this.node = node;
    this.store = store;
    this.wrappingKey = wrappingKey;
    this.tokens = tokens;
    this.registrations =
        new Pace(node.registrationsPerMinute().value() / MINUTE_S, node.clock().nanoTime());
  }

  /**
   * Has those hosted again that are kept.
   *
   * @throws IOException if the store or the wrapping key cannot be used; nobody is lost by that
   */
  synchronized void restore() throws IOException {
    List<Profile> kept = store.agents();
    if (kept.isEmpty()) {
      return;
    }
    if (!wrappingKey.exists()) {
      throw new IOException(
          "the key that seals the keys of %d agents of the gateway is missing; restore the folder keys/ from a backup, or remove the agents"
              .formatted(kept.size()));
    }
    SealedKeys seal = new SealedKeys(wrappingKey.key(), node.entropy());
    for (Profile profile : kept) {
      try {
        Ed25519Key key = Ed25519Key.ofSeed(seal.open(profile.id(), profile.sealedKey()).toArray());
        if (!key.agent().equals(profile.id())) {
          throw new GeneralSecurityException("it is the key of " + key.agent());
        }
        host(profile, key);
      } catch (GeneralSecurityException | IllegalArgumentException e) {
        LOG.error("the key of the agent {} does not open: {}", profile, e.getMessage());
      }
    }
    for (Tokens.Grant grant : store.tokens()) {
      if (byId.containsKey(grant.agent())) {
        tokens.restore(grant);
      }
    }
    LOG.info("{} agents of the gateway are hosted again", byId.size());
  }

  /**
   * Makes an agent.
   *
   * @return completes when it is on the disk
   * @throws Refusal if there are too many, too often, or the key cannot be kept
   */
  CompletionStage<Registered> register(Asked.Registration said) throws Refusal {
    Guest guest;
    Tokens.Issued token;
    CompletionStage<Void> kept;
    synchronized (this) {
      requirePace();
      try {
        node.maxAgents().check("gateway", byId.size() + 1L);
        byte[] seed = node.entropy().bytes(Ed25519Key.SEED_BYTES);
        Ed25519Key key = Ed25519Key.ofSeed(seed);
        SealedKeys seal = new SealedKeys(wrappingKey.key(), node.entropy());
        Instant now = node.clock().now();
        Profile profile =
            new Profile(key.agent(), said, now, seal.seal(key.agent(), Bytes.wrap(seed)));
        token = tokens.issue(key.agent(), now);
        kept = store.add(profile, token.grant());
        guest = host(profile, key);
      } catch (LimitExceededException e) {
        throw Refusal.of(503, "too_many_agents", e);
      } catch (IOException e) {
        throw Refusal.of(503, "key_not_kept", e.getMessage());
      }
    }
    return kept.thenCombine(guest.hosted(), (written, hosted) -> null)
        .handle((done, failure) -> registered(guest, token, failure));
  }

  private Registered registered(Guest guest, Tokens.Issued token, Throwable failure) {
    if (failure != null) {
      forget(guest.id());
      throw new java.util.concurrent.CompletionException(failure);
    }
    return new Registered(guest, token);
  }

  private void requirePace() throws Refusal {
    long now = node.clock().nanoTime();
    // here nobody is warned: one refusal that says when to come again is all a client needs
    if (!registrations.pause(now).isZero()) {
      long limit = node.registrationsPerMinute().value();
      throw Refusal.later(
          node.registrationsPerMinute().refuse("gateway", limit + 1), registrations.pause(now));
    }
    registrations.next(now);
  }

  private Guest host(Profile profile, Ed25519Key key) {
    Guest guest =
        new Guest(
            profile, key, new Pace(node.framesPerSecond(), node.clock().nanoTime()), node.client());
    byId.put(guest.id(), guest);
    leave.put(guest.id(), node.host().host(guest));
    return guest;
  }

  /**
   * Whose token it is.
   *
   * @throws Refusal 401 if it is nobody's
   */
  Guest authenticated(String token) throws Refusal {
    AgentId agent = tokens.check(token, node.clock().now());
    return byId(agent)
        .orElseThrow(() -> Refusal.of(401, "unauthorized", "the agent of the token is gone"));
  }

  /** Gives an agent another token; the one it had is void. */
  CompletionStage<Tokens.Issued> issue(AgentId agent) throws Refusal {
    Tokens.Issued issued = tokens.issue(agent, node.clock().now());
    return write(() -> store.token(issued.grant())).thenApply(done -> issued);
  }

  /** Makes the token of an agent void; says whether it had one. */
  CompletionStage<Boolean> revoke(AgentId agent) throws Refusal {
    boolean had = tokens.revoke(agent).isPresent();
    return write(() -> store.revoke(agent)).thenApply(done -> had);
  }

  /** Forgets an agent; says whether it was there. */
  CompletionStage<Boolean> remove(AgentId agent) throws Refusal {
    boolean was = forget(agent);
    return write(() -> store.remove(agent)).thenApply(done -> was);
  }

  private boolean forget(AgentId agent) {
    Runnable gone;
    boolean was;
    synchronized (this) {
      was = byId.remove(agent) != null;
      tokens.revoke(agent);
      gone = leave.remove(agent);
    }
    if (gone != null) {
      gone.run();
    }
    return was;
  }

  private interface Write {
    CompletionStage<Void> write() throws LimitExceededException;
  }

  private static CompletionStage<Void> write(Write write) throws Refusal {
    try {
      return write.write();
    } catch (LimitExceededException e) {
      throw Refusal.of(503, "store_full", e);
    }
  }

  Optional<Guest> byId(AgentId agent) {
    return Optional.ofNullable(byId.get(agent));
  }

  int size() {
    return byId.size();
  }

  /** From an id on, in their order. */
  List<Guest> page(Optional<AgentId> after, int most) {
    return byId.values().stream()
        .filter(each -> after.isEmpty() || each.id().compareTo(after.get()) > 0)
        .sorted(Comparator.comparing(Guest::id))
        .limit(most)
        .toList();
  }

  /** When the token of an agent expires, if it has one. */
  Optional<Instant> tokenExpiry(AgentId agent) {
    return tokens.of(agent).map(Tokens.Grant::expiresAt);
  }

  /** None is hosted any more; all are kept. */
  void close() {
    List<Runnable> all;
    synchronized (this) {
      all = List.copyOf(leave.values());
      leave.clear();
      byId.clear();
    }
    all.forEach(Runnable::run);
  }
}
