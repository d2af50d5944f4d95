// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.multiaddr;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.internal.ByteReader;
import org.chaoschain.p2p.api.internal.MalformedBytesException;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * A self-describing network address, such as {@code /ip4/127.0.0.1/tcp/4001/p2p/12D3Koo…}: a
 * sequence of components that lead, one after the other, to a peer. It is well-formed, which does
 * not mean that anything is there. Compared by its bytes. Immutable.
 *
 * @see <a href="https://github.com/multiformats/multiaddr">multiaddr</a>
 * @see <a href="https://github.com/libp2p/specs/blob/master/addressing/README.md">Addressing in
 *     libp2p</a>
 */
public final class Multiaddr {
  /** The most bytes of the binary form. */
  public static final int MAX_BYTES = 1024;

  /** The most characters of a text that is parsed. */
  public static final int MAX_CHARACTERS = 3 * MAX_BYTES;

  /** The most components. */
  public static final int MAX_COMPONENTS = 32;

  /**
   * No component at all; what is left of {@code /p2p/…} without the peer. Neither parsed nor
   * decoded.
   */
  public static final Multiaddr EMPTY = new Multiaddr(List.of());

  private final List<Component> components;
  private final Bytes encoded;

  private Multiaddr(List<Component> components) {
    this.components = List.copyOf(components);
    ByteArrayOutputStream out = new ByteArrayOutputStream(64);
    for (Component component : this.components) {
      component.write(out);
    }
    this.encoded = Bytes.wrap(out.toByteArray());
  }

  /** Makes an address whose parts are not all known to be within the limits. */
  private static Multiaddr checked(List<Component> components) {
    checkComponents(components, 0);
    Multiaddr address = new Multiaddr(components);
    if (address.encoded.size() > MAX_BYTES) {
      throw tooLong(MAX_BYTES, address.encoded.size(), "bytes", MAX_BYTES);
    }
    return address;
  }

  /**
   * Reads the text form. {@code /ipfs/…} is read as {@code /p2p/…}, and one slash at the end is
   * ignored.
   *
   * @throws MultiaddrException if it is malformed, names an unknown protocol or is beyond a limit
   */
  public static Multiaddr parse(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw tooLong(MAX_CHARACTERS, text.length(), "characters", MAX_CHARACTERS);
    }
    return checked(TextParser.components(text));
  }

  /**
   * Reads the binary form.
   *
   * @throws MultiaddrException if it is malformed, names an unknown protocol or is beyond a limit
   */
  public static Multiaddr decode(Bytes encoded) {
    if (encoded.isEmpty()) {
      throw new MultiaddrException(0, "it is empty");
    }
    if (encoded.size() > MAX_BYTES) {
      throw tooLong(MAX_BYTES, encoded.size(), "bytes", MAX_BYTES);
    }
    ByteReader reader = new ByteReader(encoded);
    List<Component> components = new ArrayList<>();
    try {
      while (reader.hasMore()) {
        int offset = reader.position();
        components.add(Component.read(reader));
        checkComponents(components, offset);
      }
    } catch (MalformedBytesException e) {
      throw new MultiaddrException(e.offset(), e.getMessage());
    }
    return new Multiaddr(components);
  }

  static void checkComponents(List<Component> components, int offset) {
    int size = components.size();
    if (size > MAX_COMPONENTS) {
      throw tooLong(offset, size, "components", MAX_COMPONENTS);
    }
    for (int i = 0; i < size - 1; i++) {
      if (components.get(i).protocol() == Protocol.UNIX) {
        throw new MultiaddrException(offset, "nothing can follow the path of /unix");
      }
    }
  }

  private static MultiaddrException tooLong(int offset, int found, String unit, int limit) {
    return new MultiaddrException(
        offset, "it has " + found + " " + unit + ", at most " + limit + " are allowed");
  }

  /** The binary form. */
  public Bytes encode() {
    return encoded;
  }

  /** The components, in order. */
  public List<Component> components() {
    return components;
  }

  /** Whether there is no component. */
  public boolean isEmpty() {
    return components.isEmpty();
  }

  /** The first component of a protocol. */
  public Optional<Component> first(Protocol protocol) {
    return components.stream().filter(component -> component.protocol() == protocol).findFirst();
  }

  /** Whether there is a component of a protocol. */
  public boolean has(Protocol protocol) {
    return first(protocol).isPresent();
  }

  /**
   * The peer that is reached: the id in the last component if that is {@code /p2p/…}. An id further
   * left is that of a relay.
   */
  public Optional<PeerId> peerId() {
    return endsWithPeer()
        ? Optional.of(PeerId.decode(components.get(components.size() - 1).data()))
        : Optional.empty();
  }

  private boolean endsWithPeer() {
    return !isEmpty() && components.get(components.size() - 1).protocol() == Protocol.P2P;
  }

  /**
   * This address with {@code /p2p/…} of that peer at its end, in place of another peer's if one is
   * there.
   *
   * @throws MultiaddrException if it would be beyond a limit
   */
  public Multiaddr withPeer(PeerId peer) {
    return withoutPeer().with(Protocol.P2P, peer.toString());
  }

  /** This address without {@code /p2p/…} at its end, {@link #EMPTY} if nothing else is there. */
  public Multiaddr withoutPeer() {
    return endsWithPeer() ? new Multiaddr(components.subList(0, components.size() - 1)) : this;
  }

  /**
   * This address and one component more.
   *
   * @param value as in the text form; empty for a protocol without a value
   * @throws MultiaddrException if the value does not suit the protocol or a limit would be passed
   */
  public Multiaddr with(Protocol protocol, String value) {
    List<Component> joined = new ArrayList<>(components);
    joined.add(Component.of(protocol, value));
    return checked(joined);
  }

  /**
   * This address and one component more, of a protocol without a value.
   *
   * @throws MultiaddrException if the protocol needs a value or a limit would be passed
   */
  public Multiaddr with(Protocol protocol) {
    return with(protocol, "");
  }

  /**
   * This address, then the other.
   *
   * @throws MultiaddrException if a limit would be passed
   */
  public Multiaddr concat(Multiaddr other) {
    List<Component> joined = new ArrayList<>(components);
    joined.addAll(other.components);
    return checked(joined);
  }

  /** Whether the first components of this address are those of the other. */
  public boolean startsWith(Multiaddr other) {
    int size = other.components.size();
    return components.size() >= size && components.subList(0, size).equals(other.components);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Multiaddr m && encoded.equals(m.encoded);
  }

  @Override
  public int hashCode() {
    return encoded.hashCode();
  }

  /** The canonical text form; {@code /} if it is empty. */
  @Override
  public String toString() {
    if (isEmpty()) {
      return "/";
    }
    StringBuilder text = new StringBuilder(encoded.size() * 2);
    for (Component component : components) {
      text.append(component);
    }
    return text.toString();
  }
}
