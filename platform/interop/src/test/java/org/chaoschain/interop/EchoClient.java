// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.interop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.stream.Stream;

/** Writes pseudo-random bytes while it reads them back, and compares. */
final class EchoClient implements DuplexHandler {
  private static final int PIECE = 64 * 1024;

  private final Stream stream;
  private final SplittableRandom random;
  private final MessageDigest sent = sha256();
  private final MessageDigest received = sha256();
  private final long total;
  private final CompletableFuture<String> digest = new CompletableFuture<>();
  private long toWrite;
  private long read;

  private EchoClient(Stream stream, long bytes, long seed) {
    this.stream = stream;
    this.total = bytes;
    this.toWrite = bytes;
    this.random = new SplittableRandom(seed);
  }

  /** Completes with the digest of the bytes; fails if others came back. */
  static CompletableFuture<String> run(Stream stream, long bytes, long seed) {
    EchoClient client = new EchoClient(stream, bytes, seed);
    stream.handler(client);
    stream.reading(true);
    stream.executor().execute(client::onWritable);
    return client.digest;
  }

  @Override
  public void onWritable() {
    boolean welcome = true;
    while (welcome && toWrite > 0) {
      byte[] piece = new byte[(int) Math.min(PIECE, toWrite)];
      random.nextBytes(piece);
      sent.update(piece);
      toWrite -= piece.length;
      welcome = stream.write(Unpooled.wrappedBuffer(piece));
      if (toWrite == 0) {
        stream.closeWrite();
      }
    }
  }

  @Override
  public void onRead(ByteBuf data) {
    read += data.readableBytes();
    received.update(data.nioBuffer());
    data.release();
  }

  @Override
  public void onReadEnd() {
    String out = HexFormat.of().formatHex(sent.digest());
    String in = HexFormat.of().formatHex(received.digest());
    if (read == total && out.equals(in)) {
      digest.complete(out);
    } else {
      digest.completeExceptionally(
          new AssertionError(
              "%d of %d bytes came back, digests %s and %s".formatted(read, total, out, in)));
    }
    stream.close();
  }

  @Override
  public void onClosed(CloseReason reason) {
    digest.completeExceptionally(new AssertionError("closed after " + read + ": " + reason));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
