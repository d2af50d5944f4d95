// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.api.message.Payload;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.testkit.sim.Simulation;

/** Messages for tests of a plugin's classes alone, without a network. */
public final class Messages {
  /** When all of them were made. */
  public static final Instant CREATED = Simulation.EPOCH;

  private Messages() {}

  /**
   * An agent's id; the same number gives the same id.
   *
   * @param number 0 to 255
   */
  public static AgentId agent(int number) {
    return signer(number).agent();
  }

  /** The key of {@link #agent}. */
  public static MessageSigner signer(int number) {
    if (number < 0 || number > 255) {
      throw new IllegalArgumentException("an agent's number is 0 to 255, not " + number);
    }
    byte[] seed = new byte[Ed25519Key.SEED_BYTES];
    seed[0] = (byte) number;
    seed[1] = 42;
    return Ed25519Key.ofSeed(seed);
  }

  /** An extension whose body is a text in UTF-8. */
  public static Extension extension(String type, String body, String fallbackText) {
    return new Extension(type, 1, Bytes.wrap(body.getBytes(StandardCharsets.UTF_8)), fallbackText);
  }

  /** A meme of a text, by an agent. */
  public static Payload.Meme meme(AgentId author, String text, String caption) {
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    try {
      Bytes hash = Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(data));
      return new Payload.Meme(author, "text/plain", caption, hash, Bytes.wrap(data), "");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  /** A broadcast of an extension by {@link #agent} 1. */
  public static Message of(Extension extension) {
    return of(agent(1), new Payload.Extended(extension));
  }

  /** What {@link #agent} 1 says to an agent. */
  public static Message of(AgentId to, Content content) {
    return of(agent(1), new Payload.AgentCommunication(agent(1), Optional.of(to), content));
  }

  /** A message that lives for a minute. */
  public static Message of(AgentId sender, Payload payload) {
    return new Message(
        Message.VERSION,
        "m1",
        CREATED,
        sender,
        WholeNode.CHAIN,
        payload,
        Optional.of(CREATED.plusSeconds(60)),
        Optional.empty(),
        false,
        Optional.empty());
  }
}
