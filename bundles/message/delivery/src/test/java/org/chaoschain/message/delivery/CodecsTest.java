// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.isolation.CapabilityException;
import org.chaoschain.api.message.MalformedMessageException;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageCodec;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.message.delivery.core.Origin;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.Outcome.Taken;
import org.chaoschain.message.delivery.core.Refusal;
import org.chaoschain.message.delivery.core.Registration;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.message.envelope.internal.ProtobufMessageCodec;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Codecs come and go while messages are decoded, verified and encoded. */
class CodecsTest {
  private static final Ed25519Key ADA = Node.agent(1);

  private final Simulation simulation = new Simulation();
  private final Codecs codecs = new Codecs("protobuf", simulation.metrics());
  private final Node node = new Node(simulation, InboxSettings.DEFAULT, codecs);
  private final Node maker = new Node(simulation, InboxSettings.DEFAULT);
  private final TextType type = new TextType("extension/art");

  /** The node's codec with hooks. */
  private class Hooked implements MessageCodec {
    final AtomicInteger verified = new AtomicInteger();
    private final MessageCodec real = new ProtobufMessageCodec(simulation.metrics());

    @Override
    public String name() {
      return "protobuf";
    }

    @Override
    public SignedMessage encode(Message message, MessageSigner signer)
        throws MalformedMessageException {
      return real.encode(message, signer);
    }

    @Override
    public SignedMessage decode(Bytes wire, int maxBytes) throws MalformedMessageException {
      return real.decode(wire, maxBytes);
    }

    @Override
    public void verify(SignedMessage message) throws MalformedMessageException {
      verified.incrementAndGet();
      real.verify(message);
    }
  }

  private void add(MessageCodec codec, long id) {
    codecs.add(codec, Registration.ofNode(0, id));
  }

  private Arrival receive(String text) {
    return node.delivery
        .inbox()
        .receive(maker.extension(ADA, "art", text).wire(), new Origin.Gossip("agents", "p"));
  }

  @Test
  void what_one_codec_has_decoded_the_next_one_verifies() {
    node.delivery.addType(type, 0, 1);
    Hooked old = new Hooked();
    Hooked next = new Hooked();
    add(old, 1);
    Arrival arrival = receive("hello");
    add(next, 2);
    assertThat(codecs.remove(1).toCompletableFuture()).isCompleted();
    simulation.runUntilIdle();
    assertThat(arrival.handled().join()).isEqualTo(Taken.ACCEPTED);
    assertThat(old.verified).hasValue(0);
    assertThat(next.verified).hasValue(1);
  }

  @Test
  void without_any_codec_a_message_may_come_again_later() {
    assertThat(receive("hello").handled().join())
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.refusal().retryable()).isTrue());
    add(new Hooked(), 1);
    node.delivery.addType(type, 0, 1);
    Arrival arrival = receive("again");
    codecs.remove(1);
    simulation.runUntilIdle();
    assertThat(arrival.handled().join())
        .isInstanceOfSatisfying(
            Refused.class, r -> assertThat(r.refusal()).isEqualTo(Refusal.OVERLOADED));
  }

  @Test
  void a_codec_of_another_form_is_left_alone() {
    MessageCodec json =
        new Hooked() {
          @Override
          public String name() {
            return "json";
          }
        };
    assertThat(codecs.add(json, Registration.ofNode(0, 1))).isFalse();
    assertThat(codecs.get()).isEmpty();
  }

  @Test
  void a_plugins_codec_has_to_be_declared() {
    Quota quota = new Quota("org.example.codec", 1_000);
    Registration registration = new Registration(0, 1, quota);
    assertThatThrownBy(() -> codecs.add(new Hooked(), registration))
        .isInstanceOf(CapabilityException.class)
        .hasMessageContaining("message-type=codec/protobuf");
    quota.declared.add("message-type=codec/protobuf");
    assertThat(codecs.add(new Hooked(), registration)).isTrue();
  }

  @Test
  void a_codec_that_fails_harms_one_message_and_is_told_to_its_account() {
    Quota quota = new Quota("org.example.codec", 1_000);
    quota.declared.add("message-type=codec/protobuf");
    codecs.add(
        new Hooked() {
          @Override
          public void verify(SignedMessage message) {
            throw new IllegalArgumentException("a bug");
          }
        },
        new Registration(0, 1, quota));
    Arrival arrival = receive("hello");
    simulation.runUntilIdle();
    assertThat(arrival.handled().join())
        .isInstanceOfSatisfying(
            Refused.class, r -> assertThat(r.refusal()).isEqualTo(Refusal.INTERNAL));
    assertThat(quota.failures).containsExactly("verifying of codec protobuf: a bug");
  }

  /** A codec whose verifications or decodings are given up by its account before they return. */
  private void addStuck(Quota quota, boolean decodes) {
    quota.declared.add("message-type=codec/protobuf");
    codecs.add(
        new Hooked() {
          @Override
          public SignedMessage decode(Bytes wire, int maxBytes) throws MalformedMessageException {
            return decodes ? stuck(super.decode(wire, maxBytes)) : super.decode(wire, maxBytes);
          }

          @Override
          public void verify(SignedMessage message) {
            stuck(message);
          }

          private SignedMessage stuck(SignedMessage message) {
            quota.instead.get(quota.instead.size() - 1).run();
            assertThat(codecs.remove(1).toCompletableFuture()).isCompleted();
            add(new Hooked(), 2);
            return message;
          }
        },
        new Registration(0, 1, quota));
  }

  private void assertGivenUpAndOthersGoOn(Quota quota) {
    node.delivery.addType(type, 0, 1);
    Arrival lost = receive("lost");
    Arrival next = receive("next");
    simulation.runUntilIdle();
    assertThat(lost.handled().join())
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.refusal()).isEqualTo(Refusal.INTERNAL);
              assertThat(refused.reason()).contains("the codec has not returned");
            });
    assertThat(next.handled().join()).isEqualTo(Taken.ACCEPTED);
    assertThat(type.handled).containsExactly("next");
    assertThat(quota.checking).isZero();
  }

  @Test
  void a_verification_that_does_not_return_fails_its_message_and_the_senders_next_one_goes_on() {
    Quota quota = new Quota("org.example.codec", 1_000);
    addStuck(quota, false);
    assertGivenUpAndOthersGoOn(quota);
    assertThat(quota.checked).contains("verifying of codec protobuf");
  }

  @Test
  void a_decoding_that_does_not_return_fails_its_message_and_the_next_one_goes_on() {
    Quota quota = new Quota("org.example.codec", 1_000);
    addStuck(quota, true);
    assertGivenUpAndOthersGoOn(quota);
    assertThat(quota.checked).containsExactly("decoding of codec protobuf");
  }

  @Test
  void a_plugins_codec_at_its_quota_of_checks_refuses_for_now() {
    Quota quota = new Quota("org.example.codec", 1_000);
    quota.declared.add("message-type=codec/protobuf");
    codecs.add(new Hooked(), new Registration(0, 1, quota));
    quota.checks = 0;
    Arrival arrival = receive("hello");
    simulation.runUntilIdle();
    assertThat(arrival.handled().join())
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.refusal()).isEqualTo(Refusal.OVERLOADED);
              assertThat(refused.reason()).contains("extension.plugins.quota.checks");
            });
  }

  @Test
  @Timeout(30)
  void a_codec_goes_only_when_the_call_in_it_has_returned() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch mayReturn = new CountDownLatch(1);
    SignedMessage message = maker.extension(ADA, "art", "hello");
    add(
        new Hooked() {
          @Override
          public void verify(SignedMessage verified) throws MalformedMessageException {
            inside.countDown();
            try {
              mayReturn.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            super.verify(verified);
          }
        },
        1);
    MessageCodec front = codecs.get().orElseThrow();
    CompletableFuture<Void> call =
        CompletableFuture.runAsync(
            () -> {
              try {
                front.verify(message);
              } catch (MalformedMessageException e) {
                throw new AssertionError(e);
              }
            });
    inside.await();
    Hooked next = new Hooked();
    add(next, 2);
    CompletionStage<Void> drained = codecs.remove(1);
    front.verify(message);
    assertThat(next.verified).hasValue(1);
    assertThat(drained.toCompletableFuture()).isNotDone();
    mayReturn.countDown();
    drained.toCompletableFuture().get(20, TimeUnit.SECONDS);
    call.get(20, TimeUnit.SECONDS);
  }
}
