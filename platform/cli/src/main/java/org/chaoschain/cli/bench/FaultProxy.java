// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A bad cable between two nodes: passes TCP connections on to a node, resets all of them at random
 * moments, and holds up what passes for a while. Until it is healed; then it only passes on.
 */
final class FaultProxy implements AutoCloseable {
  private static final int BUFFER = 16 * 1024;
  private static final int CONNECT_MILLIS = 2_000;
  private static final int ROUND = 3;
  private static final long PAUSE_NANOS = 10_000_000;

  private final ServerSocket server;
  private final Random random;
  private final AtomicInteger cuts = new AtomicInteger();
  private final AtomicInteger stalls = new AtomicInteger();
  private volatile int target;
  private volatile boolean healed;
  private volatile boolean closed;
  private volatile long stalledUntil = System.nanoTime();

  // guarded by this
  private final List<Socket> sockets = new ArrayList<>();

  FaultProxy(long seed) throws IOException {
    random = new Random(seed);
    server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    daemon("proxy", this::accept);
  }

  /** Where it listens. */
  int port() {
    return server.getLocalPort();
  }

  /** Where it passes connections on to, from the next one on. */
  void target(int port) {
    target = port;
  }

  /** Begins to do harm. */
  void harm() {
    daemon("proxy faults", this::faults);
  }

  /** Does no harm any more. */
  void heal() {
    healed = true;
  }

  /** How often all connections were reset. */
  int cuts() {
    return cuts.get();
  }

  /** How often all traffic was held up. */
  int stalls() {
    return stalls.get();
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!closed) {
      try {
        Socket from = server.accept();
        daemon("proxy connection", () -> connect(from));
      } catch (IOException e) {
        // closed, or a connection that did not come about: the next one may
      }
    }
  }

  private void connect(Socket from) {
    Socket to = new Socket();
    try {
      synchronized (this) {
        sockets.add(from);
        sockets.add(to);
      }
      to.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MILLIS);
      from.setTcpNoDelay(true);
      to.setTcpNoDelay(true);
      daemon("proxy there", () -> copy(from, to));
      copy(to, from);
    } catch (IOException e) {
      reset(from);
      reset(to);
    }
  }

  private void copy(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int read = in.read(buffer);
      while (read >= 0) {
        while (!healed && !closed && System.nanoTime() - stalledUntil < 0) {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
        out.write(buffer, 0, read);
        read = in.read(buffer);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      reset(from);
      reset(to);
    }
  }

  /** Of three faults in a row, two are cuts and one holds up: no seed has only one kind. */
  private void faults() {
    int stall = 0;
    for (int fault = 0; !healed && !closed; fault++) {
      LockSupport.parkNanos(500_000_000L + random.nextInt(1_500) * 1_000_000L);
      if (healed || closed) {
        return;
      }
      if (fault % ROUND == 0) {
        stall = random.nextInt(ROUND);
      }
      if (fault % ROUND == stall) {
        stalledUntil = System.nanoTime() + random.nextInt(1_500) * 1_000_000L;
        stalls.incrementAndGet();
      } else {
        cut();
      }
    }
  }

  /** Resets all connections, wherever in a frame they are. */
  void cut() {
    List<Socket> all;
    synchronized (this) {
      all = List.copyOf(sockets);
      sockets.clear();
    }
    if (!all.isEmpty()) {
      cuts.incrementAndGet();
    }
    all.forEach(FaultProxy::reset);
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // it is closed
    }
    try {
      socket.close();
    } catch (IOException e) {
      // it is closed
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    server.close();
    synchronized (this) {
      sockets.forEach(FaultProxy::reset);
      sockets.clear();
    }
  }
}
