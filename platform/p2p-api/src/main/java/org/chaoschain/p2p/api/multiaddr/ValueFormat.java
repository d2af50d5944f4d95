// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.multiaddr;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.internal.ByteReader;
import org.chaoschain.p2p.api.internal.Multibase;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * How the value of a component looks as bytes and as text. Both directions refuse what the other
 * would not give back, with an {@link IllegalArgumentException} that says why.
 */
enum ValueFormat {
  /** No value. */
  NONE(0) {
    @Override
    byte[] parse(String text) {
      if (!text.isEmpty()) {
        throw new IllegalArgumentException("it takes no value");
      }
      return new byte[0];
    }

    @Override
    String format(byte[] data) {
      return "";
    }
  },
  /** Four bytes, dotted decimal. */
  IP4(4) {
    @Override
    byte[] parse(String text) {
      return IpText.parse4(text);
    }

    @Override
    String format(byte[] data) {
      return IpText.format4(data, 0);
    }
  },
  /** Sixteen bytes, as RFC 5952 writes them. */
  IP6(16) {
    @Override
    byte[] parse(String text) {
      return IpText.parse6(text);
    }

    @Override
    String format(byte[] data) {
      return IpText.format6(data);
    }
  },
  /** 0 to 65535, two bytes, big endian. */
  PORT(2) {
    @Override
    byte[] parse(String text) {
      int port = IpText.decimal(text, 65535, "a port");
      return new byte[] {(byte) (port >> 8), (byte) port};
    }

    @Override
    String format(byte[] data) {
      return Integer.toString(((data[0] & 0xff) << 8) | (data[1] & 0xff));
    }
  },
  /** 0 to 255. */
  OCTET(1) {
    @Override
    byte[] parse(String text) {
      return new byte[] {(byte) IpText.decimal(text, 255, "a prefix length")};
    }

    @Override
    String format(byte[] data) {
      return Integer.toString(data[0] & 0xff);
    }
  },
  /** UTF-8 text without slash, space and control characters. */
  NAME(-1) {
    @Override
    byte[] parse(String text) {
      return utf8(checkName(text));
    }

    @Override
    String format(byte[] data) {
      return checkName(text(data));
    }
  },
  /** A path from the root, with its slashes. */
  PATH(-1) {
    @Override
    byte[] parse(String text) {
      return utf8(checkPath(text));
    }

    @Override
    String format(byte[] data) {
      return checkPath(text(data));
    }
  },
  /** Any UTF-8 text; what would disturb in an address is percent-encoded. */
  PERCENT(-1) {
    @Override
    byte[] parse(String text) {
      byte[] data = PercentText.decode(text);
      format(data);
      return data;
    }

    @Override
    String format(byte[] data) {
      checkNotEmpty(data.length);
      text(data);
      return PercentText.encode(data);
    }
  },
  /** A peer id. */
  PEER(-1) {
    @Override
    byte[] parse(String text) {
      return PeerId.parse(text).encode().toArray();
    }

    @Override
    String format(byte[] data) {
      return PeerId.decode(Bytes.wrap(data)).toString();
    }
  },
  /** A multihash of any function, in multibase text. */
  MULTIHASH(-1) {
    @Override
    byte[] parse(String text) {
      byte[] data = Multibase.decode(text);
      checkMultihash(data);
      return data;
    }

    @Override
    String format(byte[] data) {
      checkMultihash(data);
      return Multibase.encodeBase64Url(data);
    }
  },
  /** 35 bytes of key, checksum and version, then a port. */
  ONION3(37) {
    @Override
    byte[] parse(String text) {
      int colon = text.indexOf(':');
      byte[] host = Multibase.decode("b" + (colon < 0 ? text : text.substring(0, colon)));
      if (colon < 0 || host.length != 35) {
        throw new IllegalArgumentException(
            "an onion3 address is 56 characters of base32, a colon and a port");
      }
      byte[] data = Arrays.copyOf(host, 37);
      int port = checkOnionPort(IpText.decimal(text.substring(colon + 1), 65535, "a port"));
      data[35] = (byte) (port >> 8);
      data[36] = (byte) port;
      return data;
    }

    @Override
    String format(byte[] data) {
      int port = checkOnionPort(((data[35] & 0xff) << 8) | (data[36] & 0xff));
      return Multibase.encodeBase32(Arrays.copyOf(data, 35)).substring(1) + ":" + port;
    }
  };

  private final int size;

  ValueFormat(int size) {
    this.size = size;
  }

  /** The number of bytes, or -1 if a length stands before them. */
  int size() {
    return size;
  }

  /** The bytes of a text. */
  abstract byte[] parse(String text);

  /** The canonical text of bytes, which are {@link #size} many if that is fixed. */
  abstract String format(byte[] data);

  private static void checkNotEmpty(int length) {
    if (length == 0) {
      throw new IllegalArgumentException("the value is empty");
    }
  }

  private static String checkName(String name) {
    checkNotEmpty(name.length());
    name.codePoints()
        .filter(c -> c == '/' || Character.isISOControl(c) || Character.isWhitespace(c))
        .findFirst()
        .ifPresent(
            c -> {
              throw new IllegalArgumentException(
                  "a name must not contain the character U+%04X".formatted(c));
            });
    return name;
  }

  private static String checkPath(String path) {
    if (path.length() < 2
        || path.charAt(0) != '/'
        || path.codePoints().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "a path starts with a slash and has no control characters");
    }
    return path;
  }

  private static int checkOnionPort(int port) {
    if (port == 0) {
      throw new IllegalArgumentException("the port of an onion3 address must not be 0");
    }
    return port;
  }

  private static void checkMultihash(byte[] data) {
    ByteReader reader = new ByteReader(Bytes.wrap(data));
    reader.varint();
    reader.bytes(reader.varint());
    if (reader.hasMore()) {
      throw new IllegalArgumentException("bytes follow the digest");
    }
  }

  private static byte[] utf8(String text) {
    try {
      ByteBuffer encoded =
          StandardCharsets.UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(text));
      return Bytes.copyOf(encoded).toArray();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the value is no Unicode text", e);
    }
  }

  private static String text(byte[] data) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the value is no UTF-8 text", e);
    }
  }
}
