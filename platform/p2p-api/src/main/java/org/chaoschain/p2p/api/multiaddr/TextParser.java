// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.multiaddr;

import java.util.ArrayList;
import java.util.List;

/** Cuts the text form into components. */
final class TextParser {
  private final String text;
  private int position;

  private TextParser(String text) {
    this.text = text;
  }

  static List<Component> components(String text) {
    return new TextParser(text).run();
  }

  private List<Component> run() {
    if (text.isEmpty() || text.charAt(0) != '/') {
      throw new MultiaddrException(0, "it must start with a slash, as in /ip4/127.0.0.1/tcp/4001");
    }
    List<Component> components = new ArrayList<>();
    do {
      int start = position;
      components.add(component());
      Multiaddr.checkComponents(components, start);
    } while (position < text.length()
        && !(position == text.length() - 1 && text.charAt(position) == '/'));
    return components;
  }

  private Component component() {
    int offset = position + 1;
    String name = word();
    Protocol protocol =
        Protocol.ofName(name)
            .orElseThrow(
                () ->
                    new MultiaddrException(
                        offset, "no known protocol has the name '" + shown(name) + "'"));
    if (!protocol.hasValue()) {
      return Component.of(protocol, "", offset);
    }
    if (position >= text.length()) {
      throw new MultiaddrException(position, protocol + " needs a value");
    }
    int valueOffset = position + 1;
    if (protocol == Protocol.UNIX) {
      String path = text.substring(position);
      position = text.length();
      return Component.of(protocol, path, valueOffset);
    }
    return Component.of(protocol, word(), valueOffset);
  }

  /** The characters after the slash at the position, up to the next slash. */
  private String word() {
    int end = text.indexOf('/', position + 1);
    if (end < 0) {
      end = text.length();
    }
    String word = text.substring(position + 1, end);
    position = end;
    return word;
  }

  private static String shown(String name) {
    String cut = name.length() <= 32 ? name : name.substring(0, 32) + "…";
    return cut.chars().allMatch(c -> c > ' ' && c != 0x7f)
        ? cut
        : cut.replaceAll("[\\p{Cntrl}\\s]", "?");
  }
}
