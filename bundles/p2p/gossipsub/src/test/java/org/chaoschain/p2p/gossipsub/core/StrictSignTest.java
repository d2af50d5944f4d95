// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.SplittableRandom;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.p2p.identity.core.KeyFormatException;
import org.chaoschain.p2p.identity.core.PrivateKey;
import org.chaoschain.p2p.identity.core.VerificationKey;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** Author, sequence number and signature of messages, as other implementations have them. */
class StrictSignTest {
  private static final Bytes DATA = RouterNetwork.data("hello");

  private final Simulation simulation = new Simulation();
  private final PrivateKey ed25519 = PrivateKey.generate(KeyType.ED25519, simulation.entropy());
  private final PrivateKey ecdsa = PrivateKey.generate(KeyType.ECDSA, simulation.entropy());
  private final PrivateKey here = PrivateKey.generate(KeyType.ED25519, simulation.entropy());
  private final StrictSign policy = policy(here);

  private static StrictSign policy(PrivateKey key) {
    return new StrictSign(key, StrictSignTest::verify, false, 7);
  }

  private static boolean verify(PublicKey key, Bytes signed, Bytes signature) {
    try {
      return VerificationKey.of(key).verify(signed, signature);
    } catch (KeyFormatException e) {
      return false;
    }
  }

  private String refusal(Message message) {
    return policy.refuse(message).orElse("good");
  }

  @Test
  void the_key_is_left_out_where_the_peer_id_contains_it() {
    Message message = policy(ed25519).make("t", DATA);
    assertThat(message.key()).isNull();
    assertThat(refusal(message)).isEqualTo("good");
  }

  @Test
  void the_key_is_sent_where_the_peer_id_is_its_hash() {
    Message message = policy(ecdsa).make("t", DATA);
    assertThat(message.key()).isEqualTo(ecdsa.publicKey().encode());
    assertThat(refusal(message)).isEqualTo("good");
    Message without =
        new Message("t", DATA, message.from(), message.seqno(), message.signature(), null);
    assertThat(refusal(without)).contains("key is missing");
  }

  @Test
  void a_key_that_is_not_the_authors_is_refused() {
    Message message = policy(ed25519).make("t", DATA);
    Message forged =
        new Message(
            "t",
            DATA,
            message.from(),
            message.seqno(),
            message.signature(),
            ecdsa.publicKey().encode());
    assertThat(refusal(forged)).contains("not that of its author");
  }

  @Test
  void a_signature_covers_every_field() {
    Message m = policy(ed25519).make("t", DATA);
    Bytes seqno =
        policy(ed25519).make("t", DATA).seqno().slice(0, 7).concat(Bytes.copyOf((byte) 9));
    assertThat(refusal(new Message("u", DATA, m.from(), m.seqno(), m.signature(), null)))
        .contains("signature");
    assertThat(
            refusal(
                new Message(
                    "t", RouterNetwork.data("x"), m.from(), m.seqno(), m.signature(), null)))
        .contains("signature");
    assertThat(refusal(new Message("t", DATA, m.from(), seqno, m.signature(), null)))
        .contains("signature");
    Bytes another = policy(ecdsa).make("t", DATA).from();
    assertThat(refusal(new Message("t", DATA, another, m.seqno(), m.signature(), null)))
        .contains("key is missing");
  }

  @Test
  void malformed_keys_signatures_and_authors_are_refused_and_nothing_is_thrown() {
    Message m = policy(ed25519).make("t", DATA);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 1000; i++) {
      byte[] junk = new byte[random.nextInt(100)];
      random.nextBytes(junk);
      Bytes bytes = Bytes.wrap(junk);
      assertThat(policy.refuse(new Message("t", DATA, bytes, m.seqno(), m.signature(), null)))
          .isPresent();
      assertThat(policy.refuse(new Message("t", DATA, m.from(), m.seqno(), bytes, null)))
          .isPresent();
      if (!bytes.isEmpty()) {
        assertThat(policy.refuse(new Message("t", DATA, m.from(), m.seqno(), m.signature(), bytes)))
            .isPresent();
      }
    }
    assertThat(refusal(new Message("t", DATA))).contains("lacks");
    assertThat(refusal(new Message("t", DATA, m.from(), Bytes.EMPTY, m.signature(), null)))
        .contains("sequence number");
  }

  @Test
  void a_message_in_this_nodes_name_that_it_has_not_published_is_refused() {
    assertThat(refusal(policy(here).make("t", DATA))).contains("this node");
  }

  @Test
  void messages_are_known_by_author_and_sequence_number_or_by_their_content() {
    StrictSign author = policy(ed25519);
    Message first = author.make("t", DATA);
    Message second = author.make("t", DATA);
    assertThat(policy.id(first)).isNotEqualTo(policy.id(second));
    assertThat(policy.id(first).size()).isEqualTo(ed25519.peerId().encode().size() + 8);
    StrictSign byContent = new StrictSign(here, StrictSignTest::verify, true, 7);
    assertThat(byContent.id(first)).isEqualTo(byContent.id(second));
  }

  @Test
  void no_signature_no_author_no_number_no_key_under_strict_no_sign() {
    Bytes some = Bytes.copyOf((byte) 1);
    SignaturePolicy none = SignaturePolicy.STRICT_NO_SIGN;
    assertThat(none.refuse(new Message("t", DATA))).isEqualTo(Optional.empty());
    assertThat(none.refuse(new Message("t", DATA, some, null, null, null))).isPresent();
    assertThat(none.refuse(new Message("t", DATA, null, some, null, null))).isPresent();
    assertThat(none.refuse(new Message("t", DATA, null, null, some, null))).isPresent();
    assertThat(none.refuse(new Message("t", DATA, null, null, null, some))).isPresent();
  }
}
