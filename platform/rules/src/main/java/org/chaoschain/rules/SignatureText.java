// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes descriptors and generic signatures (JVMS 17, 4.7.9.1) as Java does, with binary names:
 * {@code java.util.Map$Entry<K, ? extends V>[]}. A reader of one signature, from left to right.
 */
final class SignatureText {
  private final String signature;
  private int at;

  SignatureText(String signature) {
    this.signature = signature;
  }

  /** One type that is all of a signature. */
  static String ofType(String signature) {
    return new SignatureText(signature).type();
  }

  boolean hasMore() {
    return at < signature.length();
  }

  /** Takes a character if it is the next one. */
  boolean take(char c) {
    boolean next = hasMore() && signature.charAt(at) == c;
    at += next ? 1 : 0;
    return next;
  }

  /** {@code <A extends java.lang.Comparable<A>, B>}, or empty if there are none. */
  String typeParameters() {
    if (!take('<')) {
      return "";
    }
    List<String> all = new ArrayList<>();
    while (!take('>')) {
      String name = until(":");
      List<String> bounds = new ArrayList<>();
      while (take(':')) {
        if (signature.charAt(at) != ':') { // else there is no bound that is a class
          bounds.add(type());
        }
      }
      bounds.remove("java.lang.Object");
      all.add(bounds.isEmpty() ? name : name + " extends " + String.join(" & ", bounds));
    }
    return "<" + String.join(", ", all) + ">";
  }

  /** The types up to the end of the signature, or up to a character that begins none. */
  List<String> types() {
    List<String> all = new ArrayList<>();
    while (hasMore() && ")^>".indexOf(signature.charAt(at)) < 0) {
      all.add(type());
    }
    return all;
  }

  /** The next type. */
  String type() {
    char kind = signature.charAt(at++);
    return switch (kind) {
      case 'B' -> "byte";
      case 'C' -> "char";
      case 'D' -> "double";
      case 'F' -> "float";
      case 'I' -> "int";
      case 'J' -> "long";
      case 'S' -> "short";
      case 'Z' -> "boolean";
      case 'V' -> "void";
      case '[' -> type() + "[]";
      case '*' -> "?";
      case '+' -> "? extends " + type();
      case '-' -> "? super " + type();
      case 'T' -> {
        String variable = until(";");
        at++;
        yield variable;
      }
      case 'L' -> classType();
      default ->
          throw new IllegalArgumentException(
              "'%s' at %d begins no type in the signature %s".formatted(kind, at - 1, signature));
    };
  }

  private String classType() {
    StringBuilder name = new StringBuilder();
    while (true) {
      name.append(until("<;.").replace('/', '.'));
      if (take('<')) {
        name.append('<').append(String.join(", ", types())).append('>');
        at++;
      }
      if (take('.')) {
        name.append('$'); // a class inside of one with type arguments
      } else {
        at++;
        return name.toString();
      }
    }
  }

  private String until(String ends) {
    int from = at;
    while (ends.indexOf(signature.charAt(at)) < 0) {
      at++;
    }
    return signature.substring(from, at);
  }
}
