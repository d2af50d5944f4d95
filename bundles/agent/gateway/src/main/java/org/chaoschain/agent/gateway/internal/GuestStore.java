// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.chaoschain.agent.gateway.core.Profile;
import org.chaoschain.agent.gateway.core.Refusal;
import org.chaoschain.agent.gateway.core.Tokens.Grant;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.store.Batch;
import org.chaoschain.api.store.KeyValueStore;
import org.chaoschain.api.store.KeyValueStore.Durability;
import org.chaoschain.api.store.Space;
import org.chaoschain.api.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the agents of the gateway and their tokens over restarts, by the agents' keys. */
final class GuestStore {
  private static final Logger LOG = LoggerFactory.getLogger(GuestStore.class);
  private static final int PAGE = 256;
  private static final int HASH_SIZE = 32;

  private final KeyValueStore store;
  private final Space agents;
  private final Space tokens;

  GuestStore(KeyValueStore store) throws StoreException, LimitExceededException {
    this.store = store;
    this.agents = store.open("agents", 1, KeyValueStore.Upgrade.NONE);
    this.tokens = store.open("tokens", 1, KeyValueStore.Upgrade.NONE);
  }

  /** All agents. One that is not understood is told and left where it is. */
  List<Profile> agents() throws StoreException {
    List<Profile> all = new ArrayList<>();
    for (Space.Entry entry : entries(agents)) {
      try {
        all.add(Profile.decode(entry.value()));
      } catch (Refusal e) {
        LOG.error("an agent of the gateway is not understood: {}", e.getMessage());
      }
    }
    return all;
  }

  /** All tokens. */
  List<Grant> tokens() throws StoreException {
    List<Grant> all = new ArrayList<>();
    for (Space.Entry entry : entries(tokens)) {
      if (entry.value().size() == HASH_SIZE + Long.BYTES) {
        Bytes hash = entry.value().slice(0, HASH_SIZE);
        long expires = entry.value().toByteBuffer().getLong(HASH_SIZE);
        all.add(new Grant(hash, new AgentId(entry.key()), Instant.ofEpochMilli(expires)));
      }
    }
    return all;
  }

  private static List<Space.Entry> entries(Space from) throws StoreException {
    List<Space.Entry> all = new ArrayList<>();
    List<Space.Entry> page = from.range(Bytes.EMPTY, java.util.Optional.empty(), PAGE);
    while (!page.isEmpty()) {
      all.addAll(page);
      Bytes after = page.get(page.size() - 1).key().concat(Bytes.copyOf((byte) 0));
      page = from.range(after, java.util.Optional.empty(), PAGE);
    }
    return all;
  }

  /** Keeps a new agent with its token; done when both are on the disk. */
  CompletionStage<Void> add(Profile profile, Grant token) throws LimitExceededException {
    Batch batch = new Batch();
    batch.put(
        agents, profile.id().key(), Bytes.wrap(profile.encode().getBytes(StandardCharsets.UTF_8)));
    batch.put(tokens, profile.id().key(), form(token));
    return store.write(batch, Durability.NOW);
  }

  /** Keeps the token of an agent in place of the one it had. */
  CompletionStage<Void> token(Grant token) throws LimitExceededException {
    return store.write(new Batch().put(tokens, token.agent().key(), form(token)), Durability.NOW);
  }

  /** Forgets the token of an agent. */
  CompletionStage<Void> revoke(AgentId agent) throws LimitExceededException {
    return store.write(new Batch().remove(tokens, agent.key()), Durability.NOW);
  }

  /** Forgets an agent, its key and its token. */
  CompletionStage<Void> remove(AgentId agent) throws LimitExceededException {
    return store.write(
        new Batch().remove(agents, agent.key()).remove(tokens, agent.key()), Durability.NOW);
  }

  private static Bytes form(Grant token) {
    ByteBuffer value = ByteBuffer.allocate(HASH_SIZE + Long.BYTES);
    value.put(token.hash().toByteBuffer()).putLong(token.expiresAt().toEpochMilli());
    return Bytes.wrap(value.array());
  }
}
