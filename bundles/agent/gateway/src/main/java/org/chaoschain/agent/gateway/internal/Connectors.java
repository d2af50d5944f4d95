// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives Jetty the socket that the door has bound, in place of the one that the HTTP service opens
 * by its own configuration: so the port is known and its failures are told before Jetty starts, a
 * password of TLS is in no configuration, and nobody is accepted before what guards the servlets is
 * there.
 */
final class Connectors implements ConnectorFactory {
  private static final Logger LOG = LoggerFactory.getLogger(Connectors.class);
  private static final int MAX_HEADER_BYTES = 8 * 1024;

  private final DoorSettings settings;
  private final ServerSocketChannel channel;
  private final Optional<SSLContext> tls;
  private boolean accepting;
  private ServerConnector connector;

  /**
   * For one socket.
   *
   * @param channel bound; Jetty's from now on, which closes it
   */
  Connectors(DoorSettings settings, ServerSocketChannel channel, Optional<SSLContext> tls) {
    this.settings = settings;
    this.channel = channel;
    this.tls = tls;
  }

  @Override
  public synchronized Connector createConnector(Server server) {
    for (Connector other : server.getConnectors()) {
      close(server, other);
    }
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(MAX_HEADER_BYTES);
    http.setResponseHeaderSize(MAX_HEADER_BYTES);
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    connector =
        tls.map(context -> secure(server, http, plain, context))
            .orElseGet(() -> new ServerConnector(server, 1, 1, plain));
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    connector.setIdleTimeout(settings.idleTimeout().toMillis());
    connector.addBean(new NetworkConnectionLimit(settings.maxConnections(), connector));
    connector.setAccepting(accepting);
    try {
      connector.open(channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return connector;
  }

  private static ServerConnector secure(
      Server server, HttpConfiguration http, HttpConnectionFactory plain, SSLContext context) {
    // the certificate's names are not compared with the header Host: the doorkeeper has its own
    // list
    http.addCustomizer(new SecureRequestCustomizer(false));
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setSslContext(context);
    factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    return new ServerConnector(
        server, 1, 1, new SslConnectionFactory(factory, HttpVersion.HTTP_1_1.asString()), plain);
  }

  private static void close(Server server, Connector other) {
    try {
      other.stop();
    } catch (Exception e) { // what Jetty declares
      LOG.warn("a socket of the HTTP service was not closed: {}", e.getMessage());
    }
    server.removeConnector(other);
  }

  /** Whether connections are accepted; those that come before wait. */
  synchronized void accept(boolean accept) {
    accepting = accept;
    if (connector != null) {
      connector.setAccepting(accept);
    }
  }

  /** Connections that are open. */
  synchronized int open() {
    return connector == null ? 0 : connector.getConnectedEndPoints().size();
  }
}
