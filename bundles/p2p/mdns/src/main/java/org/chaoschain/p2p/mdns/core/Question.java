// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.mdns.core;

/**
 * A question of a query.
 *
 * @param name without a dot at its end
 * @param type the number of the record type: RFC 1035, section 3.2.2, and {@link #ANY}
 */
public record Question(String name, int type) {
  /** An IPv4 address. */
  public static final int A = 1;

  /** A pointer to another name. */
  public static final int PTR = 12;

  /** Texts. */
  public static final int TXT = 16;

  /** An IPv6 address. */
  public static final int AAAA = 28;

  /** Where a service is. */
  public static final int SRV = 33;

  /** Records of all types. */
  public static final int ANY = 255;

  /** Whether it asks for records of this name and type. */
  boolean asksFor(String owner, int wanted) {
    return name.equalsIgnoreCase(owner) && (type == wanted || type == ANY);
  }
}
