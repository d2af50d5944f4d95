// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.multiaddr;

import java.io.ByteArrayOutputStream;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.internal.ByteReader;

/** One step of an address: a protocol and its value. Compared by its bytes. Immutable. */
public final class Component {
  private final Protocol protocol;
  private final String value;
  private final Bytes data;

  private Component(Protocol protocol, String value, Bytes data) {
    this.protocol = protocol;
    this.value = value;
    this.data = data;
  }

  /**
   * The component with this value.
   *
   * @param value as in the text form; empty for a protocol without a value
   * @throws MultiaddrException if the value does not suit the protocol
   */
  public static Component of(Protocol protocol, String value) {
    return of(protocol, value, 0);
  }

  static Component of(Protocol protocol, String value, int offset) {
    try {
      byte[] data = protocol.format().parse(value);
      return new Component(protocol, protocol.format().format(data), Bytes.wrap(data));
    } catch (IllegalArgumentException e) {
      throw refused(protocol, offset, e);
    }
  }

  static Component read(ByteReader reader) {
    int start = reader.position();
    long code = reader.varint();
    Protocol protocol =
        Protocol.ofCode(code)
            .orElseThrow(
                () -> new MultiaddrException(start, "no known protocol has the code " + code));
    int size = protocol.format().size();
    int offset = reader.position();
    Bytes data = reader.bytes(size < 0 ? reader.varint() : size);
    try {
      return new Component(protocol, protocol.format().format(data.toArray()), data);
    } catch (IllegalArgumentException e) {
      throw refused(protocol, offset, e);
    }
  }

  private static MultiaddrException refused(
      Protocol protocol, int offset, IllegalArgumentException cause) {
    MultiaddrException refusal =
        new MultiaddrException(offset, protocol + ": " + cause.getMessage());
    refusal.initCause(cause);
    return refusal;
  }

  void write(ByteArrayOutputStream target) {
    ByteReader.writeVarint(target, protocol.code());
    if (protocol.format().size() < 0) {
      ByteReader.writeVarint(target, data.size());
    }
    target.writeBytes(data.toArray());
  }

  /** The protocol. */
  public Protocol protocol() {
    return protocol;
  }

  /** The value in its canonical text form; empty if the protocol has none. */
  public String value() {
    return value;
  }

  /**
   * The value's bytes, without protocol code and length: an IP address, a port in network order, a
   * multihash.
   */
  public Bytes data() {
    return data;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Component c && protocol == c.protocol && data.equals(c.data);
  }

  @Override
  public int hashCode() {
    return 31 * protocol.code() + data.hashCode();
  }

  /** The text form, such as {@code /tcp/4001}. */
  @Override
  public String toString() {
    if (!protocol.hasValue()) {
      return "/" + protocol;
    }
    return "/" + protocol + (protocol == Protocol.UNIX ? "" : "/") + value;
  }
}
