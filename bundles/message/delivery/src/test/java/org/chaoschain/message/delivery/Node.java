// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.MalformedMessageException;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageCodec;
import org.chaoschain.api.message.MessageRecord;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.message.delivery.core.LocalAgents;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.message.envelope.internal.ProtobufMessageCodec;
import org.chaoschain.message.flow.core.SenderStanding;
import org.chaoschain.testkit.sim.Simulation;

/** The receiving part of one node with the node's own codec, and senders of signed messages. */
final class Node {
  static final String CHAIN = "test";

  final Delivery delivery;
  final DeliveryEnvironment environment;
  final Map<AgentId, MessageSigner> hosted = new HashMap<>();
  final AtomicInteger decoded = new AtomicInteger();
  final AtomicInteger verified = new AtomicInteger();
  final AtomicInteger reserved = new AtomicInteger();
  final List<MessageRecord> records = new ArrayList<>();
  final Map<AgentId, List<SignedMessage>> mailboxes = new HashMap<>();
  private final MessageCodec codec;
  private final Clock clock;
  private int ids;

  Node(Simulation simulation, InboxSettings settings) {
    this(
        simulation.clock(),
        simulation.scheduler(),
        simulation.metrics(),
        simulation.events(),
        settings);
    delivery.log().add(records::add);
  }

  /** A node with limits of what waits to be judged. */
  Node(Simulation simulation, InboxSettings settings, JudgingSettings judging) {
    this(
        simulation.clock(),
        simulation.scheduler(),
        simulation.metrics(),
        simulation.events(),
        settings,
        judging,
        Safeguards.DEFAULT,
        null);
    delivery.log().add(records::add);
  }

  /** A node with other safeguards. */
  Node(Simulation simulation, Safeguards safeguards) {
    this(
        simulation.clock(),
        simulation.scheduler(),
        simulation.metrics(),
        simulation.events(),
        InboxSettings.DEFAULT,
        JudgingSettings.DEFAULT,
        safeguards,
        null);
    delivery.log().add(records::add);
  }

  /** A node with bounds and shares of what waits to be verified. */
  Node(Simulation simulation, InboxSettings settings, FlowSettings flow) {
    this(
        simulation.clock(),
        simulation.scheduler(),
        simulation.metrics(),
        simulation.events(),
        settings,
        JudgingSettings.DEFAULT,
        Safeguards.DEFAULT.withRates(Speed.WIDE),
        flow,
        null);
    delivery.log().add(records::add);
  }

  /** A node whose codecs a test sets. */
  Node(Simulation simulation, InboxSettings settings, Supplier<Optional<MessageCodec>> codecs) {
    this(
        simulation.clock(),
        simulation.scheduler(),
        simulation.metrics(),
        simulation.events(),
        settings,
        JudgingSettings.DEFAULT,
        Safeguards.DEFAULT,
        codecs);
  }

  Node(Clock clock, Scheduler scheduler, Metrics metrics, Events events, InboxSettings settings) {
    this(clock, scheduler, metrics, events, settings, Safeguards.DEFAULT);
  }

  Node(
      Clock clock,
      Scheduler scheduler,
      Metrics metrics,
      Events events,
      InboxSettings settings,
      Safeguards safeguards) {
    this(clock, scheduler, metrics, events, settings, JudgingSettings.DEFAULT, safeguards, null);
  }

  private Node(
      Clock clock,
      Scheduler scheduler,
      Metrics metrics,
      Events events,
      InboxSettings settings,
      JudgingSettings judging,
      Safeguards safeguards,
      Supplier<Optional<MessageCodec>> codecs) {
    this(
        clock,
        scheduler,
        metrics,
        events,
        settings,
        judging,
        safeguards,
        FlowSettings.DEFAULT,
        codecs);
  }

  private Node(
      Clock clock,
      Scheduler scheduler,
      Metrics metrics,
      Events events,
      InboxSettings settings,
      JudgingSettings judging,
      Safeguards safeguards,
      FlowSettings flow,
      Supplier<Optional<MessageCodec>> codecs) {
    this.clock = clock;
    this.codec = new CountingCodec(new ProtobufMessageCodec(metrics));
    this.environment =
        new DeliveryEnvironment(
            CHAIN,
            clock,
            scheduler,
            metrics,
            events,
            codecs == null ? () -> Optional.of(codec) : codecs,
            () -> Optional.of(new Mailboxes()));
    this.delivery =
        new Delivery(
            environment,
            settings,
            judging,
            safeguards,
            flow,
            SenderStanding.NONE,
            DurableSettings.DEFAULT,
            Optional.empty());
  }

  /** An agent with the key of that number. */
  static Ed25519Key agent(int number) {
    byte[] seed = new byte[Ed25519Key.SEED_BYTES];
    seed[0] = (byte) number;
    seed[1] = 7;
    return Ed25519Key.ofSeed(seed);
  }

  /** A broadcast of a status. */
  SignedMessage status(Ed25519Key from, String text) {
    return sign(from, new Payload.AgentCommunication(from.agent(), Optional.empty(), said(text)));
  }

  /** A direct status message. */
  SignedMessage status(Ed25519Key from, AgentId to, String text) {
    return sign(from, new Payload.AgentCommunication(from.agent(), Optional.of(to), said(text)));
  }

  /** A broadcast of an extension. */
  SignedMessage extension(Ed25519Key from, String type, String body) {
    Bytes bytes = Bytes.wrap(body.getBytes(StandardCharsets.UTF_8));
    return sign(
        from, new Payload.Extended(new Extension(type, 1, bytes, "[" + type + "] " + body)));
  }

  SignedMessage sign(Ed25519Key from, Payload payload) {
    return sign(from, payload, Duration.ofMinutes(1));
  }

  /** A broadcast that its sender calls critical. */
  SignedMessage critical(Ed25519Key from, String text) {
    Payload said = new Payload.AgentCommunication(from.agent(), Optional.empty(), said(text));
    return sign(from, said, Duration.ofMinutes(1), true);
  }

  SignedMessage sign(Ed25519Key from, Payload payload, Duration life) {
    return sign(from, payload, life, false);
  }

  private SignedMessage sign(Ed25519Key from, Payload payload, Duration life, boolean critical) {
    Message message =
        new Message(
            1,
            "m" + ids++,
            clock.now(),
            from.agent(),
            CHAIN,
            payload,
            Optional.of(clock.now().plus(life)),
            Optional.empty(),
            critical,
            Optional.empty());
    try {
      return codec.encode(message, from);
    } catch (MalformedMessageException e) {
      throw new AssertionError(e);
    }
  }

  List<MessageRecord> records(MessageRecord.State state) {
    return records.stream().filter(r -> r.state() == state).toList();
  }

  List<String> delivered() {
    return records(MessageRecord.State.DELIVERED).stream().map(MessageRecord::text).toList();
  }

  private static Content said(String text) {
    return new Content.Status("", text);
  }

  /** Counts verifications; a wire that begins with zero is another wire of the same message. */
  private final class CountingCodec implements MessageCodec {
    private final MessageCodec real;

    CountingCodec(MessageCodec real) {
      this.real = real;
    }

    @Override
    public String name() {
      return real.name();
    }

    @Override
    public SignedMessage encode(Message message, MessageSigner signer)
        throws MalformedMessageException {
      return real.encode(message, signer);
    }

    @Override
    public SignedMessage decode(Bytes wire, int maxBytes) throws MalformedMessageException {
      decoded.incrementAndGet();
      if (!wire.isEmpty() && wire.get(0) == 0) {
        SignedMessage inner = real.decode(wire.slice(1, wire.size()), maxBytes);
        Bytes other = inner.digest().slice(1, 32).concat(Bytes.copyOf((byte) 1));
        return new SignedMessage(inner.message(), inner.wire(), other, inner.signedDigest());
      }
      return real.decode(wire, maxBytes);
    }

    @Override
    public void verify(SignedMessage message) throws MalformedMessageException {
      verified.incrementAndGet();
      real.verify(message);
    }
  }

  private final class Mailboxes implements LocalAgents {
    @Override
    public List<AgentId> agents() {
      return List.copyOf(mailboxes.keySet());
    }

    @Override
    public Optional<MessageSigner> signer(AgentId agent) {
      return Optional.ofNullable(hosted.get(agent));
    }

    @Override
    public Optional<Place> reserve(AgentId agent, int bytes) throws LimitExceededException {
      reserved.incrementAndGet();
      List<SignedMessage> mailbox = mailboxes.get(agent);
      if (mailbox == null) {
        return Optional.empty();
      }
      return Optional.of(
          new Place() {
            @Override
            public void fill(SignedMessage message) {
              mailbox.add(message);
            }

            @Override
            public void release() {}
          });
    }
  }
}
