// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.internal;

import java.net.InetAddress;
import java.util.List;
import javax.naming.NamingException;

/** What a name service answers. Calls block. */
interface NameServer {
  /** The IPv4 and IPv6 addresses of a name, none if there is no such name. */
  List<InetAddress> addresses(String name) throws NamingException;

  /** The TXT records of a name, none if there is no such name. */
  List<String> texts(String name) throws NamingException;
}
