// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.regex.Pattern;
import javax.naming.Context;
import javax.naming.InvalidNameException;
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
  /**
   * Labels of letters, digits, hyphens and underscores. Anything else, a colon or slash above all,
   * could make JNDI take the name for a URL of another service than the DNS.
   */
  private static final Pattern NAME =
      Pattern.compile("(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})\\.)*[A-Za-z0-9_-]{1,63}\\.?");

  private static final int MAX_NAME = 254;

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
    NamingException failed = null;
    for (String type : List.of("A", "AAAA")) {
      List<String> texts;
      try {
        texts = query(name, type);
      } catch (NamingException e) {
        failed = e;
        continue;
      }
      for (String text : texts) {
        try {
          addresses.add(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
          throw new NamingException("the answer for " + name + " is no address: " + text);
        }
      }
    }
    if (addresses.isEmpty() && failed != null) {
      throw failed;
    }
    return addresses;
  }

  @Override
  public List<String> texts(String name) throws NamingException {
    return query(name, "TXT");
  }

  private List<String> query(String name, String type) throws NamingException {
    if (name.length() > MAX_NAME || !NAME.matcher(name).matches()) {
      throw new InvalidNameException("this is no DNS name: " + name);
    }
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
