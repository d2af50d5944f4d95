// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.CommunicationType;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.Payload;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.message.envelope.core.Envelope;
import org.chaoschain.message.envelope.core.EnvelopeException;
import org.chaoschain.message.envelope.core.EnvelopeSigner;
import org.chaoschain.proto.v1.ChaoschainMessage;

/** Forms and envelopes of a seed: within the bounds, often at them. */
final class Sample {
  static final Ed25519Key KEY = key(7);
  static final AgentId SENDER = new AgentId(KEY.publicKey());

  /** Forms that there are, by number: {@link #form(int)}. */
  static final int KINDS = 11;

  private static final String[] CHARACTERS = {
    "a",
    "Z",
    "0",
    " ",
    "\"",
    "\\",
    "/",
    "\u0000",
    "\n",
    "\u001f",
    "\u007f",
    "ä",
    "é",
    "e\u0301",
    "\u2028",
    "\ufeff",
    "漢",
    "😀",
    "\ud834\udd1e",
    "<",
    "'",
    "~"
  };

  private final Random random;

  Sample(long seed) {
    this.random = new Random(seed);
  }

  static Ed25519Key key(int fill) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) fill);
    return Ed25519Key.ofSeed(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  <T> T oneOf(T[] values) {
    return values[below(values.length)];
  }

  Bytes bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  Bytes someBytes(int max) {
    return bytes(below(max + 1));
  }

  AgentId agent() {
    return new AgentId(bytes(32));
  }

  long unsigned() {
    return switch (below(6)) {
      case 0 -> 0;
      case 1 -> 1L << 53;
      case 2 -> (1L << 53) + 1;
      case 3 -> -1;
      case 4 -> random.nextLong();
      default -> below(1_000_000);
    };
  }

  long uint32() {
    return below(3) == 0 ? 0xffff_ffffL : below(5_000);
  }

  long round() {
    return below(4) == 0 ? Integer.MAX_VALUE : below(10);
  }

  Instant time() {
    long seconds = below(5) == 0 ? 253_402_300_799L : (long) (random.nextDouble() * 2e10);
    int nanos =
        switch (below(4)) {
          case 0 -> 0;
          case 1 -> below(1_000) * 1_000_000;
          case 2 -> below(1_000_000) * 1_000;
          default -> below(1_000_000_000);
        };
    return Instant.ofEpochSecond(seconds, nanos);
  }

  /** A text of so many bytes at most. */
  String text(int minBytes, int maxBytes) {
    int wanted = below(8) == 0 ? maxBytes : minBytes + below(Math.min(40, maxBytes - minBytes + 1));
    StringBuilder text = new StringBuilder();
    int bytes = 0;
    while (bytes < wanted) {
      String next = CHARACTERS[below(CHARACTERS.length)];
      int size = next.getBytes(StandardCharsets.UTF_8).length;
      if (bytes + size > wanted) {
        next = "x";
        size = 1;
      }
      text.append(next);
      bytes += size;
    }
    return text.toString();
  }

  String word(String characters, int max) {
    StringBuilder word = new StringBuilder();
    for (int i = 1 + below(max); i > 0; i--) {
      word.append(characters.charAt(below(characters.length())));
    }
    return word.toString();
  }

  <T> List<T> list(int max, Supplier<T> element) {
    List<T> list = new ArrayList<>();
    for (int i = below(max + 1); i > 0; i--) {
      list.add(element.get());
    }
    return List.copyOf(list);
  }

  <T> Optional<T> maybe(Supplier<T> value) {
    return below(2) == 0 ? Optional.empty() : Optional.of(value.get());
  }

  private Bytes hashOrNone() {
    return below(2) == 0 ? Bytes.EMPTY : bytes(32);
  }

  String id() {
    return word("!#0Az~\"\\/", 64);
  }

  Extension extension() {
    return new Extension(word("abz09./-", 64), (int) round(), someBytes(60), text(0, 1_024));
  }

  Payload.Meme meme() {
    return new Payload.Meme(
        agent(), text(0, 64), text(0, 1_024), bytes(32), someBytes(80), text(0, 1_024));
  }

  Content content() {
    return switch (below(10)) {
      case 0, 1 ->
          new Content.Alliance(
              text(1, 64), oneOf(Content.Alliance.Action.values()), text(0, 4_096));
      case 2 -> new Content.Discussion(text(1, 256), text(0, 16_384), below(2) == 0 ? "" : id());
      case 3 -> new Content.MemeShare(bytes(32), text(0, 1_024));
      case 4, 5 -> new Content.Status(text(0, 64), text(0, 1_024));
      case 6 -> new Content.Announcement(text(1, 64), text(0, 1_024), list(32, () -> text(0, 64)));
      case 7 ->
          // an alliance of an action that is not known
          new Content.Unknown(CommunicationType.ALLIANCE, 4, Bytes.copyOf((byte) 16, (byte) 99));
      default -> new Content.Extended(extension());
    };
  }

  private JsonForm.Certificate certificate() {
    return new JsonForm.Certificate(
        unsigned(), round(), bytes(32), list(5, () -> new JsonForm.Precommit(agent(), bytes(64))));
  }

  private JsonForm.Block block() {
    return new JsonForm.Block(
        unsigned(),
        bytes(32),
        time(),
        below(2) == 0 ? "" : word("az09.-", 32),
        maybe(this::agent),
        new JsonForm.Roots(
            hashOrNone(),
            hashOrNone(),
            hashOrNone(),
            hashOrNone(),
            hashOrNone(),
            hashOrNone(),
            hashOrNone()),
        list(4, () -> someBytes(50)),
        list(3, this::meme),
        list(2, () -> someBytes(50)),
        maybe(this::certificate));
  }

  JsonForm form() {
    return form(below(KINDS));
  }

  JsonForm form(int kind) {
    return switch (kind) {
      case 0 -> new JsonForm.AgentMessage(SENDER, agent(), content());
      case 1 -> new JsonForm.NetworkBroadcast(SENDER, content());
      case 2 ->
          new JsonForm.BlockProposal(
              block(), round(), maybe(this::round), maybe(this::agent), bytes(64));
      case 3 ->
          new JsonForm.BlockNotification(
              bytes(32), agent(), time(), unsigned(), maybe(this::certificate));
      case 4 ->
          new JsonForm.ConsensusVote(
              oneOf(JsonForm.ConsensusVote.Vote.values()),
              unsigned(),
              round(),
              maybe(() -> bytes(32)),
              agent(),
              bytes(64));
      case 5 ->
          new JsonForm.StateUpdate(
              unsigned(), bytes(32), bytes(32), bytes(32), uint32(), text(0, 64));
      case 6 -> new JsonForm.MemeMessage(meme());
      case 7 -> new JsonForm.ExtensionMessage(extension());
      case 8 ->
          new JsonForm.NetworkStatistics(
              time(),
              time(),
              uint32(),
              uint32(),
              unsigned(),
              unsigned(),
              unsigned(),
              list(
                  5,
                  () ->
                      new JsonForm.TypeFigures(
                          text(1, 80), unsigned(), unsigned(), unsigned(), uint32(), uint32())),
              text(0, 64));
      case 9 ->
          new JsonForm.History(
              unsigned(),
              unsigned(),
              list(
                  4,
                  () ->
                      new JsonForm.HistoryEntry(
                          unsigned(),
                          bytes(32),
                          time(),
                          agent(),
                          uint32(),
                          uint32(),
                          list(2, () -> bytes(66 + below(60))))),
              below(2) == 0);
      default -> new JsonForm.Opaque(14 + below(6), someBytes(50));
    };
  }

  /** A head as a client might send it. */
  EnvelopeHead head() {
    return new EnvelopeHead(
        maybe(this::id),
        maybe(this::time),
        maybe(this::time),
        maybe(this::agent),
        maybe(() -> word("az09.-", 32)),
        maybe(this::id),
        maybe(() -> below(2) == 0),
        maybe(() -> someBytes(217)),
        maybe(() -> bytes(64)));
  }

  /** A message with that form as its payload, signed. */
  Envelope envelope(JsonForm form) {
    try {
      return sign(
          JsonMessages.payload(form).toBuilder()
              .setMessageId(id())
              .setCritical(below(3) == 0)
              .setInReplyTo(below(2) == 0 ? "" : id()));
    } catch (JsonFormException e) {
      throw new AssertionError(e);
    }
  }

  /** The payload of a message, in an envelope. */
  Envelope sign(ChaoschainMessage.Builder payload) {
    if (payload.getMessageId().isEmpty()) {
      payload.setMessageId("m-1");
    }
    long seconds = 1_767_225_600L + below(1_000);
    payload
        .setVersion(1)
        .setCreatedAt(Timestamp.newBuilder().setSeconds(seconds).setNanos(below(1_000_000_000)))
        .setSender(ByteString.copyFrom(SENDER.key().toArray()))
        .setChainId("chaos-test");
    if (below(2) == 0) {
      payload.setExpiresAt(Timestamp.newBuilder().setSeconds(seconds + 60));
    }
    try {
      return new EnvelopeSigner(KEY).sign(payload.build()).envelope();
    } catch (EnvelopeException e) {
      throw new AssertionError(e);
    }
  }
}
