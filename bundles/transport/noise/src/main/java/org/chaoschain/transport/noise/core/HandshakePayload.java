// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.chaoschain.api.bytes.Bytes;

/**
 * What a side says about itself inside the handshake: libp2p's {@code NoiseHandshakePayload}.
 *
 * @param identityKey its public key in the protobuf form; nothing is known about it yet
 * @param identitySignature what proves that it owns the static key
 * @param muxers the muxers it speaks, its favourite first; empty if it does not say
 * @see <a href="https://github.com/libp2p/specs/blob/master/noise/README.md">noise-libp2p, "The
 *     libp2p Handshake Payload"</a>
 */
public record HandshakePayload(Bytes identityKey, Bytes identitySignature, List<String> muxers) {
  private static final int IDENTITY_KEY = 1;
  private static final int IDENTITY_SIGNATURE = 2;
  private static final int EXTENSIONS = 4;
  private static final int STREAM_MUXERS = 2;

  /** Keeps an immutable copy of the list. */
  public HandshakePayload {
    muxers = List.copyOf(muxers);
  }

  /** The protobuf form. */
  public Bytes encode() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    PayloadReader.writeField(out, IDENTITY_KEY, identityKey.toArray());
    PayloadReader.writeField(out, IDENTITY_SIGNATURE, identitySignature.toArray());
    if (!muxers.isEmpty()) {
      ByteArrayOutputStream extensions = new ByteArrayOutputStream();
      for (String muxer : muxers) {
        PayloadReader.writeField(extensions, STREAM_MUXERS, muxer.getBytes(StandardCharsets.UTF_8));
      }
      PayloadReader.writeField(out, EXTENSIONS, extensions.toByteArray());
    }
    return Bytes.wrap(out.toByteArray());
  }

  /**
   * Reads the protobuf form. Unknown fields are skipped, as protobuf demands; key and signature
   * must be there, and neither they nor the extensions may be repeated.
   *
   * @param limits bounds the number of muxers and their names
   * @throws NoiseException with the offset, if the form is broken or a limit is exceeded
   */
  public static HandshakePayload decode(Bytes encoded, HandshakeLimits limits)
      throws NoiseException {
    PayloadReader reader = new PayloadReader(encoded, 0, encoded.size());
    Bytes key = null;
    Bytes signature = null;
    List<String> muxers = null;
    while (reader.next()) {
      switch (reader.field()) {
        case IDENTITY_KEY -> key = reader.once(key);
        case IDENTITY_SIGNATURE -> signature = reader.once(signature);
        case EXTENSIONS -> {
          if (muxers != null) {
            throw reader.malformed("the field extensions is there twice");
          }
          muxers = muxers(reader.nested(), limits);
        }
        default -> reader.skip();
      }
    }
    if (key == null || signature == null) {
      throw reader.malformed(
          "the field %s is missing".formatted(key == null ? "identity_key" : "identity_sig"));
    }
    return new HandshakePayload(key, signature, muxers == null ? List.of() : muxers);
  }

  private static List<String> muxers(PayloadReader reader, HandshakeLimits limits)
      throws NoiseException {
    List<String> muxers = new ArrayList<>();
    while (reader.next()) {
      if (reader.field() == STREAM_MUXERS) {
        limits.checkMuxers(muxers.size() + 1);
        muxers.add(reader.text());
      } else {
        reader.skip();
      }
    }
    return muxers;
  }
}
