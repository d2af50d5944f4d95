// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.ops.system.SecureEntropy;
import org.chaoschain.p2p.api.security.HandshakeRequest;
import org.chaoschain.transport.noise.core.HandshakeLimits;
import org.chaoschain.transport.noise.core.Libp2pHandshake;
import org.chaoschain.transport.noise.core.NoiseIdentity;
import org.chaoschain.transport.noise.core.X25519Key;

/** Hostile peers below the handshake, or in it. */
final class HostileSockets {
  private static final byte[] HELLO =
      "\u0013/multistream/1.0.0\n\u0007/noise\n".getBytes(StandardCharsets.UTF_8);

  private HostileSockets() {}

  /** A socket that comes back when it is thrown out. */
  private abstract static class Raw extends HostilePeers.Attacker {
    private Socket socket;

    Raw(HostilePeers all) {
      super(all);
    }

    Socket connected() throws IOException {
      if (socket == null || socket.isClosed()) {
        socket = dial();
      }
      return socket;
    }

    @Override
    void rest() {
      try {
        if (socket != null) {
          socket.close();
        }
      } catch (IOException e) {
        // it is gone anyway
      }
      socket = null;
    }
  }

  /** Connects and says nothing; looks each second whether it was thrown out. */
  static final class HalfOpen extends Raw {
    private int steps;

    HalfOpen(HostilePeers all) {
      super(all);
    }

    @Override
    void act() throws IOException {
      Socket open = connected();
      if (++steps % 20 == 0) {
        open.sendUrgentData(0); // an error if the other side has gone
      }
    }
  }

  /** Says a byte in a while. */
  static final class Dripping extends Raw {
    private int at;

    Dripping(HostilePeers all) {
      super(all);
    }

    @Override
    void act() throws IOException {
      Socket open = connected();
      if (at++ % 4 == 0) {
        open.getOutputStream().write(HELLO[at / 4 % HELLO.length]);
      }
    }

    @Override
    void rest() {
      super.rest();
      at = 0;
    }
  }

  /** Says what nobody understands. */
  static final class Garbage extends Raw {
    Garbage(HostilePeers all) {
      super(all);
    }

    @Override
    void act() throws IOException {
      byte[] bytes = new byte[2000];
      all.random.split().nextBytes(bytes);
      connected().getOutputStream().write(bytes);
    }
  }

  /** A static key and a signature that is as dear to verify as can be. */
  static final class Credentials {
    final EntropySource entropy = new SecureEntropy();
    final NoiseIdentity identity =
        NoiseIdentity.create(new DearKey(BigInteger.valueOf(65_521)), entropy);
  }

  /** Shakes hands, goes, and comes back. */
  static final class HandshakeFlood extends HostilePeers.Attacker {
    private final Credentials credentials;
    private volatile boolean going;

    HandshakeFlood(HostilePeers all, Credentials credentials) {
      super(all);
      this.credentials = credentials;
      HostilePeers.daemon(this::run);
    }

    @Override
    void act() {
      done.decrementAndGet(); // counted where it is done
      going = true;
    }

    @Override
    void rest() {
      going = false;
    }

    private void run() {
      while (true) {
        try {
          Thread.sleep(HostilePeers.STEP_MS);
          if (going) {
            shake();
            done.incrementAndGet();
          }
        } catch (IOException thrownOut) {
          // comes back
        } catch (Exception e) {
          throw new IllegalStateException("an attacker that cannot attack shows nothing", e);
        }
      }
    }

    private void shake() throws Exception {
      try (Socket socket = dial()) {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.write(HELLO);
        in.readFully(new byte[HELLO.length]);
        Libp2pHandshake handshake =
            new Libp2pHandshake(
                new HandshakeRequest(true, Optional.empty(), List.of()),
                credentials.identity,
                X25519Key.generate(credentials.entropy),
                new HandshakeLimits(
                    all.nodes.metrics.limit("hostile.payload", 8192, "bytes"),
                    all.nodes.metrics.limit("hostile.muxers", 32, "muxers")));
        write(out, handshake.write());
        byte[] answer = new byte[in.readUnsignedShort()];
        in.readFully(answer);
        handshake.read(answer);
        write(out, handshake.write());
        in.read(); // the muxer's negotiation: the signature was verified
      }
    }

    private static void write(DataOutputStream out, byte[] message) throws IOException {
      out.writeShort(message.length);
      out.write(message);
    }
  }
}
