// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.osgi.framework.connect.ConnectContent;

/**
 * The content of a bundle that the framework reads through the {@link Connector}. Its jar is opened
 * when something in it is asked for.
 */
final class ConnectedJar implements ConnectContent {
  private final Path file;
  private final Optional<Map<String, String>> headers;
  private final Supplier<Optional<ClassLoader>> loader;
  private ZipFile zip;
  private boolean open;

  /**
   * Content of a jar.
   *
   * @param headers those of its manifest, if they are known
   * @param loader asked whenever the bundle has been resolved; nothing leaves it to the framework
   *     to make one
   */
  ConnectedJar(
      Path file, Optional<Map<String, String>> headers, Supplier<Optional<ClassLoader>> loader) {
    this.file = file;
    this.headers = headers;
    this.loader = loader;
  }

  @Override
  public Optional<Map<String, String>> getHeaders() {
    return headers;
  }

  @Override
  public Iterable<String> getEntries() throws IOException {
    List<String> names = new ArrayList<>();
    zip().entries().asIterator().forEachRemaining(entry -> names.add(entry.getName()));
    return names;
  }

  @Override
  public Optional<ConnectEntry> getEntry(String path) {
    try {
      ZipFile source = zip();
      ZipEntry entry = source.getEntry(path.startsWith("/") ? path.substring(1) : path);
      return entry == null ? Optional.empty() : Optional.of(new Entry(source, entry));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  @Override
  public Optional<ClassLoader> getClassLoader() {
    return loader.get();
  }

  @Override
  public synchronized void open() {
    open = true;
  }

  @Override
  public synchronized void close() throws IOException {
    open = false;
    if (zip != null) {
      zip.close();
      zip = null;
    }
  }

  private synchronized ZipFile zip() throws IOException {
    if (!open) {
      throw new IllegalStateException("the content of " + file + " has been closed");
    }
    if (zip == null) {
      zip = new ZipFile(file.toFile());
    }
    return zip;
  }

  private record Entry(ZipFile zip, ZipEntry entry) implements ConnectEntry {
    @Override
    public String getName() {
      return entry.getName();
    }

    @Override
    public long getContentLength() {
      return entry.getSize();
    }

    @Override
    public long getLastModified() {
      return entry.getTime();
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return zip.getInputStream(entry);
    }
  }
}
