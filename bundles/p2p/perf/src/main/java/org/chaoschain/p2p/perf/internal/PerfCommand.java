// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.perf.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.perf.core.PerfClient;
import org.chaoschain.p2p.perf.core.Throughput;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The control command {@code perf}. */
@Component(service = ControlCommand.class, configurationPid = "org.chaoschain.p2p.perf")
public final class PerfCommand implements ControlCommand {
  private static final long MAX_BYTES = 1L << 40;
  private static final double MEGA = 1e6;
  private static final double NANOS = 1e9;

  private final Host host;
  private final PerfClient client;

  /** Made by Declarative Services. */
  @Activate
  public PerfCommand(
      @Reference Host host,
      @Reference Clock clock,
      @Reference Scheduler scheduler,
      PerfSettings settings) {
    this.host = host;
    this.client = new PerfClient(clock, scheduler, PerfComponent.limits(settings).timeout());
  }

  @Override
  public String name() {
    return "perf";
  }

  @Override
  public String summary() {
    return "Measures the throughput to and from a peer (arguments: peer, upload, download)";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    long upload = bytes(request, "upload");
    long download = bytes(request, "download");
    if (upload == 0 && download == 0) {
      throw ControlException.usage("'upload' or 'download' must be more than 0");
    }
    PeerId peer;
    try {
      peer = PeerId.parse(request.requireText("peer"));
    } catch (IllegalArgumentException e) {
      throw ControlException.usage(e.getMessage());
    }
    // one after the other, a stream each: what a direction takes is seen only by itself
    if (upload > 0) {
      reply.item(item(peer, "upload", measure(peer, upload, 0)));
    }
    if (download > 0) {
      reply.item(item(peer, "download", measure(peer, 0, download)));
    }
  }

  private static long bytes(ControlRequest request, String name) throws ControlException {
    long bytes = request.number(name, 0);
    if (bytes < 0 || bytes > MAX_BYTES) {
      throw ControlException.usage(
          "'%s' must be 0 to %d, not %d".formatted(name, MAX_BYTES, bytes));
    }
    return bytes;
  }

  private Throughput measure(PeerId peer, long upload, long download) throws ControlException {
    try {
      return client.measure(host, peer, upload, download).toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw ControlException.failed(e.getCause().getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ControlException.failed("interrupted");
    }
  }

  private static Map<String, Object> item(PeerId peer, String direction, Throughput measured) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("peer", peer.toString());
    item.put("direction", direction);
    item.put("bytes", measured.uploaded() + measured.downloaded());
    item.put("seconds", measured.elapsed().toNanos() / NANOS);
    item.put("mb_per_s", measured.bytesPerSecond() / MEGA);
    return item;
  }
}
