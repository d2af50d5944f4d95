// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;

/**
 * Asks the DNS by the JDK's own provider. Only attributes of type A, AAAA and TXT are read, which
 * that provider gives as text; no object is ever looked up, so nothing is deserialised.
 */
@SuppressWarnings({"BanJNDI", "JdkObsolete"}) // the context wants a Hashtable
final class DnsNameServer implements NameServer {
  private final Hashtable<String, String> environment = new Hashtable<>();

  /**
   * Makes a client.
   *
   * @param server {@code host} or {@code host:port}; empty asks those of the operating system
   * @param timeout of one question; it is asked twice
   */
  DnsNameServer(String server, Duration timeout) {
    environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    environment.put(Context.PROVIDER_URL, "dns://" + server);
    environment.put("com.sun.jndi.dns.timeout.initial", Long.toString(timeout.toMillis()));
    environment.put("com.sun.jndi.dns.timeout.retries", "2");
  }

  @Override
  public List<InetAddress> addresses(String name) throws NamingException {
    List<InetAddress> addresses = new ArrayList<>();
    for (String type : List.of("A", "AAAA")) {
      for (String text : query(name, type)) {
        try {
          addresses.add(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
          throw new NamingException("the answer for " + name + " is no address: " + text);
        }
      }
    }
    return addresses;
  }

  @Override
  public List<String> texts(String name) throws NamingException {
    return query(name, "TXT");
  }

  private List<String> query(String name, String type) throws NamingException {
    InitialDirContext context = new InitialDirContext(environment);
    try {
      Attribute answers = context.getAttributes(name, new String[] {type}).get(type);
      List<String> values = new ArrayList<>();
      if (answers != null) {
        NamingEnumeration<?> all = answers.getAll();
        while (all.hasMore()) {
          values.add(unquoted(all.next().toString()));
        }
      }
      return values;
    } catch (NameNotFoundException e) {
      return List.of();
    } finally {
      context.close();
    }
  }

  private static String unquoted(String text) {
    return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1)
        : text;
  }
}
