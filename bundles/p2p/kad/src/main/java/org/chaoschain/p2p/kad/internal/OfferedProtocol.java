// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.internal;

import java.util.concurrent.Executor;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.kad.core.dht.DhtEnvironment;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/**
 * The protocol as a service that comes and goes with the node's mode. The host lets streams end
 * before an unregistration returns, which therefore does not happen in the DHT's executor.
 */
final class OfferedProtocol implements DhtEnvironment.Offering {
  private final BundleContext context;
  private final Executor workers;
  private ServiceRegistration<StreamProtocol> registration;
  private boolean wanted;
  private boolean closed;

  OfferedProtocol(BundleContext context, Executor workers) {
    this.context = context;
    this.workers = workers;
  }

  @Override
  public void offer(StreamProtocol protocol) {
    wanted(true, protocol);
  }

  @Override
  public void withdraw(StreamProtocol protocol) {
    wanted(false, protocol);
  }

  private synchronized void wanted(boolean now, StreamProtocol protocol) {
    wanted = now;
    if (!closed) {
      workers.execute(() -> apply(protocol));
    }
  }

  /** Makes what is there what is wanted, one at a time. */
  private void apply(StreamProtocol protocol) {
    ServiceRegistration<StreamProtocol> gone = null;
    synchronized (this) {
      if (closed) {
        return;
      }
      if (wanted && registration == null) {
        registration = context.registerService(StreamProtocol.class, protocol, null);
      } else if (!wanted && registration != null) {
        gone = registration;
        registration = null;
      }
    }
    if (gone != null) {
      gone.unregister();
    }
  }

  /** Withdraws it for good; returns when the host has let its streams end. */
  void close() {
    ServiceRegistration<StreamProtocol> gone;
    synchronized (this) {
      closed = true;
      gone = registration;
      registration = null;
    }
    if (gone != null) {
      gone.unregister();
    }
  }
}
