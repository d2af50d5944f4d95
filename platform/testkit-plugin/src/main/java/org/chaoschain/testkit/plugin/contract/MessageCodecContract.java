// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.MalformedMessageException;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageCodec;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.testkit.plugin.Messages;
import org.chaoschain.testkit.plugin.Network;
import org.chaoschain.testkit.plugin.NetworkExtension;
import org.chaoschain.testkit.plugin.NetworkNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a node expects of every {@link MessageCodec}: what is written can be read, what was changed
 * on the way is noticed, and no bytes of strangers make it throw anything but {@link
 * MalformedMessageException}. Make a subclass that says how to make one.
 */
@ExtendWith(NetworkExtension.class)
public abstract class MessageCodecContract {
  private static final int LARGEST = 262_144;
  private static final int VARIANTS = 300;
  private static final int DIGEST_BYTES = 32;

  /** For the subclass. */
  protected MessageCodecContract() {}

  /** A fresh codec, as the node's component runtime makes it. */
  protected abstract MessageCodec newCodec();

  @Test
  void theNameIsShortAndConstant() {
    MessageCodec codec = newCodec();
    assertTrue(codec.name().matches("[a-z0-9.-]{1,32}"), () -> "the name is " + codec.name());
    assertEquals(codec.name(), newCodec().name());
  }

  @Test
  void everyMessageIsReadAsItWasWritten() throws Exception {
    for (Message each : messages()) {
      SignedMessage written = write(newCodec(), each);
      assertEquals(each, written.message());
      SignedMessage read = newCodec().decode(written.wire(), LARGEST);
      assertEquals(written, read);
      newCodec().verify(read);
      assertEquals(DIGEST_BYTES, read.digest().size(), "bytes of the digest");
      assertEquals(DIGEST_BYTES, read.signedDigest().size(), "bytes of the signed digest");
    }
  }

  @Test
  void theSameMessageIsWrittenTheSameEveryTime() throws Exception {
    for (Message each : messages()) {
      assertEquals(write(newCodec(), each), write(newCodec(), each));
    }
  }

  @Test
  void messagesThatDifferHaveOtherDigests() throws Exception {
    List<Message> messages = messages();
    MessageCodec codec = newCodec();
    for (int i = 1; i < messages.size(); i++) {
      SignedMessage one = write(codec, messages.get(i - 1));
      SignedMessage other = write(codec, messages.get(i));
      assertNotEquals(one.digest(), other.digest());
      assertNotEquals(one.signedDigest(), other.signedDigest());
    }
  }

  @Test
  void whatWasChangedOnTheWayIsNoticed() throws Exception {
    Damage damage = new Damage();
    for (Message each : messages()) {
      Bytes wire = write(newCodec(), each).wire();
      for (int i = 0; i < VARIANTS / messages().size(); i++) {
        Bytes changed = Bytes.wrap(damage.changed(wire.toArray()));
        if (!changed.equals(wire)) {
          assertFalse(
              accepts(newCodec(), changed),
              () -> "accepts %s, changed from %s %s".formatted(changed, wire, damage.hint()));
        }
      }
    }
  }

  @Test
  void everyPrefixAndEveryExtensionIsRefused() throws Exception {
    for (Message each : messages()) {
      Bytes wire = write(newCodec(), each).wire();
      for (int length = 0; length < wire.size(); length++) {
        Bytes prefix = wire.slice(0, length);
        assertFalse(accepts(newCodec(), prefix), () -> "accepts a prefix of " + wire);
      }
      assertFalse(
          accepts(newCodec(), wire.concat(Bytes.copyOf((byte) 0))),
          () -> "accepts more than " + wire);
    }
  }

  @Test
  void bytesOfNoFormAreRefusedWithAReason() throws Exception {
    Damage damage = new Damage();
    for (Bytes each : damage.of(write(newCodec(), messages().get(0)).wire(), VARIANTS)) {
      try {
        newCodec().verify(newCodec().decode(each, LARGEST));
      } catch (MalformedMessageException e) {
        assertTrue(e.reason().matches("[a-z0-9-]+"), () -> "the reason is '" + e.reason() + "'");
        assertFalse(e.getMessage().isBlank());
      } catch (RuntimeException e) {
        throw new AssertionError("%s was thrown for %s %s".formatted(e, each, damage.hint()), e);
      }
    }
  }

  @Test
  void aMessageAboveTheLimitIsRefused() throws Exception {
    for (Message each : messages()) {
      Bytes wire = write(newCodec(), each).wire();
      newCodec().decode(wire, wire.size());
      assertThrows(
          MalformedMessageException.class,
          () -> newCodec().decode(wire, wire.size() - 1),
          () -> "%d bytes pass a limit of %d".formatted(wire.size(), wire.size() - 1));
    }
  }

  @Test
  void onlyTheSenderSigns() {
    Message message = messages().get(0);
    assertThrows(
        IllegalArgumentException.class,
        () -> newCodec().encode(message, Messages.signer(2)),
        "signs for agent 1 with the key of agent 2");
  }

  @Test
  void severalThreadsUseOneCodec() {
    MessageCodec codec = newCodec();
    List<CompletableFuture<Void>> users = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      users.add(
          CompletableFuture.runAsync(
              () -> {
                for (Message each : messages()) {
                  try {
                    assertEquals(each, codec.decode(write(codec, each).wire(), LARGEST).message());
                  } catch (MalformedMessageException e) {
                    throw new AssertionError(e);
                  }
                }
              }));
    }
    users.forEach(CompletableFuture::join);
  }

  @Test
  void twoNodesSpeakIt(Network net) throws Exception {
    assumeTrue(newCodec().name().equals("protobuf"), "nodes speak no other form yet");
    NetworkNode a = net.node("a").with(newCodec());
    NetworkNode b = net.node("b").with(newCodec());
    a.agent("ada").send(b.agent("bob"), new Content.Status("calm", "hello"));
    b.agent("bob").broadcast(new Content.Status("glad", "hello all"));
    net.settle();
    assertEquals(1, a.agent("ada").inbox().size());
    assertEquals(1, b.agent("bob").inbox().size());
    net.assertNothingLost();
    net.assertNothingFailed();
  }

  private static SignedMessage write(MessageCodec codec, Message message)
      throws MalformedMessageException {
    return codec.encode(message, Messages.signer(1));
  }

  private static boolean accepts(MessageCodec codec, Bytes wire) {
    try {
      codec.verify(codec.decode(wire, LARGEST));
      return true;
    } catch (MalformedMessageException e) {
      return false;
    }
  }

  /** Messages of agent 1 of each kind that a codec has to carry. */
  private static List<Message> messages() {
    AgentId one = Messages.agent(1);
    AgentId two = Messages.agent(2);
    List<Message> messages = new ArrayList<>();
    for (Content each :
        List.of(
            new Content.Status("calm", "hello"),
            new Content.Discussion("cats", "seven bits are enough", "m0"),
            new Content.Alliance("league", Content.Alliance.Action.ACCEPT, "peace"),
            new Content.MemeShare(Bytes.wrap(new byte[DIGEST_BYTES]), "look"),
            new Content.Announcement("ada", "counts", List.of("proofs", "tea")),
            new Content.Extended(Messages.extension("contract/one", "direct", "a direct one")))) {
      messages.add(Messages.of(two, each));
    }
    messages.add(
        Messages.of(
            one,
            new Payload.AgentCommunication(one, Optional.empty(), new Content.Status("", "all"))));
    messages.add(Messages.of(Messages.extension("contract/two", "\u0000\u00ff", "for all")));
    messages.add(Messages.of(one, Messages.meme(one, "=^.^=", "a cat")));
    return messages;
  }
}
