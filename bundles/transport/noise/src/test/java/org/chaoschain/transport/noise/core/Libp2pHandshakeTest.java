// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.NodeIdentity;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.security.HandshakeRequest;
import org.chaoschain.p2p.identity.core.PrivateKey;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class Libp2pHandshakeTest {
  private final Simulation simulation = new Simulation(2);
  private final HandshakeLimits limits =
      new NoiseMeters(new RecordedMetrics(), NoiseConfig.DEFAULTS).handshake();
  private final NodeIdentity alice = key(KeyType.ED25519);
  private final NodeIdentity bob = key(KeyType.ED25519);

  @ParameterizedTest
  @EnumSource
  void everyTypeOfKeyProvesItsOwner(KeyType type) throws Exception {
    NodeIdentity remote = key(type);
    Libp2pHandshake initiator = side(true, alice);
    Libp2pHandshake responder = side(false, remote);
    run(initiator, responder);
    assertThat(initiator.established().remotePeer()).isEqualTo(remote.peerId());
    assertThat(responder.established().remoteKey()).isEqualTo(alice.publicKey());
  }

  @Test
  void theFirstMessageCarriesNothing() throws Exception {
    assertThat(side(true, alice, "/yamux/1.0.0").write()).hasSize(X25519Key.SIZE);
  }

  @Test
  void whatTheFirstMessageCarriesIsIgnored() throws Exception {
    Libp2pHandshake responder = side(false, bob);
    responder.read(new HandshakeState(true, Bytes.EMPTY, x25519(), x25519()).write(new byte[99]));
    assertThat(responder.writes()).isTrue();
  }

  @Test
  void aSignatureByAnotherKeyIsRefused() {
    X25519Key staticKey = x25519();
    Bytes signature = alice.sign(Libp2pHandshake.SIGNATURE_PREFIX.concat(staticKey.publicKey()));
    assertFails(
        NoiseException.Cause.SIGNATURE,
        () ->
            run(
                side(true, alice),
                liar(NoiseIdentity.of(staticKey, bob.publicKey().encode(), signature))));
  }

  @Test
  void aSignatureOfAnotherStaticKeyIsRefused() {
    Bytes signature = bob.sign(Libp2pHandshake.SIGNATURE_PREFIX.concat(x25519().publicKey()));
    assertFails(
        NoiseException.Cause.SIGNATURE,
        () ->
            run(
                side(true, alice),
                liar(NoiseIdentity.of(x25519(), bob.publicKey().encode(), signature))));
  }

  @Test
  void aSignatureWithoutThePrefixIsRefused() {
    X25519Key staticKey = x25519();
    assertFails(
        NoiseException.Cause.SIGNATURE,
        () ->
            run(
                side(true, alice),
                liar(
                    NoiseIdentity.of(
                        staticKey, bob.publicKey().encode(), bob.sign(staticKey.publicKey())))));
  }

  @Test
  void aManInTheMiddleCannotPassOnTheOtherSidesPayload() throws Exception {
    Libp2pHandshake victim = side(true, alice);
    Libp2pHandshake genuine = side(false, bob);
    HandshakeState towardsVictim = new HandshakeState(false, Bytes.EMPTY, x25519(), x25519());
    HandshakeState towardsGenuine = new HandshakeState(true, Bytes.EMPTY, x25519(), x25519());
    towardsVictim.read(victim.write());
    genuine.read(towardsGenuine.write(new byte[0]));
    byte[] stolenPayload = towardsGenuine.read(genuine.write());
    byte[] forged = towardsVictim.write(stolenPayload);
    assertFails(NoiseException.Cause.SIGNATURE, () -> victim.read(forged));
  }

  @Test
  void aReplacedStaticKeyCannotBeDecrypted() throws Exception {
    Libp2pHandshake victim = side(true, alice);
    Libp2pHandshake genuine = side(false, bob);
    genuine.read(victim.write());
    byte[] second = genuine.write();
    System.arraycopy(x25519().publicKey().toArray(), 0, second, X25519Key.SIZE, X25519Key.SIZE);
    assertFails(NoiseException.Cause.DECRYPTION, () -> victim.read(second));
  }

  @Test
  void anIdentityKeyThatIsNoneIsRefused() {
    for (String bad :
        List.of(
            "", "00", "08011220" + "00".repeat(32), "0801122102", "080912010a", "ff".repeat(9))) {
      assertFails(
          NoiseException.Cause.MALFORMED,
          () ->
              run(
                  side(true, alice),
                  liar(NoiseIdentity.of(x25519(), Bytes.fromHex(bad), Bytes.EMPTY))));
    }
  }

  @Test
  void theInitiatorRefusesAnotherPeerBeforeItSaysWhoItIs() throws Exception {
    PeerId other = key(KeyType.ED25519).peerId();
    Libp2pHandshake initiator = side(new HandshakeRequest(true, Optional.of(other), List.of()));
    Libp2pHandshake responder = side(false, bob);
    responder.read(initiator.write());
    byte[] second = responder.write();
    assertThatThrownBy(() -> initiator.read(second))
        .isInstanceOfSatisfying(
            NoiseException.class,
            e -> assertThat(e.kind()).isEqualTo(NoiseException.Cause.WRONG_PEER))
        .hasMessageContaining(bob.peerId().toString())
        .hasMessageContaining(other.toString());
  }

  @Test
  void theMuxerIsTheInitiatorsFirstThatBothSpeak() throws Exception {
    Libp2pHandshake initiator = side(true, alice, "/x", "/yamux/1.0.0", "/mplex/6.7.0");
    Libp2pHandshake responder = side(false, bob, "/mplex/6.7.0", "/yamux/1.0.0");
    run(initiator, responder);
    assertThat(initiator.established().muxer()).contains("/yamux/1.0.0");
    assertThat(responder.established().muxer()).contains("/yamux/1.0.0");
  }

  @Test
  void noMuxerInCommonFails() {
    assertFails(
        NoiseException.Cause.NO_COMMON_MUXER,
        () -> run(side(true, alice, "/a"), side(false, bob, "/b")));
  }

  @Test
  void theResponderAlsoFailsWithoutAMuxerInCommon() throws Exception {
    Libp2pHandshake responder = side(false, bob, "/b");
    X25519Key staticKey = x25519();
    HandshakeState initiator = new HandshakeState(true, Bytes.EMPTY, staticKey, x25519());
    responder.read(initiator.write(new byte[0]));
    initiator.read(responder.write());
    NoiseIdentity identity =
        NoiseIdentity.of(
            staticKey,
            alice.publicKey().encode(),
            alice.sign(Libp2pHandshake.SIGNATURE_PREFIX.concat(staticKey.publicKey())));
    byte[] third = initiator.write(identity.payload(List.of("/a")).toArray());
    assertFails(NoiseException.Cause.NO_COMMON_MUXER, () -> responder.read(third));
  }

  @Test
  void muxersAreLeftToNegotiationIfOneSideOffersNone() throws Exception {
    Libp2pHandshake initiator = side(true, alice, "/a");
    Libp2pHandshake responder = side(false, bob);
    run(initiator, responder);
    assertThat(initiator.established().muxer()).isEmpty();
    assertThat(responder.established().muxer()).isEmpty();
    initiator = side(true, alice);
    responder = side(false, bob, "/a");
    run(initiator, responder);
    assertThat(initiator.established().muxer()).isEmpty();
    assertThat(responder.established().muxer()).isEmpty();
  }

  @Test
  void aCorpusOfMalformedMessagesIsRefused() throws Exception {
    Libp2pHandshake responder = side(false, bob);
    Libp2pHandshake initiator = side(true, alice);
    byte[] first = initiator.write();
    responder.read(first);
    int cases = 0;
    for (byte[] bad : HandshakePayloadTest.corpus(responder.write())) {
      // XX: no message but the genuine one can be decrypted
      Libp2pHandshake fresh = side(true, alice);
      fresh.write();
      assertThatThrownBy(() -> fresh.read(bad)).isInstanceOf(NoiseException.class);
      cases++;
    }
    for (byte[] bad : HandshakePayloadTest.corpus(first)) {
      Libp2pHandshake fresh = side(false, bob);
      if (bad.length < X25519Key.SIZE) {
        assertThatThrownBy(() -> fresh.read(bad)).isInstanceOf(NoiseException.class);
      } else {
        fresh.read(bad); // any 32 bytes are a key; what follows them is not looked at
      }
      cases++;
    }
    assertThat(cases).isGreaterThan(2000);
  }

  private static void run(Libp2pHandshake initiator, Libp2pHandshake responder)
      throws NoiseException {
    responder.read(initiator.write());
    initiator.read(responder.write());
    responder.read(initiator.write());
    assertThat(initiator.complete() && responder.complete()).isTrue();
  }

  private static void assertFails(NoiseException.Cause kind, ThrowingCallable step) {
    assertThatThrownBy(step)
        .isInstanceOfSatisfying(NoiseException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  private Libp2pHandshake side(boolean initiator, NodeIdentity node, String... muxers) {
    return new Libp2pHandshake(
        new HandshakeRequest(initiator, Optional.empty(), List.of(muxers)),
        NoiseIdentity.create(node, simulation.entropy()),
        x25519(),
        limits);
  }

  private Libp2pHandshake side(HandshakeRequest request) {
    return new Libp2pHandshake(
        request, NoiseIdentity.create(alice, simulation.entropy()), x25519(), limits);
  }

  private Libp2pHandshake liar(NoiseIdentity identity) {
    return new Libp2pHandshake(
        new HandshakeRequest(false, Optional.empty(), List.of()), identity, x25519(), limits);
  }

  private X25519Key x25519() {
    return X25519Key.generate(simulation.entropy());
  }

  private NodeIdentity key(KeyType type) {
    return PrivateKey.generate(type, simulation.entropy());
  }
}
