// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.internal;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * The resources of one generation of a plugin, however it reads them. Connections to them use no
 * cache, since the JDK's would hold the plugin's jar open for ever; and what a careless plugin has
 * left open is closed when the generation goes. What it has no hold on any more is forgotten. Safe
 * for use by many threads.
 */
final class Resources implements Closeable {
  private final Set<Object> open = Collections.newSetFromMap(new WeakHashMap<>());

  /** The same resource, opened here; null for null. */
  URL tracked(URL plain) {
    if (plain == null) {
      return null;
    }
    try {
      return new URL(null, plain.toExternalForm(), new Handler(plain));
    } catch (MalformedURLException e) {
      throw new UncheckedIOException("a URL cannot be read again", e);
    }
  }

  Enumeration<URL> tracked(Enumeration<URL> plain) {
    List<URL> tracked = new ArrayList<>();
    plain.asIterator().forEachRemaining(url -> tracked.add(tracked(url)));
    return Collections.enumeration(tracked);
  }

  @Override
  public void close() throws IOException {
    List<Object> left;
    synchronized (open) {
      left = new ArrayList<>(open);
      open.clear();
    }
    for (Object each : left) {
      if (each instanceof JarURLConnection connection) {
        connection.getJarFile().close();
      } else {
        ((InputStream) each).close();
      }
    }
  }

  private <T> T remember(T opened) {
    synchronized (open) {
      open.add(opened);
    }
    return opened;
  }

  private final class Handler extends URLStreamHandler {
    private final URL plain;

    Handler(URL plain) {
      this.plain = plain;
    }

    @Override
    protected URLConnection openConnection(URL url) throws IOException {
      String text = url.toExternalForm();
      URL target = text.equals(plain.toExternalForm()) ? plain : new URL(plain, text);
      URLConnection connection = target.openConnection();
      connection.setUseCaches(false);
      // the stream of a jar's entry holds its connection, so this lives as long as that
      return connection instanceof JarURLConnection
          ? remember(connection)
          : new FileConnection(url, connection);
    }
  }

  private final class FileConnection extends URLConnection {
    private final URLConnection file;

    FileConnection(URL url, URLConnection file) {
      super(url);
      this.file = file;
    }

    @Override
    public void connect() throws IOException {
      if (!connected) {
        remember(file.getInputStream());
        connected = true;
      }
    }

    @Override
    public InputStream getInputStream() throws IOException {
      connect();
      return file.getInputStream(); // always the same
    }

    @Override
    public long getContentLengthLong() {
      return file.getContentLengthLong();
    }

    @Override
    public String getContentType() {
      return file.getContentType();
    }

    @Override
    public long getLastModified() {
      return file.getLastModified();
    }

    @Override
    public String getHeaderField(String name) {
      return file.getHeaderField(name);
    }
  }
}
