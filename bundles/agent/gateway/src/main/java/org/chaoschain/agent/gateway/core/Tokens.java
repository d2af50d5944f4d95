// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.random.EntropySource;

/**
 * The tokens by which agents of the gateway show who they are: 256 random bits each, of which only
 * the SHA-256 is kept. An agent has one at a time. Safe for use by many threads.
 */
public final class Tokens {
  private static final int SIZE = 32;
  private static final String PREFIX = "cct_";
  private static final int TEXT_SIZE = PREFIX.length() + 43;

  private final EntropySource entropy;
  private final Duration timeToLive;
  private final Map<Bytes, Grant> byHash = new HashMap<>();
  private final Map<AgentId, Grant> byAgent = new HashMap<>();

  /**
   * A token, as it is kept.
   *
   * @param hash SHA-256 of its text
   * @param agent whose it is
   * @param expiresAt from when it is refused
   */
  public record Grant(Bytes hash, AgentId agent, Instant expiresAt) {}

  /**
   * A token, as it is given out, once.
   *
   * @param text the secret
   */
  public record Issued(String text, Grant grant) {
    /** Without the secret. */
    @Override
    public String toString() {
      return "token of " + grant.agent();
    }
  }

  /**
   * None yet.
   *
   * @param timeToLive of a new one
   */
  public Tokens(EntropySource entropy, Duration timeToLive) {
    this.entropy = entropy;
    this.timeToLive = timeToLive;
  }

  /** Makes one for an agent; the one it had is void. */
  public synchronized Issued issue(AgentId agent, Instant now) {
    String text =
        PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(entropy.bytes(SIZE));
    Grant grant = new Grant(hash(text), agent, now.plus(timeToLive));
    restore(grant);
    return new Issued(text, grant);
  }

  /** Takes one that was kept. */
  public synchronized void restore(Grant grant) {
    revoke(grant.agent());
    byHash.put(grant.hash(), grant);
    byAgent.put(grant.agent(), grant);
  }

  /**
   * Whose token it is.
   *
   * @throws Refusal 401 if it is nobody's, was revoked, or has expired
   */
  public synchronized AgentId check(String text, Instant now) throws Refusal {
    Bytes hash = hash(text.length() == TEXT_SIZE ? text : "");
    Grant grant = byHash.get(hash);
    // what a table's timing tells is about the hash, of which nobody can choose the bits
    if (grant == null || !grant.hash().equalsConstantTime(hash)) {
      throw Refusal.of(
          401, "unauthorized", "the token is not known here, or was revoked; register again");
    }
    if (!now.isBefore(grant.expiresAt())) {
      throw Refusal.of(
          401,
          "token_expired",
          "the token has expired at %s; the operator of the node can issue another"
              .formatted(grant.expiresAt()));
    }
    return grant.agent();
  }

  /** Makes the token of an agent void; tells which it was. */
  public synchronized Optional<Grant> revoke(AgentId agent) {
    Grant grant = byAgent.remove(agent);
    if (grant != null) {
      byHash.remove(grant.hash());
    }
    return Optional.ofNullable(grant);
  }

  /** The token of an agent, if it has one. */
  public synchronized Optional<Grant> of(AgentId agent) {
    return Optional.ofNullable(byAgent.get(agent));
  }

  private static Bytes hash(String text) {
    try {
      return Bytes.wrap(
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
