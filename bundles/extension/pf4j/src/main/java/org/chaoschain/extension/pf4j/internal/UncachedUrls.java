// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * Resources of a plugin whose connections use no cache. The JDK's cache of jars would hold a
 * plugin's file open after its loader is closed, as soon as the plugin has read one of its
 * resources by {@code getResource(…).openStream()}.
 */
final class UncachedUrls extends URLStreamHandler {
  private final URL plain;

  private UncachedUrls(URL plain) {
    this.plain = plain;
  }

  /** The same resource without a cache; null for null. */
  static URL of(URL plain) {
    if (plain == null) {
      return null;
    }
    try {
      return new URL(null, plain.toExternalForm(), new UncachedUrls(plain));
    } catch (MalformedURLException e) {
      throw new UncheckedIOException("a URL cannot be read again", e);
    }
  }

  static Enumeration<URL> of(Enumeration<URL> plain) {
    List<URL> uncached = new ArrayList<>();
    plain.asIterator().forEachRemaining(url -> uncached.add(of(url)));
    return Collections.enumeration(uncached);
  }

  @Override
  protected URLConnection openConnection(URL url) throws IOException {
    URL target =
        url.toExternalForm().equals(plain.toExternalForm())
            ? plain
            : new URL(plain, url.toExternalForm());
    URLConnection connection = target.openConnection();
    connection.setUseCaches(false);
    return connection;
  }
}
