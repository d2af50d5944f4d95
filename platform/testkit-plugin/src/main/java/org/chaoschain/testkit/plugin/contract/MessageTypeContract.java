// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageRecord;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.api.message.MessageType.Rejection;
import org.chaoschain.testkit.plugin.Messages;
import org.chaoschain.testkit.plugin.Network;
import org.chaoschain.testkit.plugin.NetworkExtension;
import org.chaoschain.testkit.plugin.NetworkNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a node expects of every {@link MessageType} of an extension. Make a subclass that says how
 * to make one and gives an example or two.
 */
@ExtendWith(NetworkExtension.class)
public abstract class MessageTypeContract {
  /**
   * The longest that the judgement of one message may take here; in a node it should be far less.
   */
  private static final Duration QUICK = Duration.ofSeconds(2);

  private static final int VARIANTS = 400;
  private static final int LARGEST = 262_144;

  /** For the subclass. */
  protected MessageTypeContract() {}

  /** A fresh type, as the node's component runtime makes it. */
  protected abstract MessageType newType();

  /** Extensions that are good, at least one. */
  protected abstract List<Extension> good();

  /** Extensions of this type that its rules refuse. */
  protected List<Extension> bad() {
    return List.of();
  }

  @Test
  void nameTopicAndSizeAreInBoundsAndConstant() {
    MessageType type = newType();
    assertTrue(
        type.name().matches("extension/[a-z0-9./-]{1,64}"),
        () -> "the name is extension/ and 1 to 64 characters of a-z 0-9 - . /, not " + type.name());
    assertTrue(
        type.topic().matches("[a-z0-9./-]{1,64}"),
        () -> "the topic has 1 to 64 characters of a-z 0-9 - . /, not " + type.topic());
    assertTrue(
        type.maxBytes() >= 1 && type.maxBytes() <= LARGEST,
        () -> "maxBytes is 1 to %d, not %d".formatted(LARGEST, type.maxBytes()));
    for (MessageType other : List.of(type, newType())) {
      assertEquals(type.name(), other.name());
      assertEquals(type.topic(), other.topic());
      assertEquals(type.maxBytes(), other.maxBytes());
    }
  }

  @Test
  void itIsResponsibleForItsExamples() {
    assertFalse(good().isEmpty(), "give at least one good example");
    for (Extension each : examples()) {
      assertEquals(newType().name(), Messages.of(each).typeName(), () -> "the type of " + each);
    }
    for (Extension each : good()) {
      assertFalse(
          each.fallbackText().isBlank(),
          () -> each + " has no fallback text, and nodes without the plugin have nothing to show");
    }
  }

  @Test
  void goodExamplesAreAcceptedAndBadOnesRefusedWithAReason() {
    MessageType type = newType();
    for (Extension each : good()) {
      assertEquals(Optional.empty(), type.validate(Messages.of(each)), () -> "of " + each);
      assertNotNull(type.priority(Messages.of(each)), () -> "the priority of " + each);
    }
    for (Extension each : bad()) {
      Optional<Rejection> rejection = type.validate(Messages.of(each));
      assertTrue(rejection.isPresent(), () -> "accepts " + each);
      assertFalse(rejection.get().reason().isBlank(), () -> "gives no reason against " + each);
    }
  }

  @Test
  void theSameMessageIsJudgedTheSameEveryTimeByEveryInstance() {
    MessageType type = newType();
    Damage damage = new Damage();
    for (Message each : variants(damage)) {
      Optional<Rejection> first = type.validate(each);
      assertEquals(first, type.validate(each), () -> "judged again: " + each + damage.hint());
      assertEquals(first, newType().validate(each), () -> "by another: " + each + damage.hint());
    }
  }

  @Test
  void whateverStrangersSendIsJudgedAndNeverThrows() {
    MessageType type = newType();
    Damage damage = new Damage();
    for (Message each : variants(damage)) {
      try {
        if (type.validate(each).isEmpty()) {
          requirePrintable(type.render(each), each);
        }
      } catch (RuntimeException e) {
        throw new AssertionError(
            "%s was thrown for the body %s %s"
                .formatted(e, each.extension().orElseThrow().body(), damage.hint()),
            e);
      }
    }
  }

  @Test
  void judgingIsQuickAndDoesNotBlock() {
    MessageType type = newType();
    for (Extension each : examples()) {
      assertTimeoutPreemptively(
          QUICK, () -> type.validate(Messages.of(each)), () -> "validate blocks at " + each);
    }
  }

  @Test
  void theTextForPeopleIsPrintable() {
    for (Extension each : good()) {
      Message message = Messages.of(each);
      String text = newType().render(message);
      assertFalse(text == null || text.isBlank(), () -> "the text of " + each + " is empty");
      requirePrintable(text, message);
    }
  }

  @Test
  void severalSendersAreServedAtOnce() {
    MessageType type = newType();
    List<CompletableFuture<Void>> senders = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      int sender = i;
      senders.add(
          CompletableFuture.runAsync(
              () -> {
                for (Extension each : examples()) {
                  Message message =
                      Messages.of(
                          Messages.agent(sender),
                          new org.chaoschain.api.message.Payload.Extended(each));
                  if (type.validate(message).isEmpty()) {
                    type.render(message);
                  }
                }
              }));
    }
    senders.forEach(CompletableFuture::join);
  }

  @Test
  void examplesTravelThroughANetworkAndWaitForTheType(Network net) throws Exception {
    NetworkNode from = net.node("from").with(newType());
    NetworkNode to = net.node("to").with(newType());
    NetworkNode without = net.node("without");
    without.agent("bob");
    int sent = 0;
    for (Extension each : good()) {
      from.agent("ada").send(without.agent("bob"), each);
      from.agent("ada").broadcast(each);
      sent++;
    }
    net.settle();
    assertEquals(sent, to.delivered().size(), () -> "delivered: " + to.records());
    assertEquals(List.of(), without.delivered(), "delivered before the type is there");
    without.with(newType());
    net.settle();
    // broadcasts on a topic of the type's own do not come to nodes that do not know the type
    int broadcasts = newType().topic().equals("agents") ? sent : 0;
    broadcasts = newType().topic().equals("memes") ? sent : broadcasts;
    assertEquals(sent + broadcasts, without.delivered().size(), without.records()::toString);
    assertFalse(
        without.delivered().stream().anyMatch(MessageRecord::fallback),
        without.records()::toString);
    net.assertNothingFailed();
    net.assertNothingLost();
  }

  @Test
  void aGenerationGivesWayToTheNextWithoutLoss(Network net) throws Exception {
    MessageType generation = newType();
    NetworkNode from = net.node("from").with(newType());
    NetworkNode to = net.node("to").with(generation);
    int sent = 0;
    for (int i = 0; i < 5; i++) {
      for (Extension each : good()) {
        from.agent("ada").broadcast(each);
        sent++;
      }
      MessageType next = newType();
      to.swap(generation, next);
      generation = next;
    }
    net.settle();
    assertEquals(sent, to.delivered().size(), () -> "delivered: " + to.records());
    net.assertNothingFailed();
    net.assertNothingLost();
  }

  private List<Extension> examples() {
    List<Extension> all = new ArrayList<>(good());
    all.addAll(bad());
    return all;
  }

  /** Damaged bodies, other schema versions, texts that could move a terminal's cursor. */
  private List<Message> variants(Damage damage) {
    List<Message> variants = new ArrayList<>();
    List<Extension> examples = examples();
    for (Extension each : examples) {
      for (Bytes body : damage.of(each.body(), VARIANTS / examples.size() + 4)) {
        variants.add(Messages.of(with(each, each.schemaVersion(), body, each.fallbackText())));
      }
      for (int version : List.of(0, each.schemaVersion() + 1, Integer.MAX_VALUE)) {
        variants.add(Messages.of(with(each, version, each.body(), each.fallbackText())));
      }
      variants.add(
          Messages.of(with(each, each.schemaVersion(), each.body(), "\u001b[2J\u0007\u202e\r")));
      variants.add(Messages.of(with(each, each.schemaVersion(), each.body(), "")));
    }
    return variants;
  }

  private static Extension with(Extension like, int version, Bytes body, String fallback) {
    return new Extension(like.type(), version, body, fallback);
  }

  /** What a terminal would obey instead of showing: controls but line feed and tab, bidi marks. */
  private static void requirePrintable(String text, Message of) {
    assertNotNull(text, () -> "the text is null of " + of);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean obeyed =
          (Character.isISOControl(c) && c != '\n' && c != '\t')
              || (c >= '\u202a' && c <= '\u202e')
              || (c >= '\u2066' && c <= '\u2069');
      if (obeyed) {
        throw new AssertionError(
            "character %d of the text is U+%04X, which moves the cursor of a terminal; render printable characters: %s"
                .formatted(i, (int) c, of));
      }
    }
  }
}
