// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeStateTest {
  private static final byte[] NOTHING = {};

  private final Simulation simulation = new Simulation(1);
  private final HandshakeState initiator = side(true, Bytes.EMPTY);
  private final HandshakeState responder = side(false, Bytes.EMPTY);

  /** All points of small order, also those whose encoding is not canonical or has the top bit. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b880",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f11d7",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      })
  void aKeyOfSmallOrderIsRefused(String point) throws Exception {
    responder.read(Bytes.fromHex(point).toArray());
    assertThatThrownBy(() -> responder.write(NOTHING))
        .isInstanceOfSatisfying(
            NoiseException.class,
            e -> assertThat(e.kind()).isEqualTo(NoiseException.Cause.WEAK_KEY))
        .hasMessageContaining(point);
  }

  @Test
  void theInitiatorRefusesAnEphemeralKeyOfSmallOrder() throws Exception {
    initiator.write(NOTHING);
    assertThatThrownBy(() -> initiator.read(new byte[200]))
        .isInstanceOfSatisfying(
            NoiseException.class,
            e -> assertThat(e.kind()).isEqualTo(NoiseException.Cause.WEAK_KEY));
  }

  @Test
  void bothSidesTakeTurns() throws Exception {
    assertThat(initiator.writes()).isTrue();
    assertThat(responder.writes()).isFalse();
    assertThatThrownBy(() -> responder.write(NOTHING)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> initiator.read(NOTHING)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(initiator::split).isInstanceOf(IllegalStateException.class);
    complete();
    assertThat(initiator.writes()).isFalse();
    assertThatThrownBy(() -> responder.read(NOTHING)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aMessageThatIsCutOffIsRefusedAtEveryLength() throws Exception {
    byte[] second = secondMessage();
    for (int length = 0; length < second.length; length++) {
      HandshakeState fresh = side(true, Bytes.EMPTY);
      fresh.write(NOTHING);
      byte[] cut = java.util.Arrays.copyOf(second, length);
      assertThatThrownBy(() -> fresh.read(cut)).isInstanceOf(NoiseException.class);
    }
    assertThatThrownBy(() -> side(false, Bytes.EMPTY).read(new byte[31]))
        .hasMessage(
            "handshake message 1 is cut off: its ephemeral key needs 32 bytes at offset 0,"
                + " 31 are left");
  }

  @Test
  void anotherPrologueCannotBeTalkedTo() throws Exception {
    HandshakeState other = side(false, Bytes.copyOf((byte) 1));
    other.read(initiator.write(NOTHING));
    byte[] answer = other.write(NOTHING);
    assertThatThrownBy(() -> initiator.read(answer))
        .isInstanceOfSatisfying(
            NoiseException.class,
            e -> assertThat(e.kind()).isEqualTo(NoiseException.Cause.DECRYPTION));
  }

  @Test
  void aPayloadThatDoesNotFitIsRefused() {
    byte[] large = new byte[HandshakeState.MAX_MESSAGE - X25519Key.SIZE + 1];
    assertThatThrownBy(() -> initiator.write(large))
        .hasMessageContaining("at most 65535 bytes, not 65536");
  }

  @Test
  void aKeyThatWasWipedIsNotUsed() {
    X25519Key key = X25519Key.generate(simulation.entropy());
    key.wipe();
    assertThatThrownBy(() -> key.agree(initiator.handshakeHash()))
        .isInstanceOf(IllegalStateException.class);
    assertThat(key.toString()).contains(key.publicKey().hex());
    assertThatThrownBy(() -> X25519Key.of(Bytes.EMPTY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private byte[] secondMessage() throws NoiseException {
    responder.read(initiator.write(NOTHING));
    return responder.write(new byte[10]);
  }

  private void complete() throws NoiseException {
    initiator.read(secondMessage());
    responder.read(initiator.write(NOTHING));
    assertThat(initiator.complete() && responder.complete()).isTrue();
  }

  private HandshakeState side(boolean initiates, Bytes prologue) {
    return new HandshakeState(
        initiates,
        prologue,
        X25519Key.generate(simulation.entropy()),
        X25519Key.generate(simulation.entropy()));
  }
}
