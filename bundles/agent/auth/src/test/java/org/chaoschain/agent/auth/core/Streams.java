// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.testkit.sim.Simulation;

/** The protocol in a simulation, and messages as they are on a stream. */
final class Streams {
  /** What every simulated connection is bound to. */
  static final Binding SIMULATED = new Binding.NoiseHash(Parties.fill(0));

  private Streams() {}

  static AuthProtocol protocol(Simulation simulation, int maxPending) {
    return protocol(simulation, maxPending, sessions(simulation));
  }

  static AuthProtocol protocol(Simulation simulation, int maxPending, Sessions sessions) {
    return protocol(simulation, maxPending, 64, sessions);
  }

  static AuthProtocol protocol(
      Simulation simulation, int maxPending, int maxPendingOfPeer, Sessions sessions) {
    AuthNode node =
        new AuthNode(
            Parties.CHAIN,
            Parties.NODE.publicKey(),
            Parties.NODE::sign,
            simulation.clock(),
            simulation.scheduler(),
            simulation.entropy(),
            simulation.metrics());
    return new AuthProtocol(
        node,
        new AgentAuth(AuthSettings.DEFAULT, sessions, new SourceNetworks(List.of())),
        maxPending,
        maxPendingOfPeer);
  }

  static Sessions sessions(Simulation simulation) {
    return new Sessions(
        simulation.metrics().limit("agent.auth.max.sessions", 16, "sessions"),
        simulation.metrics().limit("agent.auth.max.per.agent", 4, "sessions"),
        simulation.metrics().limit("agent.auth.max.per.address", 16, "sessions"),
        Duration.ofHours(24));
  }

  static byte[] frame(AuthMessage message) {
    ByteBuf frame = FrameDecoder.encode(AuthCodec.encode(message).toArray());
    byte[] bytes = new byte[frame.readableBytes()];
    frame.readBytes(bytes);
    frame.release();
    return bytes;
  }

  static List<AuthMessage> messages(Simulation simulation, byte[] stream) {
    List<AuthMessage> messages = new ArrayList<>();
    FrameDecoder decoder =
        new FrameDecoder("the test", AuthProtocol.messageLimit(simulation.metrics()));
    try {
      decoder.decode(Unpooled.copiedBuffer(stream), frame -> messages.add(decode(frame)));
    } catch (Exception e) {
      throw new AssertionError("what the node sent is no stream of messages", e);
    }
    decoder.release();
    return messages;
  }

  static AuthMessage decode(ByteBuf frame) {
    byte[] bytes = new byte[frame.readableBytes()];
    frame.readBytes(bytes);
    frame.release();
    try {
      return AuthCodec.decode(Bytes.wrap(bytes));
    } catch (AuthException e) {
      throw new AssertionError(e);
    }
  }
}
