// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.peer.NodeIdentity;
import org.chaoschain.p2p.api.security.HandshakeRequest;
import org.chaoschain.p2p.api.security.SecureChannel;
import org.chaoschain.p2p.api.security.SecureSession;
import org.chaoschain.testkit.contract.SecureChannelContract;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** The contract notices each of these broken channels. */
class BrokenSecureChannelTest {
  @ParameterizedTest
  @CsvSource({
    "TrustsAnyone, aPeerOtherThanTheDiallerExpectedIsRefused",
    "TrustsAnyone, aPeerOtherThanTheListenerExpectedIsRefused",
    "EncryptsNothing, nothingIsReadableOnTheWay",
    "EncryptsNothing, changedBytesResetTheConnectionAndAreNotDelivered",
    "EncryptsNothing, anEndInTheMiddleIsNoOrderlyEnd",
    "EncryptsNothing, twoSessionsOfTheSamePeersEncryptDifferently",
    "ReadsUnasked, readingIsOffAtFirst",
    "ReadsUnasked, aReaderThatStopsIsGivenNothingMore",
    "NeverSaysNo, aWriterIsStoppedByAReaderThatDoesNotRead",
    "HidesDamage, leftOutBytesResetTheConnection",
    "AgreesOnItsOwn, noMuxerIsAgreedOnEarlyIfOneSideOffersNone"
  })
  void theContractFails(String broken, String test) throws Exception {
    Class<?> suite = Class.forName(BrokenSecureChannelTest.class.getName() + "$" + broken);
    List<String> failed =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectMethod(suite, test))
            .execute()
            .testEvents()
            .failed()
            .map(Event::getTestDescriptor)
            .map(descriptor -> descriptor.getDisplayName())
            .toList();
    assertThat(failed).containsExactly(test + "()");
  }

  abstract static class Broken extends SecureChannelContract {
    @Override
    protected NodeIdentity identity(Simulation simulation) {
      return new NoiseChannelContractTest().identity(simulation);
    }

    @Override
    protected SecureChannel channel(Simulation simulation, NodeIdentity identity) {
      NoiseChannel sound = NoiseChannelContractTest.noise(simulation, identity);
      return new SecureChannel() {
        @Override
        public String protocolId() {
          return sound.protocolId();
        }

        @Override
        public CompletionStage<SecureSession> secure(Duplex raw, HandshakeRequest request) {
          return sound
              .secure(raw, asked(request))
              .thenApply(session -> broken(raw, session, request));
        }
      };
    }

    HandshakeRequest asked(HandshakeRequest request) {
      return request;
    }

    abstract SecureSession broken(Duplex raw, SecureSession session, HandshakeRequest request);

    static SecureSession with(SecureSession session, UnaryOperator<Duplex> change) {
      return new SecureSession(
          change.apply(session.duplex()),
          session.remotePeer(),
          session.remoteKey(),
          session.muxer());
    }
  }

  static final class TrustsAnyone extends Broken {
    @Override
    HandshakeRequest asked(HandshakeRequest request) {
      return new HandshakeRequest(request.initiator(), Optional.empty(), request.muxers());
    }

    @Override
    SecureSession broken(Duplex raw, SecureSession session, HandshakeRequest request) {
      return session;
    }
  }

  static final class EncryptsNothing extends Broken {
    @Override
    SecureSession broken(Duplex raw, SecureSession session, HandshakeRequest request) {
      return with(session, duplex -> raw);
    }
  }

  static final class ReadsUnasked extends Broken {
    @Override
    SecureSession broken(Duplex raw, SecureSession session, HandshakeRequest request) {
      session.duplex().reading(true);
      return with(
          session,
          duplex ->
              new Wrapped(duplex) {
                @Override
                public void reading(boolean on) {
                  super.reading(true);
                }
              });
    }
  }

  static final class NeverSaysNo extends Broken {
    @Override
    SecureSession broken(Duplex raw, SecureSession session, HandshakeRequest request) {
      return with(
          session,
          duplex ->
              new Wrapped(duplex) {
                @Override
                public boolean write(ByteBuf data) {
                  super.write(data);
                  return true;
                }
              });
    }
  }

  static final class HidesDamage extends Broken {
    @Override
    SecureSession broken(Duplex raw, SecureSession session, HandshakeRequest request) {
      return with(
          session,
          duplex ->
              new Wrapped(duplex) {
                @Override
                public void handler(DuplexHandler handler) {
                  super.handler(new Soothed(handler));
                }
              });
    }
  }

  static final class AgreesOnItsOwn extends Broken {
    @Override
    SecureSession broken(Duplex raw, SecureSession session, HandshakeRequest request) {
      return new SecureSession(
          session.duplex(),
          session.remotePeer(),
          session.remoteKey(),
          request.muxers().stream().findFirst());
    }
  }

  /** Calls every end an orderly one. */
  private record Soothed(DuplexHandler handler) implements DuplexHandler {
    @Override
    public void onRead(ByteBuf data) {
      handler.onRead(data);
    }

    @Override
    public void onReadEnd() {
      handler.onReadEnd();
    }

    @Override
    public void onWritable() {
      handler.onWritable();
    }

    @Override
    public void onClosed(CloseReason reason) {
      handler.onClosed(CloseReason.REMOTE);
    }
  }

  private static class Wrapped implements Duplex {
    private final Duplex below;

    Wrapped(Duplex below) {
      this.below = below;
    }

    @Override
    public SerialExecutor executor() {
      return below.executor();
    }

    @Override
    public void handler(DuplexHandler handler) {
      below.handler(handler);
    }

    @Override
    public void reading(boolean on) {
      below.reading(on);
    }

    @Override
    public void unread(ByteBuf data) {
      below.unread(data);
    }

    @Override
    public boolean write(ByteBuf data) {
      return below.write(data);
    }

    @Override
    public boolean writable() {
      return below.writable();
    }

    @Override
    public void closeWrite() {
      below.closeWrite();
    }

    @Override
    public void close() {
      below.close();
    }

    @Override
    public void reset(CloseReason reason) {
      below.reset(reason);
    }

    @Override
    public boolean closed() {
      return below.closed();
    }
  }
}
