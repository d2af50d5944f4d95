// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chaoschain.agent.auth.core.Parties.NODE_NONCE;
import static org.chaoschain.agent.auth.core.Parties.NOISE;
import static org.chaoschain.agent.auth.core.Parties.NOW;
import static org.chaoschain.agent.auth.core.Parties.alice;
import static org.chaoschain.agent.auth.core.Parties.delegation;
import static org.chaoschain.agent.auth.core.Parties.fill;
import static org.chaoschain.agent.auth.core.Parties.node;
import static org.chaoschain.agent.auth.core.Parties.signed;

import java.util.List;
import java.util.Random;
import org.chaoschain.agent.auth.core.AuthException.Reason;
import org.chaoschain.agent.auth.core.AuthMessage.Challenge;
import org.chaoschain.agent.auth.core.AuthMessage.ConnectionAccepted;
import org.chaoschain.agent.auth.core.AuthMessage.Refused;
import org.chaoschain.api.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthCodecTest {
  private static List<AuthMessage> all() throws AuthException {
    ClientHandshake client = alice(NOISE);
    Challenge challenge = node(NOISE).connect(client.connect(), NODE_NONCE, NOW);
    return List.of(
        client.connect(),
        challenge,
        client.respond(challenge, signed(delegation()), Bytes.EMPTY),
        new ConnectionAccepted(fill(7).slice(0, 16), NOW),
        new Refused(8, "too late \u2014 connect again"));
  }

  @Test
  void eachMessageHasOneForm() throws AuthException {
    for (AuthMessage message : all()) {
      Bytes bytes = AuthCodec.encode(message);
      assertThat(bytes.size()).isLessThanOrEqualTo(AuthCodec.MAX_MESSAGE_BYTES);
      assertThat(AuthCodec.decode(bytes)).isEqualTo(message);
    }
  }

  @Test
  void everyPrefixAndEveryByteMoreIsRefused() throws AuthException {
    for (AuthMessage message : all()) {
      Bytes bytes = AuthCodec.encode(message);
      for (int size = 0; size < bytes.size(); size++) {
        malformed(bytes.slice(0, size));
      }
      malformed(bytes.concat(Bytes.copyOf((byte) 0)));
    }
  }

  @Test
  void anyBytesAreAMessageInItsOneFormOrAreRefused() throws AuthException {
    long seed = 20260101;
    Random random = new Random(seed);
    for (AuthMessage message : all()) {
      byte[] original = AuthCodec.encode(message).toArray();
      for (int i = 0; i < 2_000; i++) {
        byte[] bytes = original.clone();
        for (int n = random.nextInt(4); n >= 0; n--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        try {
          Bytes read = Bytes.wrap(bytes);
          assertThat(AuthCodec.encode(AuthCodec.decode(read))).as("seed %s", seed).isEqualTo(read);
        } catch (AuthException e) {
          assertThat(e.reason()).as("seed %s", seed).isEqualTo(Reason.MALFORMED);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "01", // no version
        "0102", // another version
        "0001", // no such type
        "0601", // no such type
        "0401000000000000000000000000000000008000000000000000", // before 1970
        "0401000000000000000000000000000000007fffffffffffffff", // after 9999
        "0501000000", // code 0
        "050108000280c3", // not UTF-8
        "050108ffff", // a length beyond the end
      })
  void theCorpusIsRefused(String hex) {
    malformed(Bytes.fromHex(hex));
  }

  @Test
  void aChainIdOutOfBoundsIsRefused() throws AuthException {
    byte[] connect = AuthCodec.encode(alice(NOISE).connect()).toArray();
    connect[2 + 3 * 32 + 1] = ' ';
    malformed(Bytes.copyOf(connect));
    connect[2 + 3 * 32 + 1] = (byte) 0xe9;
    malformed(Bytes.copyOf(connect));
  }

  @Test
  void moreThanTheLimitIsRefused() {
    malformed(Bytes.wrap(new byte[AuthCodec.MAX_MESSAGE_BYTES + 1]));
  }

  @Test
  void aLongReasonIsCutAtACharacter() throws AuthException {
    Refused refused = new Refused(1, "\ud83d\ude00".repeat(400));
    assertThat(refused.text()).isEqualTo("\ud83d\ude00".repeat(125));
    assertThat(AuthCodec.decode(AuthCodec.encode(refused))).isEqualTo(refused);
  }

  private static void malformed(Bytes bytes) {
    assertThatThrownBy(() -> AuthCodec.decode(bytes))
        .isInstanceOfSatisfying(
            AuthException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
  }
}
